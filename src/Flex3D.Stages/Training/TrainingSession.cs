using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Training;

/// <summary>Training as plain functions on shards, in the order the graph calls them: begin, read, transform, infer, accumulate, reduce, commit, end.</summary>
/// <remarks>
/// Invariants: (1) infer and accumulate see only what was committed before their step; (2) what reduce
/// leaves does not depend on the order of the shards, and nothing a repeated step reads changes before commit; (3) commit is called once a
/// step, after its last reduce.
/// Read and transform touch nothing that a step changes, so they may run ahead.
/// </remarks>
public sealed class TrainingSession
{
    private readonly EngineProblem _problem;
    private readonly ImageSource _source;
    private readonly CanonicalMap _map;
    private readonly FixedPointSum _flowSum;
    private readonly FixedPointSum _mapSum;
    private readonly float[] _flowGradient;
    private readonly float[] _mapGradient;
    private readonly float[] _parameterGradient;
    private readonly float[] _voxels;
    private readonly float[] _rigidVoxels;
    private readonly List<StagedShard> _staged = [];
    private EpochSettings _settings = null!;
    private EpochPlan _steps = null!;
    private ModelSnapshot _flexed = null!;
    private ModelSnapshot _rigid = null!;

    /// <param name="mapUnit">Density of one unit of the map's parameters.</param>
    /// <param name="parallelism">Threads of a commit, while which nothing else computes; results do not depend on it.</param>
    public TrainingSession(EngineProblem problem, TrainingOptions options, TrainingState state, ImageSource source, double mapUnit, int parallelism = 1)
    {
        _problem = problem;
        _source = source;
        Options = options;
        State = state;
        _map = new CanonicalMap(problem.Binding, mapUnit, parallelism);
        int voxels = problem.Binding.Count;
        _flowSum = new FixedPointSum(state.Flow.Length);
        _mapSum = new FixedPointSum(2 * voxels);
        _flowGradient = new float[state.Flow.Length];
        _mapGradient = new float[2 * voxels];
        _parameterGradient = new float[state.Map.Length];
        _voxels = new float[voxels];
        _rigidVoxels = new float[voxels];
    }

    public TrainingOptions Options { get; }
    public TrainingState State { get; }

    /// <summary>The steps of the epoch under way.</summary>
    public EpochPlan Steps => _steps;

    /// <summary>Bytes of the large arrays of a session, beside those of state, buffers and workers.</summary>
    public static long BytesOf(EngineProblem problem)
    {
        long summed = new FlowNetwork(problem.Flow).ParameterCount + 2L * problem.Binding.Count;
        long cube = (long)problem.Box * problem.Box * problem.Box;
        return (sizeof(long) + sizeof(float)) * summed + sizeof(float) * (cube + 2L * problem.Binding.Count) + CanonicalMap.BytesOf(problem.Box);
    }

    public TrainingBuffer CreateBuffer() => CreateBuffer(_problem, Options);

    /// <summary>A buffer for any session of a problem.</summary>
    public static TrainingBuffer CreateBuffer(EngineProblem problem, TrainingOptions options) =>
        new(problem.Box, options.ShardSize, problem.Flow.LatentDimension, Math.Max(new FlowNetwork(problem.Flow).ParameterCount, 2 * problem.Binding.Count));

    public TrainingWorker CreateWorker(IEngine engine) => new(engine, _problem, Options);

    /// <summary>Sets up epoch <see cref="TrainingState.Epoch"/>; its steps before <see cref="TrainingState.Step"/> are done already.</summary>
    public void BeginEpoch()
    {
        _settings = EpochSchedule.At(Options, State.Epoch);
        _steps = EpochPlan.Create(State.Particles.Count, Options, State.Epoch);
        RefreshModel();
        BeginSums();
    }

    /// <summary>Reads the images of a shard and what the table and the noise model say of them; input only.</summary>
    public void Read(int step, int shard, TrainingBuffer buffer) => _source.Read(_steps[step].Shard(shard, Options.ShardSize), buffer.Images);

    /// <summary>Turns the images of a buffer into F(I).</summary>
    public void Transform(TrainingBuffer buffer) => _source.Transform(buffer.Images);

    /// <summary>Sets the terms of a shard's images and infers their latents against the committed model.</summary>
    public void Infer(int step, TrainingBuffer buffer, TrainingWorker worker)
    {
        TrainingStep plan = _steps[step];
        State.Particles.Flush(); // what the step before staged: here, where a failing disk is tried again
        _source.SetTerms(buffer.Images, buffer.Shard);
        buffer.ReadState(State.Particles);
        if (plan.Kind != StepKind.Map)
        {
            worker.Infer(buffer, _flexed, plan.Search ? _settings.Search : null, State.Epoch);
        }
    }

