using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Graph;

/// <summary>The work of one phase (an epoch of training, or one pass of a reconstruction), as methods that use no threads of their own.</summary>
/// <typeparam name="TBuffer">Images, latents and private sums of one shard; a fixed number of them is made at the start.</typeparam>
/// <remarks>
/// The graph calls <see cref="Read"/>, <see cref="Prepare"/>, <see cref="Infer"/>, <see cref="Accumulate"/> for each shard in this
/// order, several shards at once, then <see cref="Reduce"/> and <see cref="Commit"/> from one thread at a time.
/// <see cref="Read"/> and <see cref="Prepare"/> may run ahead, into later steps; <see cref="Infer"/> of a step begins when the
/// step before it is committed.
/// A phase that is started again continues with the sums of the counted shards. It gives the same bytes under two rules: nothing that a repeat of an uncommitted step reads may change before its
/// <see cref="Commit"/> (new latents stay in the buffer, or in a staging area filled by <see cref="Reduce"/>, and are published
/// by <see cref="Commit"/>), and the order in which shards reach <see cref="Reduce"/> must not matter (fixed-point sums).
/// </remarks>
internal interface IShardProgram<TBuffer>
    where TBuffer : class
{
    /// <summary>The steps in order, numbered without gaps, each with its shards. The same for every call during the phase.</summary>
    IReadOnlyList<StepPlan> Steps { get; }

    /// <summary>Shards of the open step whose sums the program holds: those reduced since <see cref="Begin"/>, or restored from a checkpoint.</summary>
    int Reduced { get; }

    /// <summary>Brings to this process what a device holds of the sums of the open step. Returns false if they are lost: the step must then be begun again.</summary>
    bool GatherSums() => true;

    /// <summary>Called before a graph starts at <paramref name="step"/> with none of its shards counted: discards partial sums and staged latents of that step.</summary>
    void Begin(long step);

    /// <summary>Reads the shard's images. Input and output only; an <see cref="IOException"/> is retried.</summary>
    void Read(ShardKey shard, TBuffer buffer);

    /// <summary>Crops, normalises and transforms the images that were read. Independent of the model.</summary>
    /// <returns>The number of particles of this shard that are unusable and left out (quarantined).</returns>
    int Prepare(ShardKey shard, TBuffer buffer);

    /// <summary>Infers the latents of the shard's particles with the current model, and keeps them in the buffer.</summary>
    /// <param name="worker">0 … workers − 1, no two calls at once with the same number: the index of per-worker scratch memory.</param>
    void Infer(ShardKey shard, TBuffer buffer, int worker);

    /// <summary>Sums the gradients of the shard's particles, in a fixed order, into the buffer's own sums.</summary>
    /// <param name="worker">As for <see cref="Infer"/>; the numbers are shared with it.</param>
    void Accumulate(ShardKey shard, TBuffer buffer, int worker);

    /// <summary>Adds the buffer's sums to those of the step (int64 fixed point). Called once for each shard; serial.</summary>
    void Reduce(ShardKey shard, TBuffer buffer);

    /// <summary>Called once all shards of the step have been reduced: updates the parameters and publishes the step's staged latents. Serial, no I/O.</summary>
    void Commit(long step);
}
