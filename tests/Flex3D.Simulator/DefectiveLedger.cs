using Flex3D.Pipeline.Ledger;

namespace Flex3D.Simulator;

/// <summary>A ledger as a program with a defect would ask it.</summary>
internal sealed class DefectiveLedger(LocalLedger inner, Defect defect) : IShardLedger
{
    public ValueTask<LedgerState> StateAsync() => inner.StateAsync();

    public ValueTask<ShardVerdict> ArriveAsync(ShardKey shard, int quarantined)
    {
        bool late = shard.Step < inner.State.OpenStep;
        ShardVerdict verdict = inner.Arrive(shard, defect == Defect.LosesQuarantined ? 0 : quarantined);
        bool counts = verdict.Counts || (defect == Defect.CountsDuplicates && !late) || (defect == Defect.CountsLateShards && late);
        bool completes = verdict.CompletesStep || (defect == Defect.CommitsEarly && verdict.Counts && inner.State.ArrivedShards == inner.State.OpenPlan.ParticlesPerShard.Count - 1);
        return new(new ShardVerdict(counts, completes));
    }

    public ValueTask CommittedAsync(long step) => inner.CommittedAsync(step);

    public ValueTask<LedgerState> ReopenedAsync() => inner.ReopenedAsync();
}