    /// <summary>The shard's gradient (or, for held-out particles, their losses).</summary>
    public void Accumulate(int step, TrainingBuffer buffer, TrainingWorker worker)
    {
        switch (_steps[step].Kind)
        {
            case StepKind.Flow:
                worker.AccumulateFlow(buffer, _flexed, State.Epoch, _steps[step].SubStep, State.Flow.Length);
                break;
            case StepKind.Map:
                worker.AccumulateMap(buffer, _flexed, _rigid, _voxels.Length);
                break;
            case StepKind.Validate:
                worker.Validate(buffer, _flexed, _rigid, predictive: TestsMotion);
                break;
            case StepKind.Embed:
                break;
            default:
                throw new InvariantException($"step kind {_steps[step].Kind} has no gradient");
        }
        if (_steps[step].Last && _steps[step].Kind != StepKind.Validate)
        {
            worker.MeasureRigidity(buffer, _flexed, noisy: _steps[step].Kind == StepKind.Flow);
        }
    }

    /// <summary>Adds the shard's gradient to the step's sums and stages its latents; called by one thread at a time, in any order.</summary>
    public void Reduce(int step, int shard, TrainingBuffer buffer)
    {
        StepKind kind = _steps[step].Kind;
        if (kind == StepKind.Flow)
        {
            _flowSum.Add(buffer.Gradient.AsSpan(0, _flowSum.Length));
        }
        else if (kind == StepKind.Map)
        {
            _mapSum.Add(buffer.Gradient.AsSpan(0, _mapSum.Length));
        }
        _staged.Add(StagedShard.Of(shard, buffer));
    }

    /// <summary>The sums of the shards reduced of a step that is not committed: by flow parameter, or by voxel of the map and then of the rigid map; empty where the step has no gradient.</summary>
    public ReadOnlySpan<long> Sums(int step) => _steps[step].Kind switch
    {
        StepKind.Flow => _flowSum.Raw.Span,
        StepKind.Map => _mapSum.Raw.Span,
        _ => [],
    };

    /// <summary>All shards of the step are in: moves the parameters.</summary>
    public void Commit(int step)
    {
        TrainingStep plan = _steps[step];
        double mean = 1.0 / plan.Particles.Length;
        foreach (StagedShard shard in _staged.OrderBy(shard => shard.Number)) // sums of doubles depend on their order
        {
            shard.Publish(State, plan);
        }
        if (plan.Kind == StepKind.Flow)
        {
            double largest = _flowSum.Read(_flowGradient, mean);
            State.FlowOptimizer.Step(State.Flow, _flowGradient, _settings.FlowRate);
            State.FlowExponent = FixedPointSum.ExponentFor(largest);
        }
        else if (plan.Kind == StepKind.Map)
        {
            double largest = _mapSum.Read(_mapGradient, mean);
            int voxels = _voxels.Length;
            _map.Adjoint(_mapGradient.AsSpan(0, voxels), _settings.LowPass, _parameterGradient);
            State.MapOptimizer.Step(State.Map, _parameterGradient, Options.MapLearningRate);
            _map.Adjoint(_mapGradient.AsSpan(voxels), _settings.LowPass, _parameterGradient);
            State.RigidMapOptimizer.Step(State.RigidMap, _parameterGradient, Options.MapLearningRate);
            State.MapExponent = FixedPointSum.ExponentFor(largest);
        }
        RefreshModel(mapChanged: plan.Kind == StepKind.Map);
        State.Step = step + 1;
        BeginSums();
    }

    /// <summary>Closes the epoch: its record, the spread of contrasts, and the count moves on.</summary>
    public EpochRecord EndEpoch()
    {
        EpochRecord record = State.Sums.Record(State.Epoch, _settings.Kind, TestsMotion);
        State.History.Add(record);
        if (Options.PerImageScale && _settings.Search is not null && State.Epoch >= Options.WarmUpEpochs)
        {
            State.ContrastSpread = State.Sums.ContrastSpread();
        }
        State.Sums = default;
        State.Epoch++;
        State.Step = 0;
        return record;
    }

    private bool TestsMotion => Options.TestsMotion && _settings.Kind == EpochKind.Embed;

    private void RefreshModel(bool mapChanged = true)
    {
        if (mapChanged)
        {
            _map.Voxels(State.Map, _settings.LowPass, _voxels);
            _map.Voxels(State.RigidMap, _settings.LowPass, _rigidVoxels);
        }
        _flexed = new ModelSnapshot(_voxels, State.Flow, Options.FlowPriors);
        _rigid = new ModelSnapshot(_rigidVoxels);
    }

    /// <summary>Forgets what was reduced of the step under way: it will be done again.</summary>
    public void BeginSums()
    {
        int next = Math.Min(State.Step, _steps.Count - 1);
        int shards = _steps[next].ShardCount(Options.ShardSize);
        _staged.Clear();
        _flowSum.Begin(State.FlowExponent, shards);
        _mapSum.Begin(State.MapExponent, shards);
    }
}
