namespace Flex3D.Pipeline.Ledger;

/// <summary>What the ledger says about a shard that has arrived.</summary>
/// <param name="Counts">Its sums are to be added; false for a duplicate, which is dropped.</param>
/// <param name="CompletesStep">It was the last one missing: the step is to be committed.</param>
internal readonly record struct ShardVerdict(bool Counts, bool CompletesStep);
