using System.Text.Json.Serialization;

namespace Flex3D.Stages.Particles;

/// <summary>An optics group: the microscope, pixel size and aberrations that a set of particles shares.</summary>
public sealed record OpticsGroup
{
    /// <summary>The number of the group in the input file (any integer).</summary>
    public required int Number { get; init; }
    public required string Name { get; init; }
    public required double VoltageKilovolt { get; init; }
    public required double SphericalAberrationMillimetre { get; init; }
    public required double AmplitudeContrast { get; init; }

    /// <summary>Pixel size of the images at the box of the table's images, Å: that of their stack or, if they are resampled, <see cref="ImageWindow.PixelSizeAngstrom"/>·<see cref="ImageWindow.Width"/>/box.</summary>
    public required double PixelSizeAngstrom { get; init; }

    /// <summary>Box of the images, pixels; 0 where the table does not say (the stack header does).</summary>
    public int Box { get; init; }

    /// <summary>How images of another box than the table's others are brought to their box; null for images that are used as they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageWindow? Window { get; init; }

    /// <summary>Grey scale of the group's images over that of most images, both at unit noise; null where it is not measured, and counts as 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GreyScale { get; init; }

    /// <summary>True if the images were already multiplied by their CTF (rlnCtfDataAreCtfPremultiplied).</summary>
    public bool CtfPremultiplied { get; init; }

    /// <summary>Beam tilt, milliradian.</summary>
    public double BeamTiltX { get; init; }
    public double BeamTiltY { get; init; }

    /// <summary>RELION's un-normalised antisymmetric Zernike coefficients (Z1-1, Z11, Z3-3, Z3-1, Z31, Z33 …), radians at s = 1/Å; empty where absent.</summary>
    public IReadOnlyList<double> OddZernike { get; init; } = [];

    /// <summary>RELION's symmetric Zernike coefficients (Z00, Z2-2, Z20, Z22, Z4-4 …), added to the CTF's phase; empty where absent.</summary>
    public IReadOnlyList<double> EvenZernike { get; init; } = [];

    /// <summary>Anisotropic magnification matrix (rlnMagMat00, 01, 10, 11), row-major; identity where absent.</summary>
    public (double M00, double M01, double M10, double M11) Magnification { get; init; } = (1, 0, 0, 1);
}

/// <summary>The part of a stack's images that is resampled to the box of the table's other images: the central <see cref="Width"/> pixels, or the whole image and a margin.</summary>
/// <param name="StackBox">Box of the images in the stack, pixels.</param>
/// <param name="Width">Width of the part, pixels of the stack; the margin of a part that is wider than the image is its background.</param>
/// <param name="PixelSizeAngstrom">Pixel size of the images in the stack, Å.</param>
public sealed record ImageWindow(int StackBox, int Width, double PixelSizeAngstrom);
