using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Model;

/// <summary>Draws the initial parameters of a flow network with counter-based random numbers.</summary>
/// <remarks>
/// Hidden weights are He-normal, N(0, 2/inputs), so that the latent's signal survives many ReLU layers. The output weights are
/// N(0, (0.01/√width)²): the initial flow is about a tenth of an Å, with no white noise to unlearn. First-layer biases are uniform in ±1
/// for K = 1 and ±½ else, since without them the network is homogeneous and maps z and −z onto unrelated half-lines;
/// all other biases are zero.
/// </remarks>
internal static class FlowInitialisation
{
    private const ulong Purpose = 0x464C4F57; // distinct from every other use of the run's seed

    public static void Fill(FlowNetwork network, Span<float> parameters, ulong seed)
    {
        parameters.Clear();
        FlowArchitecture shape = network.Architecture;
        for (int layer = 0; layer < shape.HiddenLayers; layer++)
        {
            double deviation = Math.Sqrt(2.0 / network.InputsOf(layer));
            Normal(parameters[network.WeightsOf(layer)..], network.InputsOf(layer), shape.Width, network.HiddenStride, deviation, seed, layer);
        }
        Span<float> biases = parameters.Slice(network.BiasesOf(0), shape.Width);
        double range = shape.LatentDimension == 1 ? 1 : 0.5;
        for (int i = 0; i < biases.Length; i++)
        {
            biases[i] = (float)(range * (2 * CounterRandom.Uniform(seed, Purpose, 1, 0, (ulong)i) - 1));
        }
        Normal(parameters[network.OutputWeights..], shape.Width, 3 * shape.VertexCount, network.OutputStride, 0.01 / Math.Sqrt(shape.Width), seed, shape.HiddenLayers);
    }

    private static void Normal(Span<float> weights, int rows, int columns, int stride, double deviation, ulong seed, int layer)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                weights[row * stride + column] = (float)(deviation * CounterRandom.Normal(seed, Purpose, 0, (ulong)layer, (ulong)(row * columns + column)));
            }
        }
    }
}
