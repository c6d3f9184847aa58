namespace Flex3D.Pipeline.Ledger;

/// <summary>What can happen to a ledger.</summary>
public abstract record LedgerEvent
{
    private LedgerEvent()
    {
    }

    /// <summary>A shard's sums are ready.</summary>
    /// <param name="Quarantined">Particles of the shard that were left out.</param>
    public sealed record ShardArrived(ShardKey Shard, int Quarantined) : LedgerEvent;

    /// <summary>The update of a full step has been made.</summary>
    public sealed record StepCommitted(long Step) : LedgerEvent;
}
