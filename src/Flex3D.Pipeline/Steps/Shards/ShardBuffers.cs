using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Steps.Shards;

/// <summary>The image buffers of a step, which bound its memory whatever the number of particles.</summary>
internal static class ShardBuffers
{
    /// <summary>Chooses the number of buffers: as many as fit into <paramref name="memory"/>, or else as many as keep every worker busy; at least one for each worker and one more, at most one for each shard.</summary>
    /// <param name="memory">Bytes; null for <c>auto</c>.</param>
    /// <param name="bytesEach">Bytes of one buffer.</param>
    /// <param name="options">Number of workers in each stage of the graph that uses the buffers.</param>
    /// <param name="shards">Shards of the longest phase.</param>
    public static int Count(long? memory, long bytesEach, ShardGraphOptions options, int shards)
    {
        int least = options.Workers + 1;
        return (int)Math.Clamp(memory / bytesEach ?? options.SuggestedBuffers, least, Math.Max(least, shards));
    }

    /// <summary>Returns the approximate number of shards in the longest phase of a step that goes through all particles.</summary>
    public static int MostShards(int particles, int shardSize) => particles / shardSize + 1;

    /// <summary>Makes the pool of buffers.</summary>
    /// <param name="make">Makes one buffer.</param>
    /// <param name="bytes">Returns the size of a buffer in bytes.</param>
    public static BufferPool<T> Create<T>(StepContext context, ShardGraphOptions options, int shards, Func<T> make, Func<T, long> bytes)
        where T : class
    {
        T first = make();
        int count = Count(context.Options.Memory?.Bytes, bytes(first), options, shards);
        context.Log.Debug("{Count} image buffers of {Bytes} bytes", count, bytes(first));
        return new BufferPool<T>(count, slot => slot == 0 ? first : make());
    }
}
