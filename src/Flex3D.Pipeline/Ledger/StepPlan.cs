namespace Flex3D.Pipeline.Ledger;

/// <summary>One step (a minibatch, or one pass over all particles) and its fixed partition into shards.</summary>
/// <param name="Step">The step, counted through the whole run.</param>
/// <param name="ParticlesPerShard">Number of particles of each shard; the shard's number is the index. Never empty.</param>
internal sealed record StepPlan(long Step, IReadOnlyList<int> ParticlesPerShard)
{
    /// <summary>Particles of the step.</summary>
    public long Particles { get; } = ParticlesPerShard.Sum(count => (long)count);

    /// <summary>Cuts <paramref name="particles"/> into shards of <paramref name="shardSize"/>; the last may be shorter.</summary>
    /// <remarks>The partition depends on nothing but these two numbers: not on workers, not on memory.</remarks>
    public static StepPlan Cut(long step, int particles, int shardSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(particles, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shardSize, 1);
        int[] counts = new int[(particles + shardSize - 1) / shardSize];
        Array.Fill(counts, shardSize);
        counts[^1] = particles - (counts.Length - 1) * shardSize;
        return new StepPlan(step, counts);
    }
}
