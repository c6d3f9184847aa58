using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Runs the flow network for the latents of some rows: forward, along each latent, and back.</summary>
internal sealed class RowNetwork(KernelSet kernels, DeviceStream stream, ProblemOnDevice problem, RowBuffers rows)
{
    private readonly int _latent = problem.Network.Architecture.LatentDimension;
    private readonly bool _anchored = problem.Network.Architecture.Anchored;
    private readonly PageLockedArray1D<float> _inputs = stream.Pin<float>((rows.Rows + 1) * problem.Network.Architecture.LatentDimension);

    /// <summary>Writes the flows of <paramref name="count"/> latents to <see cref="RowBuffers.Flow"/>.</summary>
    public void Forward(ModelOnDevice on, ReadOnlySpan<float> latents, int count)
    {
        Span<float> input = _inputs.Span[..((count + 1) * _latent)];
        input[(count * _latent)..].Clear();
        latents.CopyTo(input);
        for (int k = 0; k < _latent && problem.Network.Architecture.Anchor.Count > 0; k++)
        {
            input[count * _latent + k] = problem.Network.Architecture.Anchor[k];
        }
        stream.Upload(rows.Latents, _inputs, input.Length);
        kernels.Hidden(stream, new(count + 1, kernels.GroupSize), problem.HiddenLayers, on.Parameters, rows.Latents, rows.Apart, rows.Activations);
        kernels.Output(stream, count * problem.Output.Units, problem.Output, _anchored ? count : -1, on.Parameters, rows.LastActivations, problem.Scale, rows.Flow);
    }

    /// <summary>Writes the derivatives of the flows that <see cref="Forward"/> has computed, one for each latent of a row, to <see cref="TangentBuffers.Flow"/>.</summary>
    public void Tangents(ModelOnDevice on, int count, TangentBuffers tangents)
    {
        kernels.FlowTangents(stream, new(count * _latent, kernels.GroupSize), problem.HiddenLayers, on.Parameters, rows.Activations, rows.Apart, tangents.Hidden);
        kernels.Output(stream, count * _latent * problem.Output.Units, problem.Output, -1, on.Parameters, tangents.Hidden, problem.Scale, tangents.Flow);
    }

    /// <summary>Adds the gradient of <see cref="RowBuffers.FlowGradient"/> to those of the parameters of each shard, with the anchor's part where a shard's last rows are in the batch.</summary>
    public void Adjoint(ModelOnDevice on, RowBatch batch)
    {
        Flow.Layer output = problem.Output;
        int stride = output.InputStride;
        kernels.OutputAdjoint(stream, new(batch.Count * output.Inputs, kernels.GroupSize), output, on.Parameters, problem.Scale, rows.FlowGradient, rows.HiddenGradient);
        HiddenAdjoint(on, 0, batch.Count, rows.HiddenGradient);
        foreach (RowSegment segment in batch.Segments)
        {
            int first = segment.First, after = batch.Count - first, count = segment.Count;
            kernels.OutputWeightsAdjoint(
                stream, output.Inputs * output.Units, output, _anchored ? after : -1, count, rows.LastActivations.SubView(first * stride, (after + 1) * stride), problem.Scale,
                rows.FlowGradient.SubView((long)first * output.Units, (long)count * output.Units), segment.Call.Gradient);
            if (_anchored)
            {
                kernels.AnchorAdjoint(stream, output.Inputs, stride, count, rows.HiddenGradient.SubView(first * stride, count * stride), AnchorGradient(segment));
            }
            WeightsAdjoint(first, count, rows.HiddenGradients.SubView(first * stride), segment.Call.Gradient);
        }
        foreach (RowSegment segment in _anchored ? batch.Segments.Where(segment => segment.Ends) : [])
        {
            HiddenAdjoint(on, batch.Count, 1, AnchorGradient(segment)); // the anchor's activations stand after those of the rows
            WeightsAdjoint(batch.Count, 1, rows.HiddenGradients, segment.Call.Gradient);
        }
    }

    private ArrayView<float> AnchorGradient(in RowSegment segment) => rows.AnchorGradient.SubView(segment.Call.Seat * problem.Network.HiddenStride, problem.Network.HiddenStride);

    // Back-propagates from the gradient of the last activations of some rows to those of all hidden layers.
    private void HiddenAdjoint(ModelOnDevice on, int first, int count, ArrayView<float> hiddenGradient) =>
        kernels.HiddenAdjoint(stream, new(count, kernels.GroupSize), problem.HiddenLayers, first, on.Parameters, rows.Activations, rows.Apart, hiddenGradient, rows.HiddenGradients);

    private void WeightsAdjoint(int first, int count, ArrayView<float> gradients, ArrayView<float> parameterGradient) =>
        kernels.WeightsAdjoint(stream, problem.HiddenParameters, problem.HiddenLayers, first, count, rows.Latents, rows.Activations, rows.Apart, gradients, parameterGradient);
}
