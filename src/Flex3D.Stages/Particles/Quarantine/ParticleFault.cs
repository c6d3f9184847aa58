namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>What is wrong with a particle's data.</summary>
public enum ParticleFault
{
    /// <summary>Its row of the table has a value that cannot be: a pose or defocus that is no finite number, say.</summary>
    Row,

    /// <summary>Its image stack is nowhere, or the row names no image.</summary>
    NoStack,

    /// <summary>Its stack cannot be read: an impossible header, another box, or an end before the image's last pixel.</summary>
    Unreadable,

    /// <summary>A pixel is not a finite number.</summary>
    NotFinite,

    /// <summary>The image has no noise around the particle: its background is flat.</summary>
    Flat,
}
