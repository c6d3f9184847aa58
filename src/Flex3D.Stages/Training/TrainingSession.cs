using Flex3D.Stages.Canonical;
using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Training as functions on shards, in the order in which the graph calls them: begin, read, transform, infer, accumulate, reduce, commit, end.</summary>
/// <remarks>
/// It creates each shard's <see cref="ShardWork"/>, gives workers the model of a version, and passes their <see cref="ShardResult"/>s to the step's reducer.
/// Invariants: (1) infer and accumulate use only the state committed before their step; (2) the result of reduce
/// does not depend on the order of the shards, and data that a repeated step reads do not change before commit; (3) commit is called once a
/// step, after its last reduce.
/// Read and transform use nothing that a step changes, so they may run ahead.
/// </remarks>
public sealed class TrainingSession
{
    private readonly EngineProblem _problem;
    private readonly ImageSource _source;
    private readonly CanonicalMap _map;
    private readonly CoordinatesInUse _coordinates;
    private readonly ImageGroups _images;
    private readonly TrainingReducer _reducer;
    private readonly int _parallelism;
    private readonly CoarseScale? _scale;
    private readonly ModelMaker _models;
    private MapPrior? _prior;
    private AnchorNeighbours? _anchor;
    private PriorStrengths _strengths = PriorStrengths.None;
    private readonly PoseDecision _poses;
    private readonly DefocusDecision _defocus;
    private EpochSettings _settings = null!;
    private EpochPlan _steps = null!;

    /// <param name="mapUnit">The density of one unit of the map's parameters.</param>
    /// <param name="parallelism">The number of threads of a commit, during which nothing else computes; results do not depend on it.</param>
    /// <param name="state">The state, which holds the consensus map: a checkpoint is restored later.</param>
    /// <param name="images">Which particles have the same image; null where each has its own.</param>
    /// <param name="half">The half-set that is trained on; null for all particles.</param>
    public TrainingSession(
        EngineProblem problem, TrainingOptions options, TrainingState state, ImageSource source, double mapUnit, int parallelism = 1, ImageGroups? images = null, HalfSet? half = null)
    {
        _problem = problem;
        _source = source;
        _parallelism = parallelism;
        Options = options;
        State = state;
        _map = new CanonicalMap(problem.Binding, mapUnit, parallelism);
        _coordinates = new CoordinatesInUse(problem, options, state, _map, parallelism);
        _images = images ?? ImageGroups.Alone(state.Particles.Count);
        Half = half;
        _scale = Scale(problem, options, parallelism);
        var occupancy = new OccupancyField(problem.Mesh, problem.Binding);
        _reducer = new TrainingReducer(problem, options, state, _map, occupancy, _images, half);
        _models = new ModelMaker(problem, options, state, _map, occupancy, _scale, _images);
        _poses = new PoseDecision(problem.Binding);
        _defocus = new DefocusDecision(source.RadianAngstrom);
    }

    public TrainingOptions Options { get; }
    public TrainingState State { get; }

    /// <summary>The half-set that is trained on; null for all particles.</summary>
    public HalfSet? Half { get; }

    /// <summary>Å per pixel of the training images.</summary>
    public double PixelSizeAngstrom => _problem.PixelSizeAngstrom;

    /// <summary>The steps of the current epoch.</summary>
    public EpochPlan Steps => _steps;

    /// <summary>The model as committed last, against which workers evaluate shards.</summary>
    public TrainingModel Model { get; private set; } = null!;

    /// <summary>Whether gradients may be left on a device that can add them up; else all come to the host.</summary>
    public bool KeepsGradients { get; set; } = true;

    /// <summary>Bytes of the large arrays of a session, without those of state, buffers and workers.</summary>
    public static long BytesOf(EngineProblem problem, TrainingOptions options)
    {
        long flow = new FlowNetwork(problem.Flow).ParameterCount, voxels = problem.Binding.Count, components = CompositionModel.GradientLength(problem, options);
        return sizeof(long) * (flow + 2 * voxels + components) + sizeof(float) * (flow + voxels + components + (3 + problem.Flow.LatentDimension) * voxels + (long)problem.Box * problem.Box * problem.Box) + CanonicalMap.BytesOf(problem.Box);
    }

    public TrainingBuffer CreateBuffer() => CreateBuffer(_problem, Options);

    /// <summary>Creates a buffer for any session of a problem.</summary>
    public static TrainingBuffer CreateBuffer(EngineProblem problem, TrainingOptions options) =>
        new(problem.Box, problem.PixelSizeAngstrom, options.ShardSize, problem.Flow.LatentDimension, Math.Max(new FlowNetwork(problem.Flow).ParameterCount, 2 * problem.Binding.Count + CompositionModel.GradientLength(problem, options)));

    public TrainingWorker CreateWorker(IEngine engine) => new(engine, _problem, _scale?.Problem, Options, Options.Learned(State.Particles.Count));

