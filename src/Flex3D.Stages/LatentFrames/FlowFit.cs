using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Optimisation;

namespace Flex3D.Stages.LatentFrames;

/// <summary>Fits a flow network to the flows that another has at other latents, by least squares over mesh vertices and particles.</summary>
internal static class FlowFit
{
    private const int Batch = 64, Parts = 4, Part = Batch / Parts;

    // Each flow is seen about as often, however few there are: 800 steps where there are 2,048.
    private const int Passes = 25, LeastSteps = 400;
    private const double Rate = 0.005, RateEnd = 0.0002;

    // The flows to fit to are kept: of up to 2,048 particles, fewer where they would take more than 64 MB.
    private const int MostParticles = 2048, MostFloats = 1 << 24;

    /// <summary>Fits a network of the shape of a given one.</summary>
    /// <param name="from">The flow to reproduce.</param>
    /// <param name="old">Latents of particles in it, [particle][K].</param>
    /// <param name="network">The network to fit.</param>
    /// <param name="latents">The particles' latents in the new network, [particle][K]; coordinates from <paramref name="active"/> on are 0.</param>
    /// <param name="active">Number of coordinates that the new flow depends on.</param>
    /// <param name="threads">Threads; the result does not depend on their number.</param>
    /// <returns>The parameters.</returns>
    public static float[] Fit(IFlow from, float[] old, FlowNetwork network, float[] latents, int active, ulong seed, int threads)
    {
        int k = network.Architecture.LatentDimension, length = 3 * network.Architecture.VertexCount;
        float[] parameters = network.Initialise(seed), gradient = new float[parameters.Length];
        for (int input = active; input < k; input++)
        {
            parameters.AsSpan(network.WeightsOfLatent(input)).Clear();
        }
        int particles = Math.Min(latents.Length / k, Math.Clamp(MostFloats / length, Batch, MostParticles));
        float[] before = Spread(old, k, particles), after = Spread(latents, k, particles), targets = new float[particles * length];
        from.Flows(before, particles, targets);
        float[][] gradients = [.. Enumerable.Range(0, Parts).Select(_ => new float[parameters.Length])];
        float[][] rows = [.. Enumerable.Range(0, Parts).Select(_ => new float[Part * k])], flows = [.. Enumerable.Range(0, Parts).Select(_ => new float[Part * length])];
        FlowWorkspace[] workspaces = [.. Enumerable.Range(0, Parts).Select(_ => network.CreateWorkspace(Part))];
        var adam = new Adam(parameters.Length);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        int steps = Math.Max(LeastSteps, Passes * particles / Batch);
        for (int step = 0; step < steps; step++)
        {
            Parallel.For(0, Parts, parallel, part =>
            {
                Span<int> drawn = stackalloc int[Part];
                for (int i = 0; i < Part; i++)
                {
                    drawn[i] = (int)(CounterRandom.Bits(seed, Purpose.FlowFit, 0, (ulong)step, (ulong)(part * Part + i)) % (ulong)particles);
                    after.AsSpan(drawn[i] * k, k).CopyTo(rows[part].AsSpan(i * k));
                }
                network.Forward(parameters, rows[part], Part, flows[part], workspaces[part]);
                for (int i = 0; i < Part; i++)
                {
                    Span<float> flow = flows[part].AsSpan(i * length, length);
                    ReadOnlySpan<float> target = targets.AsSpan(drawn[i] * length, length);
                    for (int j = 0; j < length; j++)
                    {
                        flow[j] = (flow[j] - target[j]) / Batch;
                    }
                }
                Array.Clear(gradients[part]);
                network.Backward(parameters, Part, flows[part], gradients[part], default, workspaces[part]);
            });
            VectorMath.AddScaled(gradients[0].AsSpan(), 1, gradients[1]);
            VectorMath.AddScaled(gradients[2].AsSpan(), 1, gradients[3]);
            VectorMath.Combine(gradients[0], 1, gradients[2], gradient);
            adam.Step(parameters, gradient, Rate * Math.Pow(RateEnd / Rate, step / (steps - 1.0)));
        }
        return parameters;
    }

    // The latents of some of the particles, spread evenly.
    private static float[] Spread(float[] latents, int dimension, int count)
    {
        int all = latents.Length / dimension;
        float[] some = new float[count * dimension];
        for (int i = 0; i < count; i++)
        {
            latents.AsSpan((int)((long)i * all / count) * dimension, dimension).CopyTo(some.AsSpan(i * dimension));
        }
        return some;
    }
}
