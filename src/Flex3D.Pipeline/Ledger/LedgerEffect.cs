namespace Flex3D.Pipeline.Ledger;

/// <summary>What has to be done because of an event.</summary>
public abstract record LedgerEffect
{
    private LedgerEffect()
    {
    }

    /// <summary>Add the shard's sums to those of its step.</summary>
    public sealed record AddShard(ShardKey Shard) : LedgerEffect;

    /// <summary>Tell the sender that the shard is settled and need not be sent again.</summary>
    /// <param name="Duplicate">Whether it had been counted before.</param>
    public sealed record Acknowledge(ShardKey Shard, bool Duplicate) : LedgerEffect;

    /// <summary>Every shard of the step has been counted: update the parameters.</summary>
    public sealed record CommitStep(long Step) : LedgerEffect;

    /// <summary>Every step of the phase is committed.</summary>
    public sealed record PhaseDone(LedgerTotals Totals) : LedgerEffect;
}