    /// <summary>Returns the smaller box of some options; null where they have none.</summary>
    public static CoarseScale? Scale(EngineProblem problem, TrainingOptions options, int parallelism = 1) => options.CoarseBox > 0 ? new CoarseScale(problem, options.CoarseBox, parallelism) : null;

    /// <summary>Begins epoch <see cref="TrainingState.Epoch"/>, of which the steps before <see cref="TrainingState.Step"/> are committed already.</summary>
    public void BeginEpoch()
    {
        _settings = EpochSchedule.Refining(EpochSchedule.At(Options, State.Epoch), Options, State.Epoch, State.RefinesPoses, State.RefinesDefocus);
        _steps = EpochPlan.Create(_images, Options, State.Epoch, Half);
        _anchor = _settings.Neighbourhood > 0 ? AnchorNeighbours.Find(State.Particles, Untrained(), _settings.Neighbourhood) : null;
        _strengths = RigidityStrength.For(Options, State.History);
        RefreshModel();
        if (_settings.Kind == EpochKind.Map)
        {
            _prior ??= MapPrior.Of(_source, _problem.Binding, _images.Rows, _steps.Trained, _parallelism);
            if (State.MapPower[0] == 0)
            {
                _prior.Begin(_map.Power(Model.Flexed.Voxels), State.MapPower);
                _prior.Begin(_map.Power(Model.Rigid.Voxels), State.RigidMapPower);
            }
        }
        BeginSums();
    }

    /// <summary>Returns the work of a shard of a step of the current epoch.</summary>
    public ShardWork Work(int step, int shard)
    {
        TrainingStep plan = _steps[step];
        return new ShardWork(new ModelVersion(State.Epoch, step), shard, plan.Kind, plan.Shard(shard, Options.ShardSize))
        {
            Search = plan.Search,
            SubStep = plan.SubStep,
            Last = plan.Last,
        };
    }

    /// <summary>Reads the images of a shard, with their table rows and pixel scalings, into a buffer and assigns the shard's work to it; input only.</summary>
    public void Read(int step, int shard, TrainingBuffer buffer)
    {
        buffer.Work = Work(step, shard);
        _source.Read(buffer.Work.Particles.Span, buffer.Images);
    }

    /// <summary>Transforms the images of a buffer to F(I).</summary>
    public void Transform(TrainingBuffer buffer) => _source.Transform(buffer.Images);

    /// <summary>Sets the terms of the loss of a shard's images and infers their latents against the committed model.</summary>
    public void Infer(TrainingBuffer buffer, TrainingWorker worker)
    {
        State.Particles.Flush(); // writes the rows staged by the step before: here, where a failing disk is tried again
        buffer.SetTerms(
            _source, State.Particles, State.RefinesPoses && State.TurnSpread > 0, State.RefinesPoses && State.ShiftSpread > 0, State.RefinesDefocus && State.DefocusSpread > 0);
        worker.Infer(buffer, Model);
    }

    /// <summary>Sums the shard's gradient, or, for held-out particles, measures their losses.</summary>
    public void Accumulate(TrainingBuffer buffer, TrainingWorker worker) => worker.Accumulate(buffer, Model, KeepsGradients, buffer.Work.Kind == StepKind.Validate && TestsMotion ? _models.Still(_settings) : null);

    /// <summary>Adds the shard's gradient to the step's sums and keeps its latents; called by one thread at a time, in any order.</summary>
    public void Reduce(ShardResult result) => _reducer.Add(result);

    /// <summary>Keeps the latents of a shard whose gradient is in a sum that <see cref="AddSums"/> adds.</summary>
    public void ReduceRows(ShardResult result) => _reducer.AddRows(result);

    /// <summary>Adds the sum of the gradients of shards, made on another machine in the units of <see cref="UnitsOf"/>.</summary>
    /// <param name="shard">Number of one of the shards.</param>
    public void AddSums(int step, int shard, ReadOnlySpan<long> sum) => _reducer.Gradients.AddSums(_steps[step].Kind, shard, sum);

    /// <summary>How the gradient of a shard of the current step is added up; none where it has no gradient.</summary>
    public IReadOnlyList<GradientUnit> UnitsOf(int step, int shard) => _reducer.Gradients.UnitsOf(_steps[step].Kind, shard);

    /// <summary>The sums of the reduced shards of a step that is not committed, as far as they are on the host: by flow parameter, or by voxel of the map, of the rigid map, and by component and voxel of the composition model.</summary>
    public IEnumerable<ReadOnlyMemory<long>> Sums(int step) => _reducer.Gradients.Raw(_steps[step].Kind);

    /// <summary>Returns the number of values of a shard's gradient.</summary>
    public int GradientLength(int step, int shard) => _reducer.Gradients.LengthOf(_steps[step].Kind, shard);

