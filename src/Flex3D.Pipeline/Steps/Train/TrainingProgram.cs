using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>One epoch of a <see cref="TrainingSession"/> as the shard graph runs it.</summary>
internal sealed class TrainingProgram : IShardProgram<TrainingBuffer>, IDealtProgram, IDisposable
{
    private readonly TrainingSession _session;
    private readonly SetAside _aside;

    /// <param name="engine">The engine to use; this object disposes of it.</param>
    public TrainingProgram(TrainingSession session, ChosenEngine engine, SetAside aside)
    {
        _session = session;
        _aside = aside;
        Workers = new(session.CreateWorker, worker => worker.Dispose());
        Workers.Use(engine);
    }

    /// <summary>The engine in use, with its workers.</summary>
    public EngineWorkers<TrainingWorker> Workers { get; }

    public IReadOnlyList<StepPlan> Steps { get; private set; } = [];

    public void BeginEpoch()
    {
        _session.BeginEpoch();
        Steps = [.. Enumerable.Range(0, _session.Steps.Count).Select(Plan)];

        StepPlan Plan(int step)
        {
            int shardSize = _session.Options.ShardSize;
            var plan = StepPlan.Cut(step, _session.Steps.Particles(step), shardSize);
            return _aside.Any
                ? new StepPlan(step, [.. plan.ParticlesPerShard.Select((count, shard) => count + _aside.Beside(_session.Steps[step].Shard(shard, shardSize).Span))])
                : plan;
        }
    }

    public int Reduced { get; private set; }

    /// <summary>Adds what devices hold to the sums on the host, if they have not failed.</summary>
    public bool GatherSums()
    {
        try
        {
            if (!_session.LostSums)
            {
                _session.GatherSums();
            }
        }
        catch (DeviceException)
        {
            // The sums say that they are lost.
        }
        return !_session.LostSums;
    }

    /// <summary>Continues on another device, or the processor, after a device has failed. Returns its name.</summary>
    public string LeaveDevice(int threads)
    {
        GatherSums(); // of devices that work still
        _session.LeaveDevice();
        return Workers.Leave(threads);
    }

    public void Begin(long step)
    {
        Reduced = 0;
        _session.BeginSums();
    }

    /// <summary>The rate at which images have been read.</summary>
    public ReadingMeter Reading { get; } = new();

    public void Read(ShardKey shard, TrainingBuffer buffer)
    {
        int particles = _session.Steps[(int)shard.Step].Shard(shard.Shard, _session.Options.ShardSize).Length; // those set aside are not read
        Reading.Measure(particles, particles * sizeof(float) * (long)buffer.Images.Box * buffer.Images.Box, () => _session.Read((int)shard.Step, shard.Shard, buffer));
    }

    public int Prepare(ShardKey shard, TrainingBuffer buffer)
    {
        _session.Transform(buffer);
        return _aside.Beside(buffer.Images.Particles);
    }

    public void Infer(ShardKey shard, TrainingBuffer buffer, int worker) => _session.Infer(buffer, Workers[worker]);

    public void Accumulate(ShardKey shard, TrainingBuffer buffer, int worker) => _session.Accumulate(buffer, Workers[worker]);

    public void Reduce(ShardKey shard, TrainingBuffer buffer)
    {
        Reduce(shard, buffer.Result());
        buffer.ReleaseKept();
    }

    public void Reduce(ShardKey shard, ShardResult result)
    {
        _session.Reduce(result);
        Reduced++;
    }

    public void ReduceRows(ShardKey shard, ShardResult result)
    {
        _session.ReduceRows(result);
        Reduced++;
    }

    public void AddSum(IReadOnlyList<ShardKey> shards, ReadOnlySpan<long> sum) => _session.AddSums((int)shards[0].Step, shards[0].Shard, sum);

    public IReadOnlyList<GradientUnit> UnitsOf(DealtShard shard) => _session.UnitsOf(shard.Work.Version.Step, shard.Work.Shard);

    /// <summary>Still models, against which the motion of shared images is tested, are not sent.</summary>
    public bool MayDeal(long step) => _session.Steps[(int)step].Kind != StepKind.Validate || !_session.Model.TestsMotion || _session.Model.Centres.Length > 0;

    public ModelParts CopyModel() => TrainingModelForm.Of(_session.Model);

    public DealtShard Deal(ShardKey shard)
    {
        TrainingState state = _session.State;
        state.Particles.Flush();
        return DealtShard.Of(_session.Work((int)shard.Step, shard.Shard), state.Particles) with
        {
            Turns = state.RefinesPoses && state.TurnSpread > 0,
            Shifts = state.RefinesPoses && state.ShiftSpread > 0,
            Defocus = state.RefinesDefocus && state.DefocusSpread > 0,
        };
    }

    public int Quarantined(DealtShard shard) => _aside.Beside(shard.Work.Particles.Span);

    public int GradientLength(DealtShard shard) => _session.GradientLength(shard.Work.Version.Step, shard.Work.Shard);

    public void Commit(long step)
    {
        _session.Commit((int)step);
        Reduced = 0;
        ProcessMemory.Tidy();
    }

    public void Dispose()
    {
        _session.LeaveDevice();
        Workers.Dispose();
    }
}
