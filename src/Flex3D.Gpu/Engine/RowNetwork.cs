using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Runs the flow network for the latents of some rows: forward, along each latent, and back.</summary>
internal sealed class RowNetwork(KernelSet kernels, DeviceStream stream, ProblemOnDevice problem, RowBuffers rows)
{
    private readonly int _latent = problem.Network.Architecture.LatentDimension;
    private readonly bool _anchored = problem.Network.Architecture.Anchored;
    private readonly float[] _inputs = new float[(rows.Rows + 1) * problem.Network.Architecture.LatentDimension];

    /// <summary>Writes the flows of <paramref name="count"/> latents to <see cref="RowBuffers.Flow"/>.</summary>
    public void Forward(ModelOnDevice on, ReadOnlySpan<float> latents, int count)
    {
        Span<float> input = _inputs.AsSpan(0, (count + 1) * _latent);
        input[(count * _latent)..].Clear();
        latents.CopyTo(input);
        for (int k = 0; k < _latent && problem.Network.Architecture.Anchor.Count > 0; k++)
        {
            input[count * _latent + k] = problem.Network.Architecture.Anchor[k];
        }
        stream.Upload(rows.Latents, (ReadOnlySpan<float>)input);
        ArrayView<float> from = rows.Latents;
        for (int layer = 0; layer < problem.Layers.Count; layer++)
        {
            kernels.Hidden(stream, (count + 1) * problem.Layers[layer].Units, problem.Layers[layer], on.Parameters, from, rows.Activations[layer]);
            from = rows.Activations[layer];
        }
        kernels.Output(stream, count * problem.Output.Units, problem.Output, _anchored ? count : -1, on.Parameters, from, problem.Scale, rows.Flow);
    }

    /// <summary>Writes the derivatives of the flows that <see cref="Forward"/> has computed, one for each latent of a row, to <see cref="TangentBuffers.Flow"/>.</summary>
    public void Tangents(ModelOnDevice on, int count, TangentBuffers tangents)
    {
        (ArrayView<float> from, ArrayView<float> to) = (tangents.Hidden[0], tangents.Hidden[1]);
        kernels.FirstTangent(stream, count * _latent * problem.Layers[0].Units, problem.Layers[0], on.Parameters, rows.Activations[0], from);
        for (int layer = 1; layer < problem.Layers.Count; layer++)
        {
            Flow.Layer dense = problem.Layers[layer];
            kernels.Tangent(stream, count * _latent * dense.Units, dense, _latent, on.Parameters, rows.Activations[layer], from, to);
            (from, to) = (to, from);
        }
        kernels.Output(stream, count * _latent * problem.Output.Units, problem.Output, -1, on.Parameters, from, problem.Scale, tangents.Flow);
    }

    /// <summary>Adds the gradient of <see cref="RowBuffers.FlowGradient"/> to that of the parameters, without the anchor's part.</summary>
    public void Adjoint(ModelOnDevice on, int count, ArrayView<float> parameterGradient)
    {
        Flow.Layer output = problem.Output;
        ArrayView<float> gradient = rows.HiddenGradients[0];
        kernels.OutputWeightsAdjoint(
            stream, output.Inputs * output.Units, output, _anchored ? count : -1, count, rows.Activations[^1], problem.Scale, rows.FlowGradient, parameterGradient);
        kernels.OutputAdjoint(stream, new(count * output.Inputs, kernels.GroupSize), output, on.Parameters, problem.Scale, rows.FlowGradient, gradient);
        if (_anchored)
        {
            kernels.AnchorAdjoint(stream, output.Inputs, output.InputStride, count, gradient, rows.AnchorGradient);
        }
        HiddenAdjoint(on, 0, count, parameterGradient);
    }

    /// <summary>Adds the anchor's part, once a shard; its activations stand after those of the last rows.</summary>
    /// <param name="anchor">Number of the last rows.</param>
    public void AnchorAdjoint(ModelOnDevice on, int anchor, ArrayView<float> parameterGradient)
    {
        if (_anchored)
        {
            rows.HiddenGradients[0].SubView(0, rows.AnchorGradient.Length).CopyFrom(stream, rows.AnchorGradient);
            HiddenAdjoint(on, anchor, 1, parameterGradient);
        }
    }

    // Back-propagates from the gradient of the last activations of some rows, given in HiddenGradients[0], to the weights of all hidden layers.
    private void HiddenAdjoint(ModelOnDevice on, int first, int count, ArrayView<float> parameterGradient)
    {
        ArrayView<float> gradient = rows.HiddenGradients[0], other = rows.HiddenGradients[1];
        for (int layer = problem.Layers.Count - 1; layer >= 0; layer--)
        {
            Flow.Layer dense = problem.Layers[layer];
            ArrayView<float> input = layer == 0 ? rows.Latents : rows.Activations[layer - 1];
            kernels.RectifyAdjoint(stream, count * dense.Units, dense, rows.Activations[layer].SubView(first * dense.Stride), gradient);
            kernels.WeightsAdjoint(stream, (dense.Inputs + 1) * dense.Units, dense, count, input.SubView(first * dense.InputStride), gradient, parameterGradient);
            if (layer > 0)
            {
                kernels.InputAdjoint(stream, count * dense.Inputs, dense, on.Parameters, gradient, other);
                (gradient, other) = (other, gradient);
            }
        }
    }
}
