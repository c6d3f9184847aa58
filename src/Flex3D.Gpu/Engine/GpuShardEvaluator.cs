using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Priors;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Evaluates the loss and its gradients on an accelerator, a batch of rows at a time: flow network → projected vertices → splat → spectrum → loss, and back.</summary>
internal sealed class GpuShardEvaluator : IShardEvaluator
{
    private const int MostSharedBytes = 48 << 10;

    private readonly Accelerator _accelerator;
    private readonly KernelSet _kernels;
    private readonly ProblemOnDevice _problem;
    private readonly DeviceArrays _arrays;
    private readonly AcceleratorStream _stream;
    private readonly RowBuffers _rows;
    private readonly DevicePriors _priors;
    private readonly int _box, _spectrum, _latent, _columnsAtOnce;
    private readonly ModelOnDevice[] _models;
    private readonly ArrayView<float> _parameterGradient, _valueGradient;
    private readonly double[] _energies;
    private readonly float[] _inputs, _sums;
    private readonly bool _anchored;
    private readonly ForwardSplat _splat;
    private ShardOnDevice? _shard;
    private ModelOnDevice _on = null!;

    /// <param name="rows">The most candidates on the device at once, ≥ 1; results do not depend on it.</param>
    /// <param name="memory">The most bytes it may take.</param>
    public GpuShardEvaluator(Accelerator accelerator, KernelSet kernels, EngineProblem problem, int rows, ForwardSplat splat, long memory)
    {
        (_accelerator, _kernels, _splat) = (accelerator, kernels, splat);
        _arrays = new DeviceArrays(accelerator, memory);
        _stream = accelerator.CreateStream();
        _box = problem.Box;
        _spectrum = _box * (_box / 2 + 1);
        _latent = problem.Flow.LatentDimension;
        _columnsAtOnce = Math.Clamp(MostSharedBytes / (sizeof(float) * LineTransform.SharedFloats(_box, 1)), 1, 8);
        _anchored = problem.Flow.Anchored;
        (_energies, _inputs) = (new double[2 * rows], new float[(rows + 1) * _latent]);
        try
        {
            _problem = new ProblemOnDevice(_arrays, problem);
            _rows = new RowBuffers(_arrays, _problem, rows);
            _priors = new DevicePriors(_arrays, problem, _problem, rows);
            _models = _problem.AllocateModels(_arrays);
            (_valueGradient, _parameterGradient) = _problem.AllocateGradients(_arrays);
            _sums = new float[Math.Max(_valueGradient.Length, _parameterGradient.Length)];
            accelerator.Synchronize(); // finishes the copies before another stream reads them
        }
        catch
        {
            Dispose(); // frees the memory: it may suffice for fewer rows
            throw;
        }
    }

    /// <summary>Bytes allocated on the device; the images of a shard are included from the first shard on.</summary>
    public long Bytes => _arrays.Bytes;

    public void SetModel(ModelSnapshot model)
    {
        _accelerator.Bind(); // a driver's context belongs to one thread, and any thread may call
        if (Array.Find(_models, slot => ReferenceEquals(slot.Model, model)) is not { } found)
        {
            found = _models[0] == _on ? _models[1] : _models[0]; // a model and its rigid control alternate, so both are kept on the device
            found.Load(_stream, model);
        }
        _priors.Use(model.FlowParameters is null ? PriorStrengths.None : model.Priors); // without flow there is nothing to evaluate
        _on = found;
    }

