namespace Flex3D.Stages.Shards;

/// <summary>The kind of a step: the work that is done with its shards.</summary>
public enum StepKind
{
    /// <summary>Training: latents are inferred, then the gradient of the flow is summed.</summary>
    Flow,

    /// <summary>Training: the gradients of the canonical map and of its rigid control are summed.</summary>
    Map,

    /// <summary>Training: latents are inferred; no gradient.</summary>
    Embed,

    /// <summary>Training, held-out particles: latents are inferred and losses measured; no gradient.</summary>
    Validate,

    /// <summary>Reconstruction: the gradients of the flexed and the rigid map of one half-set are summed.</summary>
    HalfMap,

    /// <summary>Reconstruction, held-out particles: losses under both maps of a half-set are measured; no gradient.</summary>
    Score,
}
