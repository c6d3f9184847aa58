namespace Flex3D.Stages.Training;

/// <summary>What the shards of a step are for.</summary>
public enum StepKind
{
    Flow,
    Map,
    Embed,

    /// <summary>Held-out particles: latents are inferred and losses measured; no gradient.</summary>
    Validate,
}
