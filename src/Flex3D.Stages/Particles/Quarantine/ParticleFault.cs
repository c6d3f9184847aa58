namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>The kind of fault in a particle's data.</summary>
public enum ParticleFault
{
    /// <summary>Its row of the table has an impossible value, such as a pose or defocus that is not a finite number.</summary>
    Row,

    /// <summary>Its image stack is not found, or the row names no image.</summary>
    NoStack,

    /// <summary>Its stack cannot be read: an impossible header, another box, or an end before the image's last pixel.</summary>
    Unreadable,

    /// <summary>A pixel is not a finite number.</summary>
    NotFinite,

    /// <summary>The image has no noise around the particle: its background is flat.</summary>
    Flat,
}
