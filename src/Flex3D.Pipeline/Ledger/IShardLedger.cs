namespace Flex3D.Pipeline.Ledger;

/// <summary>Gives a graph access to the ledger, in this process or in an actor.</summary>
internal interface IShardLedger
{
    /// <summary>Returns the shards counted and the steps committed so far.</summary>
    ValueTask<LedgerState> StateAsync();

    /// <summary>Reports that a shard's sums are ready, with <paramref name="quarantined"/> of its particles left out.</summary>
    ValueTask<ShardVerdict> ArriveAsync(ShardKey shard, int quarantined);

    /// <summary>Reports that the step's update has been made.</summary>
    ValueTask CommittedAsync(long step);

    /// <summary>Reports that the sums of the open step are lost: none of its shards is counted any more. Returns the ledger after that.</summary>
    ValueTask<LedgerState> ReopenedAsync();
}
