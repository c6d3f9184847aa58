using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;

namespace Flex3D.Bench.Gpu;

/// <summary>The flow network and its adjoint, one launch of each; hidden layers are measured on the second.</summary>
/// <remarks>Weights are read once a launch, activations and flows once a row.</remarks>
internal static class NetworkCases
{
    public static IEnumerable<KernelCase> Of(KernelBuffers on)
    {
        (KernelSet kernels, RowBuffers rows, int count) = (on.Kernels, on.Rows, on.Count);
        (Flow.Layer hidden, Flow.Layer output) = (on.Problem.Layers[1], on.Problem.Output);
        (int units, int inputs, int coordinates) = (hidden.Units, hidden.Inputs, output.Units);
        (var below, var above, var gradient, var other) = (rows.Activations[0], rows.Activations[1], rows.HiddenGradients[0], rows.HiddenGradients[1]);
        double dense = 4.0 * inputs / count; // a unit's weights, shared by all rows
        yield return new(nameof(kernels.Hidden), "unit", (count + 1) * units, new(8 + dense, 2 * inputs), () =>
            kernels.Hidden(on.Stream, (count + 1) * units, hidden, on.Model.Parameters, below, above));
        yield return new(nameof(kernels.Output), "coordinate", count * coordinates, new(4 + 4.0 * output.Inputs / count, 3 * output.Inputs), () =>
            kernels.Output(on.Stream, count * coordinates, output, count, on.Model.Parameters, rows.Activations[^1], on.Problem.Scale, rows.Flow));
        int weights = output.Inputs * coordinates;
        yield return new(nameof(kernels.OutputWeightsAdjoint), "weight", weights, new(8 + 4.0 * count / output.Inputs, 4 * count), () =>
            kernels.OutputWeightsAdjoint(on.Stream, weights, output, count, count, rows.Activations[^1], on.Problem.Scale, rows.FlowGradient, on.ParameterGradient));
        yield return new(nameof(kernels.OutputAdjoint), "unit", count * output.Inputs, new(4.0 * coordinates / output.Inputs + 4.0 * coordinates / count, 3 * coordinates), () =>
            kernels.OutputAdjoint(on.Stream, on.Grouped(count * output.Inputs), output, on.Model.Parameters, on.Problem.Scale, rows.FlowGradient, gradient));
        yield return new(nameof(kernels.AnchorAdjoint), "unit", output.Inputs, new(8 + 4 * count, count), () =>
            kernels.AnchorAdjoint(on.Stream, output.Inputs, output.InputStride, count, gradient, rows.AnchorGradient));
        yield return new(nameof(kernels.RectifyAdjoint), "unit", count * units, new(8, 1), () =>
            kernels.RectifyAdjoint(on.Stream, count * units, hidden, above, gradient));
        yield return new(nameof(kernels.WeightsAdjoint), "weight", (inputs + 1) * units, new(8 + 8.0 * count / inputs, 2 * count), () =>
            kernels.WeightsAdjoint(on.Stream, (inputs + 1) * units, hidden, count, below, gradient, on.ParameterGradient));
        yield return new(nameof(kernels.InputAdjoint), "unit", count * inputs, new(8 + dense, 2 * units), () =>
            kernels.InputAdjoint(on.Stream, count * inputs, hidden, on.Model.Parameters, gradient, other));
    }
}
