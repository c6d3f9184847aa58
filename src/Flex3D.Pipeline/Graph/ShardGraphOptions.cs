namespace Flex3D.Pipeline.Graph;

/// <summary>How many hands a <see cref="ShardGraph{TBuffer}"/> has. None of these numbers changes a result.</summary>
/// <param name="Workers">Shards in <c>Infer</c> or <c>Accumulate</c> at once: the compute threads.</param>
/// <param name="Readers">Shards being read at once.</param>
/// <param name="Preparers">Shards being prepared at once beside what the workers do; 0: a worker prepares between two shards, which is right where workers keep the processor busy and not a device.</param>
/// <param name="Queue">Shards that a stage holds at most, waiting or in work; at least one a hand.</param>
/// <param name="StopsInsideStep">Whether a wish to stop ends a step in the middle (a long pass), or only after it (a minibatch).</param>
internal sealed record ShardGraphOptions(int Workers, int Readers = 1, int Preparers = 1, int Queue = 0, bool StopsInsideStep = false)
{
    /// <summary>Buffers with which every hand is busy while the next shards wait ready.</summary>
    public int SuggestedBuffers => 2 * Workers + Readers + Preparers;
}
