using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Priors;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Evaluates the loss and its gradients on an accelerator, a batch of rows at a time, which may belong to several shards.</summary>
/// <remarks>Each row is evaluated by itself, and each shard has its own gradient, so that results do not depend on the shards of a call.</remarks>
internal sealed class GpuShardEvaluator : IShardEvaluator
{
    private readonly Accelerator _accelerator;
    private readonly KernelSet _kernels;
    private readonly ProblemOnDevice _problem;
    private readonly DeviceArrays _arrays;
    private readonly DeviceStream _stream;
    private readonly RowBuffers _rows;
    private readonly RowBatch _batch;
    private readonly RowProjector _projector;
    private readonly RowAdjoints _adjoints;
    private readonly DevicePriors _priors;
    private readonly RowNetwork _network;
    private readonly DeviceLineariser _lineariser;
    private readonly int _spectrum, _latent;
    private readonly ModelsOnDevice _models;
    private readonly ArrayView<float> _parameterGradient, _valueGradient;
    private ArrayView<float> _componentGradient;
    private readonly FetchedGradient _fetched;
    private readonly Func<int, ImageShard, ShardOnDevice>? _images;
    private readonly ShardCall[] _calls;
    private ShardsOnDevice? _shards;
    private ModelOnDevice _on = null!;

