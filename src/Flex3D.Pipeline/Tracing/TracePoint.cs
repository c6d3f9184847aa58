namespace Flex3D.Pipeline.Tracing;

/// <summary>A point in the work on a step at which data are hashed; the values are in the order of the work.</summary>
internal enum TracePoint
{
    /// <summary>The shard's images, as read.</summary>
    BatchRead,

    /// <summary>The Fourier transforms F(I) of the images, scaled to unit noise.</summary>
    Transformed,

    /// <summary>The terms of the images in the loss: CTF-weighted spectra, weights, constants and poses.</summary>
    Terms,

    /// <summary>The shard's latents and contrasts and, except in steps of the map, the energies of the latents.</summary>
    Latents,

    /// <summary>The shard's gradient; of held-out particles, their losses.</summary>
    ShardGradient,

    /// <summary>The step's fixed-point sums over all shards.</summary>
    Reduced,

    /// <summary>Flow, map and rigid map after the step's update.</summary>
    Updated,
}
