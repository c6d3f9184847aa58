using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Subspaces;

namespace Flex3D.Pipeline.Steps.Subspace;

/// <summary>One phase of a <see cref="SubspaceSession"/> as the shard graph runs it.</summary>
internal sealed class SubspaceProgram : IShardProgram<SubspaceBuffer>, IDisposable
{
    private readonly SubspaceSession _session;
    private readonly SetAside _aside;

    /// <param name="engine">The engine to use; this object disposes of it.</param>
    public SubspaceProgram(SubspaceSession session, ChosenEngine engine, SetAside aside)
    {
        (_session, _aside) = (session, aside);
        Workers = new(session.CreateWorker, worker => worker.Dispose());
        Workers.Use(engine);
    }

    /// <summary>The engine in use, with its workers.</summary>
    public EngineWorkers<SubspaceWorker> Workers { get; }

    public IReadOnlyList<StepPlan> Steps { get; private set; } = [];

    public int Reduced { get; private set; }

    public void BeginPhase()
    {
        _session.BeginPhase();
        Steps = [.. _session.Steps.Select((particles, step) => Plan(step, particles.Length))];

        StepPlan Plan(int step, int particles)
        {
            var plan = StepPlan.Cut(step, particles, _session.Options.ShardSize);
            return _aside.Any ? new StepPlan(step, [.. plan.ParticlesPerShard.Select((count, shard) => count + _aside.Beside(_session.Shard(step, shard).Span))]) : plan;
        }
    }

    public void Begin(long step)
    {
        Reduced = 0;
        _session.BeginSums();
    }

    public void Read(ShardKey shard, SubspaceBuffer buffer) => _session.Read((int)shard.Step, shard.Shard, buffer);

    public int Prepare(ShardKey shard, SubspaceBuffer buffer)
    {
        _session.Transform(buffer);
        return _aside.Beside(buffer.Images.Particles);
    }

    public void Infer(ShardKey shard, SubspaceBuffer buffer, int worker) => _session.Infer(buffer, Workers[worker]);

    /// <summary>Does nothing: the gradient is computed with the posteriors.</summary>
    public void Accumulate(ShardKey shard, SubspaceBuffer buffer, int worker)
    {
    }

    public void Reduce(ShardKey shard, SubspaceBuffer buffer)
    {
        _session.Reduce(shard.Shard, buffer);
        Reduced++;
    }

    public void Commit(long step)
    {
        _session.Commit((int)step);
        Reduced = 0;
        ProcessMemory.Tidy();
    }

    public void Dispose() => Workers.Dispose();
}
