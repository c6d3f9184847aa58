using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>One step of training: its particles, and the work that is done with them.</summary>
/// <param name="Kind">The kind of step.</param>
/// <param name="Search">Whether latents are inferred first (the first of several steps on one minibatch does).</param>
/// <param name="SubStep">Number of the step on its minibatch, from 0.</param>
/// <param name="Last">Whether it is the last step on its minibatch, whose results are recorded for the epoch.</param>
/// <param name="Particles">Rows of the table, in the order they are read: see <see cref="ReadingOrder"/>.</param>
public sealed record TrainingStep(StepKind Kind, bool Search, int SubStep, bool Last, int[] Particles)
{
    /// <summary>Returns the number of shards of at most <paramref name="shardSize"/> images.</summary>
    public int ShardCount(int shardSize) => (Particles.Length + shardSize - 1) / shardSize;

    /// <summary>Returns the particles of one shard.</summary>
    public ReadOnlyMemory<int> Shard(int shard, int shardSize) =>
        Particles.AsMemory(shard * shardSize, Math.Min(shardSize, Particles.Length - shard * shardSize));
}
