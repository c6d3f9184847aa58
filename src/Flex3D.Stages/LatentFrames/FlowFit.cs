using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Optimisation;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Fits a flow network to the flows that another has at other latents, by least squares over mesh vertices and particles.</summary>
internal static class FlowFit
{
    private const int Batch = 64, Steps = 800;
    private const double Rate = 0.005, RateEnd = 0.0002;

    /// <summary>Fits a network of the shape of a given one.</summary>
    /// <param name="from">The flow to reproduce.</param>
    /// <param name="old">Latents of particles in it, [particle][K].</param>
    /// <param name="network">The network to fit.</param>
    /// <param name="latents">The particles' latents in the new network, [particle][K]; coordinates from <paramref name="active"/> on are 0.</param>
    /// <param name="active">Number of coordinates that the new flow depends on.</param>
    /// <returns>The parameters.</returns>
    public static float[] Fit(IFlow from, float[] old, FlowNetwork network, float[] latents, int active, ulong seed)
    {
        int k = network.Architecture.LatentDimension, length = 3 * network.Architecture.VertexCount, particles = latents.Length / k;
        float[] parameters = network.Initialise(seed), gradient = new float[parameters.Length];
        for (int input = active; input < k; input++)
        {
            parameters.AsSpan(network.WeightsOf(0) + input * network.HiddenStride, network.HiddenStride).Clear();
        }
        FlowWorkspace workspace = network.CreateWorkspace(Batch);
        var adam = new Adam(parameters.Length);
        float[] before = new float[Batch * k], after = new float[Batch * k], target = new float[Batch * length], flows = new float[Batch * length];
        for (int step = 0; step < Steps; step++)
        {
            for (int i = 0; i < Batch; i++)
            {
                int particle = (int)(CounterRandom.Bits(seed, Purpose.FlowFit, 0, (ulong)step, (ulong)i) % (ulong)particles);
                old.AsSpan(particle * k, k).CopyTo(before.AsSpan(i * k));
                latents.AsSpan(particle * k, k).CopyTo(after.AsSpan(i * k));
            }
            from.Flows(before, Batch, target);
            network.Forward(parameters, after, Batch, flows, workspace);
            for (int i = 0; i < flows.Length; i++)
            {
                flows[i] = (flows[i] - target[i]) / Batch;
            }
            Array.Clear(gradient);
            network.Backward(parameters, Batch, flows, gradient, default, workspace);
            adam.Step(parameters, gradient, Rate * Math.Pow(RateEnd / Rate, step / (Steps - 1.0)));
        }
        return parameters;
    }
}
