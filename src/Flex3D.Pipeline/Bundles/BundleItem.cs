namespace Flex3D.Pipeline.Bundles;

/// <summary>A result of a run that a bundle may hold.</summary>
internal enum BundleItem
{
    /// <summary>The merged map, from which the flow of every particle is taken out.</summary>
    Map,

    /// <summary>The half-map of the first half-set, as reconstructed.</summary>
    Half1,

    /// <summary>The half-map of the second half-set, as reconstructed.</summary>
    Half2,

    /// <summary>The solvent mask in the frame of the map.</summary>
    Mask,

    /// <summary>The merged map of the control without flow.</summary>
    RigidMap,

    /// <summary>The control's half-map of the first half-set.</summary>
    RigidHalf1,

    /// <summary>The control's half-map of the second half-set.</summary>
    RigidHalf2,

    /// <summary>The particle table with every column of the input, and the latents.</summary>
    Particles,

    /// <summary>The same table under the name of a passthrough file.</summary>
    Passthrough,

    /// <summary>The latents alone, by uid.</summary>
    Latents,

    /// <summary>The result group that names the particle table.</summary>
    Group,

    /// <summary>The FSC of the half-maps.</summary>
    Fsc,

    /// <summary>A picture of the map.</summary>
    Picture,

    /// <summary>The animated picture of the main motion.</summary>
    Movie,

    /// <summary>A picture of both ends of the main motion.</summary>
    BothEnds,

    /// <summary>The answers to a deposition form.</summary>
    Text,
}
