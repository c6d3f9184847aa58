using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Model;

/// <summary>The flow network f_θ: from latent coordinates to a displacement of every mesh vertex (Punjani &amp; Fleet 2023, eq. 2), with its adjoint.</summary>
/// <remarks>
/// <para>h₁ = ReLU(z W₁ + b₁), h_l = ReLU(h_(l−1) W_l + b_l), f = h_L W_out; flow = 10 Å · mobility · f, or 10 Å · mobility ·
/// (f(z) − f(a)) where the architecture is anchored at a.</para>
/// <para>Parameters are one flat array: for each hidden layer its weights [input][unit] and then its biases [unit]; last the output
/// weights [unit][3V], columns all x, all y, all z. Rows are padded to a multiple of 32 floats; the padding is zero, its
/// gradient is zero, and it must stay zero.</para>
/// <para>Flows are [image][x, y, z][vertex], Å. Immutable, and may be shared by threads, each with its own workspace.
/// The same input gives the same bits, whatever else is in the batch.</para>
/// </remarks>
public sealed unsafe class FlowNetwork
{
    /// <summary>Å of flow for one unit of network output.</summary>
    public const float OutputUnitAngstrom = 10;

    private readonly int _hiddenStride, _outputStride;

    // Holds 10 Å · mobility for every output column.
    private readonly float[] _scale;

    /// <param name="mobility">Factor on each vertex's flow, V numbers; empty where all are 1.</param>
    public FlowNetwork(FlowArchitecture architecture, ReadOnlySpan<float> mobility = default)
    {
        Architecture = architecture;
        int vertices = architecture.VertexCount;
        if (!mobility.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(mobility.Length, vertices);
        }
        _hiddenStride = DenseKernels.Padded(architecture.Width);
        _outputStride = DenseKernels.Padded(3 * vertices);
        _scale = new float[3 * vertices];
        for (int i = 0; i < _scale.Length; i++)
        {
            _scale[i] = OutputUnitAngstrom * (mobility.IsEmpty ? 1 : mobility[i % vertices]);
        }
    }

    public FlowArchitecture Architecture { get; }

    /// <summary>The length of the parameter array, padding included.</summary>
    public int ParameterCount => OutputWeights + Architecture.Width * _outputStride;

    /// <summary>The index at which the output weights start: [unit][padded 3V].</summary>
    internal int OutputWeights => WeightsOf(Architecture.HiddenLayers);

    /// <summary>Å of flow for one unit of output, [x, y, z][vertex].</summary>
    internal ReadOnlySpan<float> Scale => _scale;

    internal int HiddenStride => _hiddenStride;

    /// <summary>The parameters through which the flow depends on a latent coordinate: the weights of the first layer with that input.</summary>
    /// <param name="coordinate">The coordinate, from 0.</param>
    internal Range WeightsOfLatent(int coordinate) => (WeightsOf(0) + coordinate * _hiddenStride)..(WeightsOf(0) + (coordinate + 1) * _hiddenStride);

    internal int OutputStride => _outputStride;

    /// <summary>The index at which the weights of a hidden layer start: [input][padded width], then the biases.</summary>
    internal int WeightsOf(int layer) => layer == 0 ? 0 : (Architecture.LatentDimension + 1 + (layer - 1) * (Architecture.Width + 1)) * _hiddenStride;

    internal int BiasesOf(int layer) => WeightsOf(layer) + InputsOf(layer) * _hiddenStride;

    internal int InputsOf(int layer) => layer == 0 ? Architecture.LatentDimension : Architecture.Width;

    public FlowWorkspace CreateWorkspace(int maximumBatch = 64) => new(Architecture, maximumBatch);

    /// <summary>Draws initial parameters for a seed: see <see cref="FlowInitialisation"/>.</summary>
    public float[] Initialise(ulong seed)
    {
        var parameters = new float[ParameterCount];
        FlowInitialisation.Fill(this, parameters, seed);
        return parameters;
    }

