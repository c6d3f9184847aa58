using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>The corrections of a particle table that follow from the findings of a check.</summary>
/// <remarks>Only errors of the table itself are corrected: another map, mirrored images and images of inverted contrast are not its fault.</remarks>
public sealed record TableCorrection
{
    /// <summary>Changes a pose; null for no change.</summary>
    public Func<Rotation, Rotation>? Angles { get; private init; }

    /// <summary>Changes a shift, in the unit of its columns; null for no change.</summary>
    public Func<double, double, (double X, double Y)>? Shift { get; private init; }

    /// <summary>Changes defocus U, V and angle; null for no change.</summary>
    public Func<double, double, double, (double U, double V, double Angle)>? Defocus { get; private init; }

    /// <summary>Factor on Cs.</summary>
    public double SphericalAberration { get; private init; } = 1;

    /// <summary>Factor on the pixel size.</summary>
    public double PixelSize { get; private init; } = 1;

    /// <summary>Whether the images are multiplied by their CTF; null for no change.</summary>
    public bool? Premultiplied { get; private init; }

    /// <summary>The half-set of each row of the file; null for no change.</summary>
    public Func<int, int>? HalfSets { get; init; }

    /// <summary>Whether a row of the file, from 0, is kept; null for all.</summary>
    public Func<int, bool>? Keeps { get; init; }

    /// <summary>The corrections, in words.</summary>
    public IReadOnlyList<string> What { get; init; } = [];

    /// <summary>Draws the half-set, 1 or 2, of a particle: the same for all rows of one image.</summary>
    public static int DrawHalfSet(in Particle particle) => 1 + (int)(CounterRandom.Bits(1, Purpose.HalfSet, 0, (ulong)(uint)particle.Stack << 32 | (uint)particle.Slice, 0) & 1);

    /// <summary>Makes the corrections that findings ask for.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="pixelSizeAngstrom">Pixel size of the table, Å.</param>
    public static TableCorrection Of(IReadOnlyList<CheckFinding> findings, double pixelSizeAngstrom)
    {
        var correction = new TableCorrection();
        foreach (CheckFinding finding in findings.Where(f => f.Severity >= CheckSeverity.Warning).DistinctBy(f => f.Code))
        {
            TableCorrection next = correction.With(finding, pixelSizeAngstrom);
            correction = ReferenceEquals(next, correction) ? correction : next with { What = [.. correction.What, $"{finding.Code}: {finding.Text}"] };
        }
        return correction;
    }

    private TableCorrection With(CheckFinding finding, double pixel) => finding.Code switch
    {
        "pixel-size" => this with { PixelSize = finding.Factor ?? 1 },
        "cs-too-large" => this with { SphericalAberration = 0.1 },
        "cs-too-small" => this with { SphericalAberration = 10 },
        "ctf-recorded" => this with { Premultiplied = false },
        "ctf-premultiplied" => this with { Premultiplied = true },
        _ when Alternative.All.FirstOrDefault(a => a.Code == finding.Code) is { IsCorrectable: true } alternative => With(alternative, pixel),
        _ => this,
    };

    // The change of a reading, as a change of the table's numbers.
    private TableCorrection With(Alternative alternative, double pixel)
    {
        ImageReading Changed(Rotation rotation, double x, double y, double u, double v, double angle)
        {
            ImageReading reading = ImageReading.Of(rotation, x, y, pixel, u, v, angle);
            return alternative.Change(reading);
        }
        return alternative.Kind switch
        {
            AlternativeKind.Orientation => this with { Angles = r => Changed(r, 0, 0, 0, 0, 0).Rotation },
            AlternativeKind.Shift => this with
            {
                Shift = (x, y) =>
                {
                    ImageReading r = Changed(Rotation.Identity, x, y, 0, 0, 0);
                    return (r.OriginXAngstrom, r.OriginYAngstrom);
                },
            },
            AlternativeKind.Defocus => this with
            {
                Defocus = (u, v, angle) =>
                {
                    ImageReading r = Changed(Rotation.Identity, 0, 0, u, v, angle);
                    return (r.Ctf.DefocusUAngstrom, r.Ctf.DefocusVAngstrom, r.Ctf.DefocusAngleDegrees);
                },
            },
            _ => this,
        };
    }
}
