using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Graph;

/// <summary>Called from a graph's serial stage when a shard has been reduced, or its step committed: ledger and sums agree, and neither changes until the returned task ends.</summary>
/// <param name="ledger">Holds the state to save beside the sums.</param>
/// <param name="committed">Whether the step was committed, too.</param>
/// <param name="ended">Cancelled once the graph has failed.</param>
internal delegate ValueTask SettledHandler(IShardLedger ledger, bool committed, CancellationToken ended);
