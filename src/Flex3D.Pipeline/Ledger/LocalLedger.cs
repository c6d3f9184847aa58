namespace Flex3D.Pipeline.Ledger;

/// <summary>A ledger that keeps its state in memory and changes it by the rule of <see cref="ShardLedger"/>.</summary>
/// <remarks>Not thread-safe: a graph's last stage is serial, and so is an actor.</remarks>
internal sealed class LocalLedger(LedgerState state) : IShardLedger
{
    /// <summary>The current state of the ledger.</summary>
    public LedgerState State { get; private set; } = state;

    /// <inheritdoc/>
    public ValueTask<LedgerState> StateAsync() => new(State);

    /// <inheritdoc/>
    public ValueTask<ShardVerdict> ArriveAsync(ShardKey shard, int quarantined) => new(Arrive(shard, quarantined));

    /// <inheritdoc/>
    public ValueTask CommittedAsync(long step)
    {
        Commit(step);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<LedgerState> ReopenedAsync() => new(Reopen());

    /// <summary>Reports that the sums of the open step are lost: see <see cref="ShardLedger.Reopen"/>.</summary>
    public LedgerState Reopen() => State = ShardLedger.Reopen(State);

    /// <summary>Reports that a shard's sums are ready: see <see cref="ShardLedger.Arrive"/>.</summary>
    public ShardVerdict Arrive(ShardKey shard, int quarantined)
    {
        (State, ShardVerdict verdict) = ShardLedger.Arrive(State, shard, quarantined);
        return verdict;
    }

    /// <summary>Reports that the step's update has been made: see <see cref="ShardLedger.Commit"/>.</summary>
    public void Commit(long step) => State = ShardLedger.Commit(State, step);
}
