namespace Flex3D.Pipeline.Graph;

/// <summary>Sets how many shards each stage of a <see cref="ShardGraph{TBuffer}"/> works on at once. None of these numbers changes a result.</summary>
/// <param name="Workers">Shards in <c>Infer</c> or <c>Accumulate</c> at once: the compute threads.</param>
/// <param name="Readers">Shards being read at once.</param>
/// <param name="Preparers">Shards prepared at once on threads of their own; 0 makes each worker prepare its own shards, which suits workers that compute on the processor.</param>
/// <param name="Queue">Largest number of shards in a stage, waiting or in work; at least one for each worker of the stage.</param>
/// <param name="StopsInsideStep">Whether a stop request ends a step in the middle (a long pass), or only after it (a minibatch).</param>
internal sealed record ShardGraphOptions(int Workers, int Readers = 1, int Preparers = 1, int Queue = 0, bool StopsInsideStep = false)
{
    /// <summary>Number of buffers that keeps every worker busy while the next shards wait, ready.</summary>
    public int SuggestedBuffers => 2 * Workers + Readers + Preparers;
}