    /// <summary>Whether sums of the step were lost with their device: it must be begun anew, see <see cref="BeginSums"/>.</summary>
    public bool LostSums => _reducer.Gradients.Lost;

    /// <summary>Adds what devices hold of the sums to those on the host.</summary>
    /// <exception cref="Faults.DeviceException">A device has failed, and with it sums are lost.</exception>
    public void GatherSums() => _reducer.Gradients.Gather();

    /// <summary>Frees the sums on devices, without what they hold.</summary>
    public void LeaveDevice() => _reducer.Gradients.LeaveDevice();

    /// <summary>Commits a step once all its shards are in: updates the parameters.</summary>
    /// <exception cref="Faults.DeviceException">A device that held sums has failed; nothing is changed.</exception>
    public void Commit(int step)
    {
        TrainingStep plan = _steps[step];
        _reducer.Commit(plan, _settings, _prior, _anchor, Model.Rigid.Voxels);
        State.Step = step + 1;
        RefreshModel(mapChanged: plan.Kind == StepKind.Map);
        BeginSums();
    }

    /// <summary>Ends the epoch: makes its record, estimates the spread of contrasts, and goes to the next epoch.</summary>
    public EpochRecord EndEpoch()
    {
        EpochRecord record = State.Sums.Record(State.Epoch, _settings.Kind, TestsMotion) with { HeldOutMicrographs = _steps.HeldOutMicrographs };
        if (_settings.Search is not null && State.Epoch >= Options.WarmUpEpochs)
        {
            State.ContrastSpread = State.Sums.ContrastSpread(_images.Rows / (double)_images.Images);
        }
        if (_settings is { MeasuresPoses: true, Search: { } search })
        {
            EpochSums sums = State.Sums;
            (double, double)? before = (State.TurnSpread, State.ShiftSpread) == (Options.FirstTurn, Options.FirstShift) ? null : (State.TurnSpread, State.ShiftSpread);
            State.TurnSpread = Spread(State.TurnSpread, search.Poses ? sums.Turns : sums.HeldTurns);
            State.ShiftSpread = Spread(State.ShiftSpread, search.Poses ? sums.Shifts : sums.HeldShifts);
            State.RefinesPoses |= Options.RefinesPoses is null && EpochSchedule.DecidesPoses(Options, State.Epoch) && _poses.Pays(sums.HeldTurns, sums.HeldShifts, before);
            State.DefocusSpread = Spread(State.DefocusSpread, search.Defocus ? sums.Defocus : sums.HeldDefocus);
            State.RefinesDefocus |= Options.RefinesDefocus is null && _settings.Kind == EpochKind.Flow && _defocus.Pays(sums.HeldDefocus);
            State.RigidTurnSpread = Spread(State.RigidTurnSpread, sums.RigidTurns);
            State.RigidShiftSpread = Spread(State.RigidShiftSpread, sums.RigidShifts);
        }
        if (_settings.Kind == EpochKind.Map)
        {
            (_anchor is null ? _prior! : _prior!.With(_anchor.CountedAlike)).Improve(_map.Power(Model.Flexed.Voxels), State.MapPower);
            _prior!.Improve(_map.Power(Model.Rigid.Voxels), State.RigidMapPower);
        }
        int[] untrained = Untrained();
        _coordinates.EndEpoch(_settings.LowPass, untrained);
        ClusterCentres.Of(State.Particles, untrained, Options.Seed).CopyTo(State.Centres, 0);
        record = record with { ActiveLatents = State.ActiveLatents, AnchorParticles = _settings.Unmoved ? _anchor!.Count : 0, RigidityStrength = _strengths.ByName.GetValueOrDefault(RigidityPrior.Name), TurnDegrees = State.RigidTurnSpread * 180 / Math.PI, ShiftAngstrom = State.RigidShiftSpread * _problem.PixelSizeAngstrom, DefocusAngstrom = State.RefinesDefocus ? State.DefocusSpread : 0 };
        State.History.Add(record);
        _coordinates.Try();
        State.Sums = default;
        State.Epoch++;
        State.Step = 0;
        return record;
    }

    private int[] Untrained() => EpochPlan.Untrained(_images, Options, Half);

    // A spread that the data do not show stays 0; without images that were asked, it stays as it was.
    private static double Spread(double before, in OffsetMoments moments) => before > 0 && moments.Slope > 0 ? moments.Deviation() : before;

    private bool TestsMotion => Options.TestsMotion && _settings.Kind == EpochKind.Embed;

    private void RefreshModel(bool mapChanged = true) => Model = _models.Make(_settings, _anchor, _strengths, TestsMotion, mapChanged ? null : Model);

    /// <summary>Clears the sums of the current step, which will be computed again.</summary>
    public void BeginSums()
    {
        int next = Math.Min(State.Step, _steps.Count - 1);
        _reducer.Begin(Model.Version, _steps[next].ShardCount(Options.ShardSize));
    }
}