    public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies)
    {
        Load(shard);
        int total = shard.Count * candidates;
        for (int first = 0; first < total; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, total - first);
            Forward(latents, first, rows, candidates);
            _priors.Evaluate(_kernels, _stream, _rows, rows, gradient: false);
            Read(rows, energies.Slice(first, rows));
        }
    }

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => throw new NotImplementedException();

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies)
    {
        if (Model.FlowParameters is null)
        {
            throw new InvariantException("the rigid model has no flow to improve");
        }
        Load(shard);
        _parameterGradient.MemSetToZero(_stream);
        _rows.AnchorGradient.MemSetToZero(_stream);
        for (int first = 0; first < shard.Count; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, shard.Count - first);
            Residual(latents, first, rows);
            _kernels.AdjointFlow(_stream, new(rows * _problem.Splat.Runs, Math.Min(Groups.Run, _kernels.GroupSize)), _problem.Splat, _on.Values, _rows.QX, _rows.QY, _rows.Images, _rows.Corners);
            _kernels.PlaceAdjoint(
                _stream, rows * _problem.Moving, _problem.Splat, _rows.Corners, _shard!.Poses, _problem.Moving, first, 1, _rows.FlowGradient);
            _priors.Evaluate(_kernels, _stream, _rows, rows, gradient: true);
            FlowAdjoint(rows);
            if (_anchored && first + rows == shard.Count)
            {
                AnchorAdjoint(rows);
            }
            Read(rows, energies.Slice(first, rows));
        }
        Add(_parameterGradient, parameterGradient);
    }

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies)
    {
        Load(shard);
        _valueGradient.MemSetToZero(_stream);
        for (int first = 0; first < shard.Count; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, shard.Count - first);
            Residual(latents, first, rows);
            _priors.Evaluate(_kernels, _stream, _rows, rows, gradient: false);
            _kernels.AdjointMap(_stream, _problem.Splat.Voxels, _problem.Splat, _rows.QX, _rows.QY, _rows.Images, rows, _valueGradient);
            Read(rows, energies.Slice(first, rows));
        }
        Add(_valueGradient, voxelGradient);
    }

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies)
    {
        IDevicePrior evaluated = _priors[prior];
        energies.Clear();
        for (int first = 0; first < energies.Length && Flexes; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, energies.Length - first);
            Flows(latents.Slice(first * _latent, rows * _latent), rows);
            evaluated.Evaluate(_kernels, _stream, _rows, rows, 0, gradient: false);
            evaluated.Read(_stream, energies.Slice(first, rows));
            _stream.Synchronize();
        }
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
            _arrays.Dispose();
        }
        catch (AcceleratorException)
        {
            // A lost device takes its memory with it; the failure has already been reported.
        }
    }

    private ModelSnapshot Model => _on.Model!; // set before anything is evaluated

    private bool Flexes => Model.FlowParameters is not null;

    private KernelConfig Grouped(int groups) => new(groups, _kernels.GroupSize);

    private KernelConfig Transforming(int groups, int lines) =>
        new(groups, _kernels.GroupSize, SharedMemoryConfig.RequestDynamic<float>(LineTransform.SharedFloats(_box, lines)));

    private void Load(ImageShard shard)
    {
        if (_shard is null || _shard.Capacity < shard.Count)
        {
            _shard = new ShardOnDevice(_arrays, shard.Capacity, _spectrum);
        }
        _shard.Load(_stream, shard);
    }

    // Writes the half spectra of the raw splats to Re and Im, and their energies.
    private void Forward(ReadOnlySpan<float> latents, int first, int rows, int candidates)
    {
        if (Flexes)
        {
            Flows(latents.Slice(first * _latent, rows * _latent), rows);
        }
        SplatViews plan = _problem.Splat;
        _rows.Lost.MemSetToZero(_stream);
        _kernels.Place(
            _stream, rows * plan.Vertices, _problem.Rest, plan.Vertices, _rows.Flow, Flexes ? _problem.Moving : 0, _shard!.Poses, first, candidates, _rows.QX, _rows.QY, _rows.Lost);
        _rows.Sums.MemSetToZero(_stream);
        if (_splat == ForwardSplat.Tiles)
        {
            _kernels.ProjectTiles(_stream, Grouped(rows * plan.Chunks), plan, _on.Values, _on.Shifts, _rows.QX, _rows.QY, _rows.Sums, _on.PerDensity);
        }
        else
        {
            _kernels.Project(_stream, rows * plan.Voxels, plan, _on.Values, _rows.QX, _rows.QY, _rows.Sums, _on.PerDensity);
        }
        _kernels.ToImage(_stream, rows * _box * _box, _rows.Sums, _rows.Lost, _box * _box, _on.Density, _rows.Images);
        _kernels.ForwardRows(_stream, Transforming(rows * _box / 2, 1), _problem.Fourier, _rows.Images, _rows.Re, _rows.Im);
        Columns(rows, inverse: 0);
        _kernels.Inner(
            _stream, Grouped(rows), _box, _rows.Re, _rows.Im, _shard.TargetReal, _shard.TargetImaginary, _shard.Weight, _rows.Lost, first, candidates, _rows.Energies);
    }

    // Runs Forward and writes dE/d(raw splat) to Images.
    private void Residual(ReadOnlySpan<float> latents, int first, int rows)
    {
        Forward(latents, first, rows, 1);
        _kernels.LossGradient(
            _stream, rows * _spectrum, _spectrum, _rows.Re, _rows.Im, _shard!.TargetReal, _shard.TargetImaginary, _shard.Weight, _shard.Contrast, first);
        Columns(rows, inverse: 1);
        _kernels.InverseRows(_stream, Transforming(rows * _box / 2, 1), _problem.Fourier, _rows.Re, _rows.Im, _rows.Images);
    }

    private void Columns(int rows, int inverse)
    {
        int groups = (_box / 2 + _columnsAtOnce) / _columnsAtOnce;
        _kernels.Columns(_stream, Transforming(rows * groups, _columnsAtOnce), _problem.Fourier, _columnsAtOnce, inverse, _rows.Re, _rows.Im);
    }

    private void Flows(ReadOnlySpan<float> latents, int rows)
    {
        Span<float> input = _inputs.AsSpan(0, (rows + 1) * _latent);
        input[(rows * _latent)..].Clear();
        latents.CopyTo(input);
        for (int k = 0; k < _latent && _problem.Network.Architecture.Anchor.Count > 0; k++)
        {
            input[rows * _latent + k] = _problem.Network.Architecture.Anchor[k];
        }
        _rows.Latents.SubView(0, input.Length).CopyFromCPU(_stream, (ReadOnlySpan<float>)input);
        ArrayView<float> from = _rows.Latents;
        for (int layer = 0; layer < _problem.Layers.Count; layer++)
        {
            _kernels.Hidden(_stream, (rows + 1) * _problem.Layers[layer].Units, _problem.Layers[layer], _on.Parameters, from, _rows.Activations[layer]);
            from = _rows.Activations[layer];
        }
        _kernels.Output(_stream, rows * _problem.Output.Units, _problem.Output, _anchored ? rows : -1, _on.Parameters, from, _problem.Scale, _rows.Flow);
    }

    private void FlowAdjoint(int rows)
    {
        Flow.Layer output = _problem.Output;
        ArrayView<float> gradient = _rows.HiddenGradients[0];
        _kernels.OutputWeightsAdjoint(
            _stream, output.Inputs * output.Units, output, _anchored ? rows : -1, rows, _rows.Activations[^1], _problem.Scale, _rows.FlowGradient, _parameterGradient);
        _kernels.OutputAdjoint(_stream, Grouped(rows * output.Inputs), output, _on.Parameters, _problem.Scale, _rows.FlowGradient, gradient);
        if (_anchored)
        {
            _kernels.AnchorAdjoint(_stream, output.Inputs, output.InputStride, rows, gradient, _rows.AnchorGradient);
        }
        HiddenAdjoint(0, rows);
    }

    // Back-propagates through the network for the anchor, once a shard; its activations stand after those of the last rows.
    private void AnchorAdjoint(int anchor)
    {
        _rows.HiddenGradients[0].SubView(0, _rows.AnchorGradient.Length).CopyFrom(_stream, _rows.AnchorGradient);
        HiddenAdjoint(anchor, 1);
    }

    // Back-propagates from the gradient of the last activations of some rows, given in HiddenGradients[0], to the weights of all hidden layers.
    private void HiddenAdjoint(int first, int rows)
    {
        ArrayView<float> gradient = _rows.HiddenGradients[0], other = _rows.HiddenGradients[1];
        for (int layer = _problem.Layers.Count - 1; layer >= 0; layer--)
        {
            Flow.Layer dense = _problem.Layers[layer];
            ArrayView<float> input = layer == 0 ? _rows.Latents : _rows.Activations[layer - 1];
            _kernels.RectifyAdjoint(_stream, rows * dense.Units, dense, _rows.Activations[layer].SubView(first * dense.Stride), gradient);
            _kernels.WeightsAdjoint(_stream, (dense.Inputs + 1) * dense.Units, dense, rows, input.SubView(first * dense.InputStride), gradient, _parameterGradient);
            if (layer > 0)
            {
                _kernels.InputAdjoint(_stream, rows * dense.Inputs, dense, _on.Parameters, gradient, other);
                (gradient, other) = (other, gradient);
            }
        }
    }

    private void Read(int rows, Span<CandidateEnergy> energies)
    {
        _rows.Energies.SubView(0, 2 * rows).CopyToCPU(_stream, _energies.AsSpan(0, 2 * rows));
        _priors.Read(_stream, rows);
        _stream.Synchronize();
        for (int row = 0; row < rows; row++)
        {
            energies[row] = new CandidateEnergy(_energies[2 * row], _energies[2 * row + 1], _priors.Sum(row));
        }
    }

    private void Add(ArrayView<float> from, Span<float> to)
    {
        Span<float> sum = _sums.AsSpan(0, to.Length);
        from.SubView(0, sum.Length).CopyToCPU(_stream, sum);
        _stream.Synchronize();
        for (int i = 0; i < sum.Length; i++)
        {
            to[i] += sum[i];
        }
    }
}
