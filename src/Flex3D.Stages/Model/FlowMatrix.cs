namespace Flex3D.Stages.Model;

/// <summary>The place of one array of a model file in the padded parameters of a <see cref="FlowNetwork"/>.</summary>
/// <param name="Name">Name of the array: weight_i, bias_i or weight_output.</param>
/// <param name="Rows">Number of inputs; null for a bias.</param>
/// <param name="Columns">Number of outputs.</param>
/// <param name="Offset">Index of the first number.</param>
/// <param name="Stride">Distance between rows.</param>
internal sealed record FlowMatrix(string Name, int? Rows, int Columns, int Offset, int Stride)
{
    private const string OutputName = "weight_output";

    public long[] Shape => Rows is { } rows ? [rows, Columns] : [Columns];

    public bool IsOutput => Name == OutputName;

    /// <summary>Lists the arrays of a network, first layer first.</summary>
    public static IEnumerable<FlowMatrix> Of(FlowNetwork network)
    {
        FlowArchitecture shape = network.Architecture;
        for (int layer = 0; layer < shape.HiddenLayers; layer++)
        {
            yield return new($"weight_{layer}", network.InputsOf(layer), shape.Width, network.WeightsOf(layer), network.HiddenStride);
            yield return new($"bias_{layer}", null, shape.Width, network.BiasesOf(layer), network.HiddenStride);
        }
        yield return new(OutputName, shape.Width, 3 * shape.VertexCount, network.OutputWeights, network.OutputStride);
    }

    /// <summary>Copies the array without padding, [row][column].</summary>
    public float[] Pack(ReadOnlySpan<float> parameters)
    {
        float[] values = new float[(Rows ?? 1) * Columns];
        for (int row = 0; row < (Rows ?? 1); row++)
        {
            parameters.Slice(Offset + row * Stride, Columns).CopyTo(values.AsSpan(row * Columns));
        }
        return values;
    }

    /// <summary>The reverse of <see cref="Pack"/>, with every number multiplied by <paramref name="factor"/>.</summary>
    public void Unpack(ReadOnlySpan<float> values, Span<float> parameters, float factor)
    {
        for (int row = 0; row < (Rows ?? 1); row++)
        {
            Span<float> to = parameters.Slice(Offset + row * Stride, Columns);
            for (int column = 0; column < Columns; column++)
            {
                to[column] = factor * values[row * Columns + column];
            }
        }
    }
}
