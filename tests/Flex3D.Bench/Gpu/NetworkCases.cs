using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;

namespace Flex3D.Bench.Gpu;

/// <summary>The flow network and its adjoint, one launch of each: the hidden layers are one.</summary>
/// <remarks>Weights are read once a launch, activations and flows once a row.</remarks>
internal static class NetworkCases
{
    public static IEnumerable<KernelCase> Of(KernelBuffers on)
    {
        (KernelSet kernels, RowBuffers rows, int count) = (on.Kernels, on.Rows, on.Count);
        (Flow.Layer hidden, Flow.Layer output) = (on.Problem.Layers[1], on.Problem.Output);
        (int units, int inputs, int coordinates, int layers) = (hidden.Units, hidden.Inputs, output.Units, on.Problem.Layers.Count);
        double dense = 4.0 * inputs / count; // a unit's weights, shared by all rows
        yield return new(nameof(kernels.Hidden), "unit", (count + 1) * layers * units, new(4 + dense, 2 * inputs), () =>
            kernels.Hidden(on.Stream, on.Grouped(count + 1), on.Problem.HiddenLayers, on.Model.Parameters, rows.Latents, rows.Apart, rows.Activations));
        yield return new(nameof(kernels.Output), "coordinate", count * coordinates, new(4 + 4.0 * output.Inputs / count, 3 * output.Inputs), () =>
            kernels.Output(on.Stream, count * coordinates, output, count, on.Model.Parameters, rows.LastActivations, on.Problem.Scale, rows.Flow));
        int weights = output.Inputs * coordinates;
        yield return new(nameof(kernels.OutputWeightsAdjoint), "weight", weights, new(8 + 4.0 * count / output.Inputs, 4 * count), () =>
            kernels.OutputWeightsAdjoint(on.Stream, weights, output, count, count, rows.LastActivations, on.Problem.Scale, rows.FlowGradient, on.ParameterGradient));
        yield return new(nameof(kernels.OutputAdjoint), "unit", count * output.Inputs, new(4.0 * coordinates / output.Inputs + 4.0 * coordinates / count, 3 * coordinates), () =>
            kernels.OutputAdjoint(on.Stream, on.Grouped(count * output.Inputs), output, on.Model.Parameters, on.Problem.Scale, rows.FlowGradient, rows.HiddenGradient));
        yield return new(nameof(kernels.AnchorAdjoint), "unit", output.Inputs, new(8 + 4 * count, count), () =>
            kernels.AnchorAdjoint(on.Stream, output.Inputs, output.InputStride, count, rows.HiddenGradient, rows.AnchorGradient));
        yield return new(nameof(kernels.HiddenAdjoint), "unit", count * layers * units, new(8 + dense, 2 * units), () =>
            kernels.HiddenAdjoint(on.Stream, on.Grouped(count), on.Problem.HiddenLayers, 0, on.Model.Parameters, rows.Activations, rows.Apart, rows.HiddenGradient, rows.HiddenGradients));
        yield return new(nameof(kernels.WeightsAdjoint), "weight", on.Problem.HiddenParameters, new(8 + 8.0 * count / inputs, 2 * count), () =>
            kernels.WeightsAdjoint(
                on.Stream, on.Problem.HiddenParameters, on.Problem.HiddenLayers, 0, count, rows.Latents, rows.Activations, rows.Apart, rows.HiddenGradients, on.ParameterGradient));
    }
}
