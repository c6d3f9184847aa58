namespace Flex3D.Pipeline.Ledger;

/// <summary>The ledger as a graph sees it, wherever it lives.</summary>
internal interface IShardLedger
{
    /// <summary>What is counted and committed now.</summary>
    ValueTask<LedgerState> StateAsync();

    /// <summary>A shard's sums are ready, with <paramref name="quarantined"/> of its particles left out.</summary>
    ValueTask<ShardVerdict> ArriveAsync(ShardKey shard, int quarantined);

    /// <summary>The step's update has been made.</summary>
    ValueTask CommittedAsync(long step);
}
