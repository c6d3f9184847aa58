using Flex3D.Pipeline.Ledger;

namespace Flex3D.Simulator.Network;

/// <summary>A ledger as a program asks it that does not look whether one of several shards counts already.</summary>
internal sealed class HidingLedger(LocalLedger inner) : IShardLedger
{
    private bool _begun;

    // A graph asks once when it begins.
    public ValueTask<LedgerState> StateAsync()
    {
        LedgerState state = inner.State;
        bool hides = _begun && !state.Done;
        _begun = true;
        return new(hides ? state.Opened(state.OpenStep) : state);
    }

    public ValueTask<ShardVerdict> ArriveAsync(ShardKey shard, int quarantined) => inner.ArriveAsync(shard, quarantined);

    public ValueTask CommittedAsync(long step) => inner.CommittedAsync(step);

    public ValueTask<LedgerState> ReopenedAsync() => inner.ReopenedAsync();
}
