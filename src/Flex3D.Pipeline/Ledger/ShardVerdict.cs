namespace Flex3D.Pipeline.Ledger;

/// <summary>The ledger's verdict on a shard that has arrived.</summary>
/// <param name="Counts">Whether its sums are to be added; false for a duplicate, which is dropped.</param>
/// <param name="CompletesStep">Whether it was the last shard missing, so that the step is to be committed.</param>
internal readonly record struct ShardVerdict(bool Counts, bool CompletesStep);
