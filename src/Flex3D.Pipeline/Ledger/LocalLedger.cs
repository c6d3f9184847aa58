using System.Collections.Immutable;

namespace Flex3D.Pipeline.Ledger;

/// <summary>A ledger's state behind its rule: the holder that a dispatcher, or a graph by itself, asks.</summary>
/// <remarks>Not thread-safe: a graph's last stage is serial, and so is an actor.</remarks>
public sealed class LocalLedger(LedgerState state) : IShardLedger
{
    /// <summary>The ledger now.</summary>
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

    /// <summary>See <see cref="LedgerEvent.ShardArrived"/>.</summary>
    public ShardVerdict Arrive(ShardKey shard, int quarantined)
    {
        ImmutableArray<LedgerEffect> effects = Apply(new LedgerEvent.ShardArrived(shard, quarantined));
        return new ShardVerdict(effects.Any(e => e is LedgerEffect.AddShard), effects.Any(e => e is LedgerEffect.CommitStep));
    }

    /// <summary>See <see cref="LedgerEvent.StepCommitted"/>.</summary>
    public void Commit(long step) => Apply(new LedgerEvent.StepCommitted(step));

    private ImmutableArray<LedgerEffect> Apply(LedgerEvent happened)
    {
        (State, ImmutableArray<LedgerEffect> effects) = ShardLedger.Apply(State, happened);
        return effects;
    }
}
