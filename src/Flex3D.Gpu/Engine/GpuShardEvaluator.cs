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
    private readonly Accelerator _accelerator;
    private readonly KernelSet _kernels;
    private readonly ProblemOnDevice _problem;
    private readonly DeviceArrays _arrays;
    private readonly DeviceStream _stream;
    private readonly RowBuffers _rows;
    private readonly DevicePriors _priors;
    private readonly RowNetwork _network;
    private readonly RowTransform _transform;
    private readonly DeviceLineariser _lineariser;
    private readonly int _box, _spectrum, _latent;
    private readonly ModelsOnDevice _models;
    private readonly RowDensities _densities;
    private readonly ArrayView<float> _parameterGradient, _valueGradient;
    private ArrayView<float> _componentGradient;
    private readonly FetchedGradient _fetched;
    private readonly PageLockedArray1D<double> _energies;
    private readonly ForwardSplat _splat;
    private readonly Func<ImageShard, ShardOnDevice>? _images;
    private ShardOnDevice? _shard;
    private ModelOnDevice _on = null!;

    /// <param name="rows">The most candidates on the device at once, ≥ 1; results do not depend on it.</param>
    /// <param name="memory">The most bytes it may take.</param>
    /// <param name="images">Copies a shard to arrays of another evaluator, and returns them; null for arrays of its own.</param>
    public GpuShardEvaluator(
        Accelerator accelerator, KernelSet kernels, EngineProblem problem, int rows, ForwardSplat splat, long memory, Func<ImageShard, ShardOnDevice>? images = null)
    {
        (_accelerator, _kernels, _splat, _images) = (accelerator, kernels, splat, images);
        _arrays = new DeviceArrays(accelerator, memory);
        _stream = new DeviceStream(accelerator);
        _fetched = new FetchedGradient(_stream);
        _box = problem.Box;
        _spectrum = _box * (_box / 2 + 1);
        _latent = problem.Flow.LatentDimension;
        try
        {
            _energies = _stream.Pin<double>(2 * Groups.Parts * rows);
            _problem = new ProblemOnDevice(_arrays, problem);
            _rows = new RowBuffers(_arrays, _problem, rows);
            _priors = new DevicePriors(_arrays, problem, _problem, _rows.Slots);
            _network = new RowNetwork(kernels, _stream, _problem, _rows);
            _transform = new RowTransform(kernels, _stream, _problem, _rows);
            _densities = new RowDensities(_stream, _problem, _rows);
            _lineariser = new DeviceLineariser(kernels, _stream, _problem, _rows, new TangentBuffers(_arrays, _problem, _rows.Slots), _network, _transform, _priors, _densities, splat);
            _models = new ModelsOnDevice(_arrays, _problem);
            (_valueGradient, _parameterGradient) = _problem.AllocateGradients(_arrays);
            accelerator.Synchronize(); // finishes the copies before another stream reads them
        }
        catch
        {
            Dispose(); // frees the memory: it may suffice for fewer rows
            throw;
        }
    }

    /// <summary>Bytes allocated on the device; the images of a shard are included from the first shard on, what linear density models need from the first of them on.</summary>
    public long Bytes => _arrays.Bytes;

    /// <summary>Work that the device was given so far.</summary>
    public DeviceTraffic Traffic => _stream.Traffic;

    public void SetModel(ModelSnapshot model)
    {
        _accelerator.Bind(); // a driver's context belongs to one thread, and any thread may call
        ModelOnDevice found = _models.Find(_stream, model);
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
            _priors.Evaluate(_kernels, _stream, _rows.Flow, _rows.FlowGradient, rows, gradient: false);
            Read(rows, energies.Slice(first, rows));
        }
    }

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations)
    {
        Load(shard);
        if (equations.Columns.Has(OwnParameters.Defocus))
        {
            _shard!.LoadDefocus(_stream, shard);
        }
        _lineariser.Linearise(_shard!, shard.Count, _on, latents, equations);
    }

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies)
    {
        WriteFlowGradient(shard, latents, _parameterGradient, energies, fetched: parameterGradient.Length);
        _fetched.AddTo(parameterGradient);
    }

    /// <summary>Writes Σ_i ∂(E_data + Σ strength·E_prior)/∂θ to an array of the device, and returns the energies of each image.</summary>
    /// <param name="gradient">[parameter], overwritten.</param>
    /// <param name="fetched">Values that are copied to the host, too; 0 for none.</param>
    public void WriteFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, ArrayView<float> gradient, Span<CandidateEnergy> energies, int fetched = 0)
    {
        if (Model.FlowParameters is null)
        {
            throw new InvariantException("the rigid model has no flow to improve");
        }
        Load(shard);
        gradient.MemSetToZero(_stream);
        _rows.AnchorGradient.MemSetToZero(_stream);
        for (int first = 0; first < shard.Count; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, shard.Count - first);
            Residual(latents, first, rows);
            _kernels.AdjointFlow(_stream, new(rows * _problem.Splat.Runs, Math.Min(Groups.Run, _kernels.GroupSize)), _problem.Splat, _on.Values, _rows.QX, _rows.QY, _rows.Images, _rows.Corners);
            _kernels.PlaceAdjoint(
                _stream, rows * _problem.Moving, _problem.Splat, _rows.Corners, _shard!.Poses, _problem.Moving, first, 1, _rows.FlowGradient);
            _priors.Evaluate(_kernels, _stream, _rows.Flow, _rows.FlowGradient, rows, gradient: true);
            _network.Adjoint(_on, rows, gradient);
            if (first + rows == shard.Count)
            {
                _network.AnchorAdjoint(_on, rows, gradient);
                Fetch(gradient, fetched);
            }
            Read(rows, energies.Slice(first, rows));
        }
    }

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies)
    {
        WriteMapGradient(shard, latents, _valueGradient, energies, fetched: voxelGradient.Length);
        _fetched.AddTo(voxelGradient);
    }

    /// <summary>Writes Σ_i ∂E_data/∂V to an array of the device, and returns the energies of each image.</summary>
    /// <param name="gradient">[voxel], overwritten.</param>
    /// <param name="fetched">Values that are copied to the host, too; 0 for none.</param>
    public void WriteMapGradient(ImageShard shard, ReadOnlySpan<float> latents, ArrayView<float> gradient, Span<CandidateEnergy> energies, int fetched = 0)
    {
        Load(shard);
        gradient.MemSetToZero(_stream);
        for (int first = 0; first < shard.Count; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, shard.Count - first);
            Residual(latents, first, rows);
            _priors.Evaluate(_kernels, _stream, _rows.Flow, _rows.FlowGradient, rows, gradient: false);
            _kernels.AdjointMap(_stream, _problem.Splat.Voxels, _problem.Splat, _rows.QX, _rows.QY, _rows.Images, rows, gradient);
            Fetch(gradient, first + rows == shard.Count ? fetched : 0);
            Read(rows, energies.Slice(first, rows));
        }
    }

    public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies)
    {
        if (_componentGradient.Length == 0)
        {
            _componentGradient = _problem.AllocateComponentGradient(_arrays);
        }
        WriteComponentGradient(shard, latents, _componentGradient, energies, fetched: componentGradient.Length);
        _fetched.AddTo(componentGradient);
    }

    /// <summary>Writes Σ_i z_ik ∂E_data/∂V to an array of the device, and returns the energies of each image.</summary>
    /// <param name="gradient">[K][voxel], overwritten.</param>
    /// <param name="fetched">Values that are copied to the host, too; 0 for none.</param>
    public void WriteComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, ArrayView<float> gradient, Span<CandidateEnergy> energies, int fetched = 0)
    {
        if (Model.Components is null)
        {
            throw new InvariantException("the model has no density components to improve");
        }
        Load(shard);
        gradient.MemSetToZero(_stream);
        for (int first = 0; first < shard.Count; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, shard.Count - first);
            DensityViews density = Residual(latents, first, rows);
            _kernels.AdjointComponents(_stream, _problem.Splat.Voxels, _problem.Splat, density, _rows.QX, _rows.QY, _rows.Images, rows, gradient);
            Fetch(gradient, first + rows == shard.Count ? fetched : 0);
            Read(rows, energies.Slice(first, rows));
        }
    }

    /// <summary>Copies a shard to the device unless it is there, waits, and returns its arrays: for other evaluators.</summary>
    public ShardOnDevice Lend(ImageShard shard)
    {
        if (Load(shard))
        {
            _stream.Synchronize();
        }
        return _shard!;
    }

    // Copies a shard to the device unless it is there; returns whether anything was to be copied.
    private bool Load(ImageShard shard)
    {
        if (_images is not null)
        {
            _shard = _images(shard);
            return false;
        }
        if (_shard is null || _shard.Capacity < shard.Count)
        {
            _shard = new ShardOnDevice(_arrays, shard.Capacity, _spectrum);
        }
        return _shard.Load(_stream, shard);
    }

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies)
    {
        IDevicePrior evaluated = _priors[prior];
        energies.Clear();
        for (int first = 0; first < energies.Length && Flexes; first += _rows.Rows)
        {
            int rows = Math.Min(_rows.Rows, energies.Length - first);
            _network.Forward(_on, latents.Slice(first * _latent, rows * _latent), rows);
            evaluated.Evaluate(_kernels, _stream, _rows.Flow, _rows.FlowGradient, rows, 0, gradient: false);
            evaluated.Read(_stream, rows);
            _stream.Synchronize();
            for (int row = 0; row < rows; row++)
            {
                energies[first + row] = evaluated.Energy(row);
            }
        }
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
            _arrays.Dispose();
        }
        catch (Exception lost) when (DriverFaults.IsRefusal(lost))
        {
            // A lost device takes its memory with it; the failure has already been reported.
        }
    }

    private ModelSnapshot Model => _on.Model!; // set before anything is evaluated

    private bool Flexes => Model.FlowParameters is not null;

    private KernelConfig Grouped(int groups) => new(groups, _kernels.GroupSize);

    // Writes the half spectra of the raw splats to Re and Im, and their energies; returns the densities.
    private DensityViews Forward(ReadOnlySpan<float> latents, int first, int rows, int candidates)
    {
        ReadOnlySpan<float> those = Model.HasLatents ? latents.Slice(first * _latent, rows * _latent) : [];
        DensityViews density = _densities.Of(_on, those, rows);
        if (Flexes)
        {
            _network.Forward(_on, those, rows);
        }
        SplatViews plan = _problem.Splat;
        _rows.Lost.MemSetToZero(_stream);
        _kernels.Place(
            _stream, rows * plan.Vertices, _problem.Rest, plan.Vertices, _rows.Flow, Flexes ? _problem.Moving : 0, _shard!.Poses, first, candidates, _rows.QX, _rows.QY, _rows.Lost);
        _rows.Sums.MemSetToZero(_stream);
        if (_splat == ForwardSplat.Tiles)
        {
            _kernels.ProjectTiles(_stream, Grouped(rows * plan.Chunks), plan, density, _on.Shifts, _rows.QX, _rows.QY, _rows.Sums);
        }
        else
        {
            _kernels.Project(_stream, rows * plan.Voxels, plan, density, _rows.QX, _rows.QY, _rows.Sums);
        }
        _kernels.ToImage(_stream, rows * _box * _box, _rows.Sums, _rows.Lost, _box * _box, density, _rows.Images);
        _transform.Forward(rows);
        _kernels.Inner(
            _stream, Grouped(rows * Groups.Parts), _box, 1, _rows.Re, _rows.Im, _shard.TargetReal, _shard.TargetImaginary, _shard.Weight, _rows.Lost, first, candidates, _rows.Energies);
        return density;
    }

    // Runs Forward and writes dE/d(raw splat) to Images; returns the densities.
    private DensityViews Residual(ReadOnlySpan<float> latents, int first, int rows)
    {
        DensityViews density = Forward(latents, first, rows, 1);
        _kernels.LossGradient(
            _stream, rows * _spectrum, _spectrum, _rows.Re, _rows.Im, _shard!.TargetReal, _shard.TargetImaginary, _shard.Weight, _shard.Contrast, first);
        _transform.Inverse(rows);
        return density;
    }

    private void Fetch(ArrayView<float> gradient, int length)
    {
        if (length > 0)
        {
            _fetched.Begin(gradient, length);
        }
    }

    private void Read(int rows, Span<CandidateEnergy> energies)
    {
        _stream.Download(_rows.Energies, _energies, 2 * Groups.Parts * rows);
        _priors.Read(_stream, rows);
        _stream.Synchronize(); // the one wait of a batch
        for (int row = 0; row < rows; row++)
        {
            energies[row] = RowBuffers.Energy(_energies.Span, row, _priors.Sum(row));
        }
    }
}
