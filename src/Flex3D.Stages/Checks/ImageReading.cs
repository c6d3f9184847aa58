using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>How the CTF stands in the images.</summary>
internal enum CtfForm
{
    /// <summary>As the microscope leaves it: the image is C·P.</summary>
    Recorded,

    /// <summary>Phases flipped: |C|·P.</summary>
    PhaseFlipped,

    /// <summary>Multiplied by the CTF again: C²·P.</summary>
    Premultiplied,
}

/// <summary>One way to read a row of the particle table and its image: all that a prediction of the image needs.</summary>
/// <param name="Rotation">Map → image matrix; improper (a reflection) where another hand is tried.</param>
/// <param name="OriginXAngstrom">A map point r appears at (A r)_x − origin, Å.</param>
/// <param name="OriginYAngstrom">As <paramref name="OriginXAngstrom"/>, along y.</param>
/// <param name="PixelSizeAngstrom">Pixel size of the full-size image, Å.</param>
/// <param name="MapScale">Factor on the map's pixel size; 1 as its header says.</param>
/// <param name="Ctf">The CTF.</param>
/// <param name="Form">How the CTF stands in the image.</param>
/// <param name="Contrast">1 for white protein, −1 for dark.</param>
internal readonly record struct ImageReading(
    Rotation Rotation, double OriginXAngstrom, double OriginYAngstrom, double PixelSizeAngstrom, double MapScale, Ctf Ctf, CtfForm Form, int Contrast)
{
    /// <summary>Factor on the phase of the antisymmetric aberrations (beam tilt, trefoil): 1 as the table says, 0 for none.</summary>
    public double OddPhase { get; init; } = 1;

    /// <summary>Reads a row as the table's own conventions say.</summary>
    public static ImageReading Of(in Particle particle, OpticsGroup optics) => new(
        particle.Rotation, particle.OriginXAngstrom, particle.OriginYAngstrom, optics.PixelSizeAngstrom, 1,
        Ctf.Of(particle, optics), optics.CtfPremultiplied ? CtfForm.Premultiplied : CtfForm.Recorded, 1);

    /// <summary>Creates a reading of some numbers of a row; the rest of it is arbitrary.</summary>
    public static ImageReading Of(Rotation rotation, double originX, double originY, double pixelSizeAngstrom, double defocusU, double defocusV, double defocusAngle) => new(
        rotation, originX, originY, pixelSizeAngstrom, 1,
        new Ctf { VoltageKilovolt = 300, SphericalAberrationMillimetre = 2.7, AmplitudeContrast = 0.1, DefocusUAngstrom = defocusU, DefocusVAngstrom = defocusV, DefocusAngleDegrees = defocusAngle, Scale = 1, Magnification = (1, 0, 0, 1) },
        CtfForm.Recorded, 1);
}