    /// <summary>Computes the flows of a batch of latents.</summary>
    /// <param name="latents">[image][K].</param>
    /// <param name="flows">Receives [image][x, y, z][vertex], Å.</param>
    public void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> latents, int batch, Span<float> flows, FlowWorkspace workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(flows.Length, batch * 3 * Architecture.VertexCount);
        Pass(parameters, latents, batch, workspace, output: true);
        FlowScaling.Apply(workspace.Output, _outputStride, _scale, batch, Architecture.Anchored, flows);
    }

    /// <summary>Computes the units of the last hidden layer for a batch of latents: of an anchored network, the anchor's follow (<see cref="AnchorUnits"/>).</summary>
    /// <returns>[image][padded width], in the workspace.</returns>
    internal ReadOnlySpan<float> Hidden(ReadOnlySpan<float> parameters, ReadOnlySpan<float> latents, int batch, FlowWorkspace workspace)
    {
        Pass(parameters, latents, batch, workspace, output: false);
        return workspace.Activations[^1].AsSpan(0, batch * _hiddenStride);
    }

    /// <summary>Returns the units at the anchor in the last forward pass through a workspace.</summary>
    internal ReadOnlySpan<float> AnchorUnits(FlowWorkspace workspace) => workspace.Activations[^1].AsSpan(workspace.Batch * _hiddenStride, Architecture.Width);

    private void Pass(ReadOnlySpan<float> parameters, ReadOnlySpan<float> latents, int batch, FlowWorkspace workspace, bool output)
    {
        Check(parameters.Length, latents.Length, batch, workspace);
        workspace.Batch = batch;
        latents.CopyTo(workspace.Latents);
        int rows = Rows(batch);
        Span<float> anchor = workspace.Latents.AsSpan(latents.Length, rows * Architecture.LatentDimension - latents.Length);
        for (int k = 0; k < anchor.Length; k++)
        {
            anchor[k] = Architecture.Anchor.Count == 0 ? 0 : Architecture.Anchor[k];
        }
        fixed (float* p = parameters)
        {
            if (Vector512.IsHardwareAccelerated) { Forward<Lane512>(p, rows, workspace, output); }
            else if (Vector256.IsHardwareAccelerated) { Forward<Lane256>(p, rows, workspace, output); }
            else { Forward<Lane128>(p, rows, workspace, output); }
        }
    }

    /// <summary>The adjoint of <see cref="Forward"/>, at the latents of the last forward pass through the same workspace.</summary>
    /// <param name="flowGradient">∂E/∂flow, [image][x, y, z][vertex], per Å.</param>
    /// <param name="parameterGradient">The array to which ∂E/∂θ is added.</param>
    /// <param name="latentGradient">Receives ∂E/∂z, [image][K]; empty to leave it out.</param>
    public void Backward(
        ReadOnlySpan<float> parameters, int batch, ReadOnlySpan<float> flowGradient, Span<float> parameterGradient, Span<float> latentGradient, FlowWorkspace workspace)
    {
        int latentCount = batch * Architecture.LatentDimension;
        Check(parameters.Length, latentCount, batch, workspace);
        ArgumentOutOfRangeException.ThrowIfNotEqual(flowGradient.Length, batch * 3 * Architecture.VertexCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(parameterGradient.Length, ParameterCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch, workspace.Batch);
        if (!latentGradient.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(latentGradient.Length, latentCount);
        }
        FlowScaling.ApplyAdjoint(flowGradient, _scale, batch, Architecture.Anchored, workspace.Output, _outputStride);
        int rows = Rows(batch);
        fixed (float* p = parameters, g = parameterGradient)
        {
            if (Vector512.IsHardwareAccelerated) { Backward<Lane512>(p, g, rows, workspace); }
            else if (Vector256.IsHardwareAccelerated) { Backward<Lane256>(p, g, rows, workspace); }
            else { Backward<Lane128>(p, g, rows, workspace); }
        }
        if (!latentGradient.IsEmpty)
        {
            workspace.Latents.AsSpan(0, latentCount).CopyTo(latentGradient);
        }
    }

    /// <summary>Computes the derivative of <see cref="Forward"/> in one latent coordinate, at the latents of the last forward pass through the same workspace.</summary>
    /// <param name="coordinate">The coordinate z_k, 0 ≤ k &lt; K.</param>
    /// <param name="tangents">Receives ∂flow/∂z_k, [image][x, y, z][vertex], Å for one unit of the coordinate.</param>
    /// <remarks>The derivative is exact for each image; at the kink of a ReLU it is that of the side on which the unit is off.</remarks>
    public void Tangent(ReadOnlySpan<float> parameters, int coordinate, int batch, Span<float> tangents, FlowWorkspace workspace)
    {
        Check(parameters.Length, batch * Architecture.LatentDimension, batch, workspace);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tangents.Length, batch * 3 * Architecture.VertexCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)coordinate, (uint)Architecture.LatentDimension, nameof(coordinate));
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch, workspace.Batch);
        fixed (float* p = parameters)
        {
            if (Vector512.IsHardwareAccelerated) { Tangent<Lane512>(p, coordinate, batch, workspace); }
            else if (Vector256.IsHardwareAccelerated) { Tangent<Lane256>(p, coordinate, batch, workspace); }
            else { Tangent<Lane128>(p, coordinate, batch, workspace); }
        }
        FlowScaling.Apply(workspace.Output, _outputStride, _scale, batch, false, tangents);
    }

    private void Forward<TLane>(float* parameters, int rows, FlowWorkspace w, bool output)
        where TLane : unmanaged, ILane<TLane>
    {
        float* input = At(w.Latents), packed = At(w.Packed);
        int inputStride = Architecture.LatentDimension;
        for (int layer = 0; layer < Architecture.HiddenLayers; layer++)
        {
            float* units = At(w.Activations[layer]);
            DenseKernels.Multiply<TLane>(
                input, inputStride, 1, rows, InputsOf(layer), parameters + WeightsOf(layer), units, _hiddenStride, parameters + BiasesOf(layer), false, true, packed);
            input = units;
            inputStride = _hiddenStride;
        }
        if (output)
        {
            DenseKernels.Multiply<TLane>(
                input, inputStride, 1, rows, Architecture.Width, parameters + OutputWeights, At(w.Output), _outputStride, null, false, false, packed);
        }
    }

    // Carries the row of W₁ that belongs to the coordinate through the layers; each layer's units that are off stop it.
    private void Tangent<TLane>(float* parameters, int coordinate, int rows, FlowWorkspace w)
        where TLane : unmanaged, ILane<TLane>
    {
        float* packed = At(w.Packed), hidden = At(w.Tangents[0]), next = At(w.Tangents[1]);
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(parameters + WeightsOf(0) + coordinate * _hiddenStride, _hiddenStride).CopyTo(new Span<float>(hidden + row * _hiddenStride, _hiddenStride));
        }
        DenseKernels.RectifyTangent(At(w.Activations[0]), hidden, rows, _hiddenStride);
        for (int layer = 1; layer < Architecture.HiddenLayers; layer++)
        {
            DenseKernels.Multiply<TLane>(hidden, _hiddenStride, 1, rows, Architecture.Width, parameters + WeightsOf(layer), next, _hiddenStride, null, false, false, packed);
            DenseKernels.RectifyTangent(At(w.Activations[layer]), next, rows, _hiddenStride);
            float* swap = hidden;
            hidden = next;
            next = swap;
        }
        DenseKernels.Multiply<TLane>(hidden, _hiddenStride, 1, rows, Architecture.Width, parameters + OutputWeights, At(w.Output), _outputStride, null, false, false, packed);
    }

    private void Backward<TLane>(float* parameters, float* gradient, int rows, FlowWorkspace w)
        where TLane : unmanaged, ILane<TLane>
    {
        int units = Architecture.Width, last = Architecture.HiddenLayers - 1;
        float* hidden = At(w.HiddenGradient), packed = At(w.Packed), output = At(w.Output);
        DenseKernels.Multiply<TLane>(
            At(w.Activations[last]), 1, _hiddenStride, units, rows, output, gradient + OutputWeights, _outputStride, null, true, false, packed);
        DenseKernels.MultiplyTransposed<TLane>(output, parameters + OutputWeights, _outputStride, rows, units, hidden, _hiddenStride);
        for (int layer = last; layer >= 0; layer--)
        {
            float* activation = At(w.Activations[layer]), bias = gradient + BiasesOf(layer);
            DenseKernels.RectifyAdjoint(activation, hidden, rows, _hiddenStride, bias);
            float* input = layer == 0 ? At(w.Latents) : At(w.Activations[layer - 1]);
            int inputs = InputsOf(layer), inputStride = layer == 0 ? inputs : _hiddenStride;
            DenseKernels.Multiply<TLane>(
                input, 1, inputStride, inputs, rows, hidden, gradient + WeightsOf(layer), _hiddenStride, null, true, false, packed);

            // The gradient of the input overwrites this layer's activations, which are not read again.
            float* inputGradient = layer == 0 ? input : activation;
            DenseKernels.MultiplyTransposed<TLane>(hidden, parameters + WeightsOf(layer), _hiddenStride, rows, inputs, inputGradient, inputStride);
            hidden = inputGradient;
        }
        w.Batch = 0;
    }

    private static float* At(float[] pinned) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    private int Rows(int batch) => batch + (Architecture.Anchored ? 1 : 0);

    private void Check(int parameters, int latents, int batch, FlowWorkspace workspace)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, workspace.MaximumBatch);
        ArgumentOutOfRangeException.ThrowIfNotEqual(parameters, ParameterCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(latents, batch * Architecture.LatentDimension);
    }
}
