namespace Flex3D.Pipeline.Ledger;

/// <summary>Names one shard: a fixed part of the particles of one step.</summary>
/// <param name="Step">The step, counted through the whole run.</param>
/// <param name="Shard">0 … shards of the step − 1.</param>
internal readonly record struct ShardKey(long Step, int Shard);
