namespace Flex3D.Stages.Reconstruction;

/// <summary>A shard of one half-set: those of its particles that are in a range of the table's rows.</summary>
/// <param name="Half">The half-set, 1 or 2.</param>
/// <param name="HeldOut">True if its particles are held out and enter no gradient.</param>
/// <param name="First">First row of the range, which also holds rows of other shards: <see cref="ReconstructionPlan.Rows"/> finds its own.</param>
/// <param name="End">The row after the last of the range.</param>
/// <param name="Count">The number of particles of the shard, at least 1.</param>
public readonly record struct ReconstructionShard(int Half, bool HeldOut, int First, int End, int Count);
