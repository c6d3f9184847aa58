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

    /// <summary>Adds the gradient of <see cref="RowBuffers.FlowGradient"/> to that of the parameters, without the anchor's part.</summary>
    public void Adjoint(ModelOnDevice on, int count, ArrayView<float> parameterGradient)
    {
        Flow.Layer output = problem.Output;
        kernels.OutputWeightsAdjoint(
            stream, output.Inputs * output.Units, output, _anchored ? count : -1, count, rows.LastActivations, problem.Scale, rows.FlowGradient, parameterGradient);
        kernels.OutputAdjoint(stream, new(count * output.Inputs, kernels.GroupSize), output, on.Parameters, problem.Scale, rows.FlowGradient, rows.HiddenGradient);
        if (_anchored)
        {
            kernels.AnchorAdjoint(stream, output.Inputs, output.InputStride, count, rows.HiddenGradient, rows.AnchorGradient);
        }
        HiddenAdjoint(on, 0, count, rows.HiddenGradient, parameterGradient);
    }

    /// <summary>Adds the anchor's part, once a shard; its activations stand after those of the last rows.</summary>
    /// <param name="anchor">Number of the last rows.</param>
    public void AnchorAdjoint(ModelOnDevice on, int anchor, ArrayView<float> parameterGradient)
    {
        if (_anchored)
        {
            HiddenAdjoint(on, anchor, 1, rows.AnchorGradient, parameterGradient);
        }
    }

    // Back-propagates from the gradient of the last activations of some rows to the weights of all hidden layers.
    private void HiddenAdjoint(ModelOnDevice on, int first, int count, ArrayView<float> hiddenGradient, ArrayView<float> parameterGradient)
    {
        kernels.HiddenAdjoint(stream, new(count, kernels.GroupSize), problem.HiddenLayers, first, on.Parameters, rows.Activations, rows.Apart, hiddenGradient, rows.HiddenGradients);
        kernels.WeightsAdjoint(stream, problem.HiddenParameters, problem.HiddenLayers, first, count, rows.Latents, rows.Activations, rows.Apart, rows.HiddenGradients, parameterGradient);
    }
}
