namespace Flex3D.Pipeline.Tracing;

/// <summary>A place in the work on a step at which what is held is hashed, in the order of the work.</summary>
internal enum TracePoint
{
    /// <summary>The shard's images, as read.</summary>
    BatchRead,

    /// <summary>Their Fourier transforms F(I), scaled to unit noise.</summary>
    Transformed,

    /// <summary>Their terms in the loss: CTF-weighted spectra, weights, constants and poses.</summary>
    Terms,

    /// <summary>The shard's latents and contrasts, and what data and mesh say of them.</summary>
    Latents,

    /// <summary>The shard's gradient; of held-out particles, their losses.</summary>
    ShardGradient,

    /// <summary>The step's fixed-point sums over all shards.</summary>
    Reduced,

    /// <summary>Flow, map and rigid map after the step's update.</summary>
    Updated,
}