    /// <param name="rows">The most candidates on the device at once, ≥ 1; results do not depend on it.</param>
    /// <param name="memory">The most bytes it may take.</param>
    /// <param name="images">Copies the shard of a seat to arrays of another evaluator, and returns its place there; null for arrays of its own.</param>
    /// <param name="seats">The most shards of a call.</param>
    /// <param name="clock">Measures how long the device has work; null for none.</param>
    public GpuShardEvaluator(
        Accelerator accelerator, KernelSet kernels, EngineProblem problem, int rows, ForwardSplat splat, long memory, Func<int, ImageShard, ShardOnDevice>? images = null, int seats = 1,
        DeviceClock? clock = null)
    {
        (_accelerator, _kernels, _images) = (accelerator, kernels, images);
        _calls = [.. Enumerable.Range(0, seats).Select(seat => new ShardCall(seat) { Staged = new StagedShard(accelerator) })];
        _arrays = new DeviceArrays(accelerator, memory);
        _stream = new DeviceStream(accelerator, clock);
        _fetched = new FetchedGradient(_stream);
        _spectrum = problem.Box * (problem.Box / 2 + 1);
        _latent = problem.Flow.LatentDimension;
        try
        {
            _problem = new ProblemOnDevice(_arrays, problem);
            _rows = new RowBuffers(_arrays, _problem, rows, seats);
            _priors = new DevicePriors(_arrays, problem, _problem, _rows.Slots);
            _batch = new RowBatch(_stream, _rows, _latent);
            _network = new RowNetwork(kernels, _stream, _problem, _rows);
            var transform = new RowTransform(kernels, _stream, _problem, _rows);
            var densities = new RowDensities(_stream, _problem, _rows);
            _projector = new RowProjector(kernels, _stream, _problem, _rows, _network, transform, _priors, densities, splat);
            _adjoints = new RowAdjoints(kernels, _stream, _problem, _rows, _network, _priors);
            _lineariser = new DeviceLineariser(kernels, _stream, _problem, _rows, new TangentBuffers(_arrays, _problem, _rows.Slots), _network, transform, _priors, densities, splat);
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

    /// <summary>Bytes allocated on the device; the images of shards are included from the first shard on, what linear density models need from the first of them on.</summary>
    public long Bytes => _arrays.Bytes;

    /// <summary>Work that the device was given so far.</summary>
    public DeviceTraffic Traffic => _stream.Traffic;

    /// <summary>The place of the shard in calls that have one shard.</summary>
    public int Seat { get; set; }

    public void SetModel(ModelSnapshot model)
    {
        _accelerator.Bind(); // a driver's context belongs to one thread, and any thread may call
        ModelOnDevice found = _models.Find(_stream, model);
        _priors.Use(model.FlowParameters is null ? PriorStrengths.None : model.Priors); // without flow there is nothing to evaluate
        _on = found;
    }

    public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies)
    {
        Alone.Set(shard, latents, candidates);
        Evaluate([Alone]);
        Alone.Energies.CopyTo(energies);
    }

    /// <summary>Evaluates candidates of several shards, each of another seat.</summary>
    public void Evaluate(IReadOnlyList<ShardCall> calls) => Run(calls, shards =>
    {
        _projector.Forward(_batch, _on, shards);
        _priors.Evaluate(_kernels, _stream, _rows.Flow, _rows.FlowGradient, _batch.Count, gradient: false);
    });

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations)
    {
        ShardOnDevice on = Load(Seat, shard);
        if (equations.Columns.Has(OwnParameters.Defocus))
        {
            on.LoadDefocus(_stream, shard);
        }
        _lineariser.Linearise(on, shard.Count, _batch, _on, latents, equations);
    }

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies)
    {
        Alone.Set(shard, latents, 1, _parameterGradient);
        WriteFlowGradients([Alone], fetched: parameterGradient.Length);
        Take(parameterGradient, energies);
    }

    /// <summary>Writes Σ_i ∂(E_data + Σ strength·E_prior)/∂θ of each shard to its array of the device, [parameter].</summary>
    /// <param name="fetched">Values of the last shard's gradient that are copied to the host, too; 0 for none.</param>
    public void WriteFlowGradients(IReadOnlyList<ShardCall> calls, int fetched = 0)
    {
        if (Model.FlowParameters is null)
        {
            throw new InvariantException("the rigid model has no flow to improve");
        }
        Clear(calls);
        _rows.AnchorGradient.MemSetToZero(_stream);
        Run(calls, shards =>
        {
            _projector.Residual(_batch, _on, shards);
            _adjoints.Flow(_batch, _on, shards);
            Fetch(fetched);
        });
    }

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies)
    {
        Alone.Set(shard, latents, 1, _valueGradient);
        WriteMapGradients([Alone], fetched: voxelGradient.Length);
        Take(voxelGradient, energies);
    }

    /// <summary>Writes Σ_i ∂E_data/∂V of each shard to its array of the device, [voxel].</summary>
    /// <param name="fetched">See <see cref="WriteFlowGradients"/>.</param>
    public void WriteMapGradients(IReadOnlyList<ShardCall> calls, int fetched = 0)
    {
        Clear(calls);
        Run(calls, shards =>
        {
            _projector.Residual(_batch, _on, shards);
            _priors.Evaluate(_kernels, _stream, _rows.Flow, _rows.FlowGradient, _batch.Count, gradient: false);
            _adjoints.Map(_batch);
            Fetch(fetched);
        });
    }

    public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies)
    {
        if (_componentGradient.Length == 0)
        {
            _componentGradient = _problem.AllocateComponentGradient(_arrays);
        }
        Alone.Set(shard, latents, 1, _componentGradient);
        WriteComponentGradients([Alone], fetched: componentGradient.Length);
        Take(componentGradient, energies);
    }

    /// <summary>Writes Σ_i z_ik ∂E_data/∂V of each shard to its array of the device, [K][voxel].</summary>
    /// <param name="fetched">See <see cref="WriteFlowGradients"/>.</param>
    public void WriteComponentGradients(IReadOnlyList<ShardCall> calls, int fetched = 0)
    {
        if (Model.Components is null)
        {
            throw new InvariantException("the model has no density components to improve");
        }
        Clear(calls);
        Run(calls, shards =>
        {
            DensityViews density = _projector.Residual(_batch, _on, shards);
            _adjoints.Components(_batch, density);
            Fetch(fetched);
        });
    }

    /// <summary>Copies the shard of a seat to the device unless it is there, waits, and returns its place: for other evaluators.</summary>
    public ShardOnDevice Lend(int seat, ImageShard shard)
    {
        _accelerator.Bind();
        long before = _stream.Traffic.BytesUp;
        ShardOnDevice on = Load(seat, shard);
        if (_stream.Traffic.BytesUp != before)
        {
            _stream.Synchronize();
        }
        return on;
    }

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies)
    {
        IDevicePrior evaluated = _priors[prior];
        energies.Clear();
        for (int first = 0; first < energies.Length && Model.FlowParameters is not null; first += _rows.Rows)
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
            Array.ForEach(_calls, call => call.Staged!.Dispose());
        }
        catch (Exception lost) when (DriverFaults.IsRefusal(lost))
        {
            // A lost device takes its memory with it; the failure has already been reported.
        }
    }

    private ModelSnapshot Model => _on.Model!; // set before anything is evaluated

    private ShardCall Alone => _calls[Seat];

    // Does the work of a call batch by batch, and gives each shard the energies of its rows.
    private void Run(IReadOnlyList<ShardCall> calls, Action<ShardsOnDevice> work)
    {
        ShardOnDevice[] places;
        do
        {
            places = [.. calls.Select(call => Load(call.Seat, call.Shard, call.Staged))];
        }
        while (places.Any(place => place.All != places[^1].All)); // a shard needed larger arrays than those before it
        for (int first = 0; _batch.Fill(calls, places, first, Model.HasLatents); first += _batch.Count)
        {
            work(places[0].All);
            _projector.Read(_batch);
        }
    }

    private void Clear(IReadOnlyList<ShardCall> calls)
    {
        foreach (ShardCall call in calls)
        {
            call.Gradient.MemSetToZero(_stream);
        }
    }

    // Starts copying a complete gradient to the host.
    private void Fetch(int length)
    {
        if (length > 0 && _batch.Segments[^1].Ends)
        {
            _fetched.Begin(_batch.Segments[^1].Call.Gradient, length);
        }
    }

    private void Take(Span<float> gradient, Span<CandidateEnergy> energies)
    {
        Alone.Energies.CopyTo(energies);
        _fetched.AddTo(gradient);
    }

    // Starts copying a shard to the device unless it is there.
    private ShardOnDevice Load(int seat, ImageShard shard, StagedShard? staged = null)
    {
        if (_images is not null)
        {
            return _images(seat, shard);
        }
        if (_shards is null || _shards.Capacity < shard.Count)
        {
            _shards = new ShardsOnDevice(_arrays, _calls.Length, shard.Capacity, _spectrum);
        }
        _shards[seat].Load(_stream, shard, staged ?? _calls[seat].Staged!);
        return _shards[seat];
    }
}
