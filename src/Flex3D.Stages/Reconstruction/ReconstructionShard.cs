namespace Flex3D.Stages.Reconstruction;

/// <summary>A shard of one half-set: those particles of it that lie in a range of the table.</summary>
/// <param name="Half">1 or 2.</param>
/// <param name="HeldOut">Its particles enter no gradient.</param>
/// <param name="First">First row of the range, which holds rows of other shards, too: <see cref="ReconstructionPlan.Rows"/> tells them apart.</param>
/// <param name="End">One past its last row.</param>
/// <param name="Count">Particles of the shard, at least 1.</param>
public readonly record struct ReconstructionShard(int Half, bool HeldOut, int First, int End, int Count);
