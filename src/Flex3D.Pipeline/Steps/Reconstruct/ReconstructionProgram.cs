using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>One pass of a <see cref="ReconstructionSession"/> as the shard graph runs it: a single step of all its shards.</summary>
internal sealed class ReconstructionProgram : IShardProgram<TrainingBuffer>, IDealtProgram, IDisposable
{
    private readonly ReconstructionSession _session;
    private readonly SetAside _aside;

    /// <param name="engine">The engine to use; this object disposes of it.</param>
    public ReconstructionProgram(ReconstructionSession session, ChosenEngine engine, SetAside aside)
    {
        _session = session;
        _aside = aside;
        Workers = new(session.CreateWorker, worker => worker.Dispose());
        Workers.Use(engine);
    }

    /// <summary>The engine in use, with its workers.</summary>
    public EngineWorkers<ReconstructionWorker> Workers { get; }

    public IReadOnlyList<StepPlan> Steps { get; private set; } = [];

    public int Reduced => _session.Sums.Shards;

    public void BeginPass()
    {
        _session.BeginPass();
        Steps = [new StepPlan(0, [.. _session.Shards.Select(shard => shard.Count + (_aside.Any ? _aside.Beside(_session.Rows(shard)) : 0))])];
    }

    /// <summary>Adds what devices hold to the sums on the host, if they have not failed.</summary>
    public bool GatherSums()
    {
        try
        {
            if (!_session.Sums.Lost)
            {
                _session.Sums.Gather();
            }
        }
        catch (DeviceException)
        {
            // The sums say that they are lost.
        }
        return !_session.Sums.Lost;
    }

    /// <summary>Continues on another device, or the processor, after a device has failed. Returns its name.</summary>
    public string LeaveDevice(int threads)
    {
        GatherSums(); // of devices that work still
        _session.Sums.LeaveDevice();
        return Workers.Leave(threads);
    }

    public void Begin(long step) => _session.BeginSums();

    public void Read(ShardKey shard, TrainingBuffer buffer) => _session.Read(shard.Shard, buffer);

    public int Prepare(ShardKey shard, TrainingBuffer buffer)
    {
        _session.Transform(buffer);
        return _aside.Beside(buffer.Images.Particles);
    }

    /// <summary>Sets the terms of the images in the loss; a reconstruction infers no latents.</summary>
    public void Infer(ShardKey shard, TrainingBuffer buffer, int worker) => _session.SetTerms(buffer);

    public void Accumulate(ShardKey shard, TrainingBuffer buffer, int worker) => _session.Accumulate(buffer, Workers[worker]);

    public void Reduce(ShardKey shard, TrainingBuffer buffer)
    {
        Reduce(shard, buffer.Result());
        buffer.ReleaseKept();
    }

    public void Reduce(ShardKey shard, ShardResult result)
    {
        _session.Reduce(result);
        Tidy();
    }

    public void ReduceRows(ShardKey shard, ShardResult result)
    {
        _session.ReduceRows(result);
        Tidy();
    }

    public void AddSum(IReadOnlyList<ShardKey> shards, ReadOnlySpan<long> sum) => _session.AddSums(shards[0].Shard, sum);

    public IReadOnlyList<GradientUnit> UnitsOf(DealtShard shard) => _session.UnitsOf(shard.Work.Shard);

    private void Tidy()
    {
        if (Reduced % 64 == 0)
        {
            ProcessMemory.Tidy();
        }
    }

    public void Commit(long step) => _session.Commit();

    public bool MayDeal(long step) => true;

    public ModelParts CopyModel() => ReconstructionModelForm.Of(_session.Model);

    public DealtShard Deal(ShardKey shard) => DealtShard.Of(_session.Work(shard.Shard), _session.Particles);

    public int Quarantined(DealtShard shard) => _aside.Beside(shard.Work.Particles.Span);

    public int GradientLength(DealtShard shard) =>
        shard.Work.Kind == StepKind.HalfMap ? _session.Model.Maps[shard.Work.Half - 1].Voxels.Length + _session.Model.Maps[shard.Work.Half + 1].Voxels.Length : 0;

    public void Dispose()
    {
        _session.Sums.LeaveDevice();
        Workers.Dispose();
    }
}
