using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Checks;

/// <summary>The subject of a family of alternatives: of each family one at most is right.</summary>
internal enum AlternativeKind
{
    Orientation,
    MapCentre,
    Shift,
    Contrast,
    Defocus,
    CtfForm,
    SphericalAberration,
    Aberrations,
}

/// <summary>Another way to read the table or the map, which the images may show to be the right one.</summary>
/// <param name="Kind">Its subject.</param>
/// <param name="Code">A short name for programs, such as <c>psi-negated</c>.</param>
/// <param name="Text">What would be wrong with the input, as a clause that follows "the images agree better if".</param>
/// <param name="Remedy">What to do, with an option that exists.</param>
/// <param name="Change">Changes a reading.</param>
internal sealed record Alternative(AlternativeKind Kind, string Code, string Text, string Remedy, Func<ImageReading, ImageReading> Change)
{
    private const string Fix = "write a corrected table with flex3d check --fix";
    private const string MapRemedy = "give the map that belongs to the poses, or flip it (relion_image_handler --invert_hand)";

    /// <summary>Whether it is an error of the table itself, which flex3d check --fix corrects, as its remedy says: another map and changed images are not.</summary>
    public bool IsCorrectable => Remedy == Fix;

    /// <summary>The alternatives that are tried, family by family.</summary>
    public static IReadOnlyList<Alternative> All { get; } =
    [
        .. Orientations(),
        .. MapCentres(),
        .. Shifts(),
        new(AlternativeKind.Contrast, "contrast-inverted", "protein is dark in the images and white in the map, or the CTF's sign is opposite", "set prep.invertContrast=true", r => r with { Contrast = -r.Contrast }),
        new(AlternativeKind.Defocus, "defocus-negated", "the sign of the defocus is opposite (underfocus is positive)", Fix, r => r with { Ctf = r.Ctf with { DefocusUAngstrom = -r.Ctf.DefocusUAngstrom, DefocusVAngstrom = -r.Ctf.DefocusVAngstrom } }),
        new(AlternativeKind.Defocus, "defocus-micrometre", "defocus is in µm, not in Å", Fix, r => r with { Ctf = r.Ctf with { DefocusUAngstrom = 1e4 * r.Ctf.DefocusUAngstrom, DefocusVAngstrom = 1e4 * r.Ctf.DefocusVAngstrom } }),
        new(AlternativeKind.Defocus, "defocus-nanometre", "defocus is in nm, not in Å", Fix, r => r with { Ctf = r.Ctf with { DefocusUAngstrom = 10 * r.Ctf.DefocusUAngstrom, DefocusVAngstrom = 10 * r.Ctf.DefocusVAngstrom } }),
        new(AlternativeKind.Defocus, "astigmatism-turned", "the angle of astigmatism has the opposite sense", Fix, r => r with { Ctf = r.Ctf with { DefocusAngleDegrees = -r.Ctf.DefocusAngleDegrees } }),
        new(AlternativeKind.Defocus, "astigmatism-90", "the defocus angle is that of the minor axis", Fix, r => r with { Ctf = r.Ctf with { DefocusAngleDegrees = r.Ctf.DefocusAngleDegrees + 90 } }),
        new(AlternativeKind.CtfForm, "ctf-recorded", "the images are as recorded, not multiplied by their CTF", Fix, r => r with { Form = CtfForm.Recorded }),
        new(AlternativeKind.CtfForm, "ctf-premultiplied", "the images are multiplied by their CTF", Fix, r => r with { Form = CtfForm.Premultiplied }),
        new(AlternativeKind.CtfForm, "ctf-phase-flipped", "the images' phases are flipped", "extract the particles again without phase flipping", r => r with { Form = CtfForm.PhaseFlipped }),
        .. new[] { 0.1, 10 }.Select(factor => new Alternative(
            AlternativeKind.SphericalAberration, factor > 1 ? "cs-too-small" : "cs-too-large", $"the spherical aberration Cs is {factor:g2} times as large", Fix,
            r => r with { Ctf = r.Ctf with { SphericalAberrationMillimetre = factor * r.Ctf.SphericalAberrationMillimetre } })),
        new(AlternativeKind.Aberrations, "aberrations-negated", "beam tilt and trefoil have the opposite sign", "leave them out with inputs.ignoreAberrations=true, and please report which program wrote the table", r => r with { OddPhase = -r.OddPhase }),
        new(AlternativeKind.Aberrations, "aberrations-none", "the images have no beam tilt or trefoil: the table's do not belong to them", "leave them out with inputs.ignoreAberrations=true", r => r with { OddPhase = 0 }),
    ];

    private static IEnumerable<Alternative> Orientations()
    {
        Alternative Angles(string code, string text, Func<double, double, double, (double, double, double)> change) => new(
            AlternativeKind.Orientation, code, text, Fix, r =>
            {
                (double rot, double tilt, double psi) = r.Rotation.ToEulerDegrees();
                (rot, tilt, psi) = change(rot, tilt, psi);
                return r with { Rotation = Rotation.FromEulerDegrees(rot, tilt, psi) };
            });
        foreach ((string code, string text, Rotation change) in MapChanges())
        {
            yield return new(AlternativeKind.Orientation, code, text, MapRemedy, r => r with { Rotation = Product(r.Rotation, change) });
        }
        yield return new(AlternativeKind.Orientation, "pose-transposed", "poses are the inverse rotations (image to map)", Fix, r => r with { Rotation = Transposed(r.Rotation) });
        yield return Angles("psi-negated", "the sign of psi is opposite", (rot, tilt, psi) => (rot, tilt, -psi));
        yield return Angles("tilt-negated", "the sign of tilt is opposite", (rot, tilt, psi) => (rot, -tilt, psi));
        yield return Angles("rot-negated", "the sign of rot is opposite", (rot, tilt, psi) => (-rot, tilt, psi));
        yield return Angles("angles-negated", "the signs of all angles are opposite", (rot, tilt, psi) => (-rot, -tilt, -psi));
        yield return Angles("rot-psi-exchanged", "rot and psi are exchanged", (rot, tilt, psi) => (psi, tilt, rot));
        yield return Angles("zxz", "angles are of the ZXZ convention (EMAN), not ZYZ", (rot, tilt, psi) => (rot - 90, tilt, psi + 90));
        yield return Angles("zxz-opposite", "angles are of a ZXZ convention with opposite signs, not ZYZ", (rot, tilt, psi) => (rot + 90, tilt, psi - 90));
        yield return Angles("radians", "angles are in radians, not in degrees", (rot, tilt, psi) => (rot * 180 / Math.PI, tilt * 180 / Math.PI, psi * 180 / Math.PI));
        foreach ((string code, string text, double x, double y) in (IEnumerable<(string, string, double, double)>)[("image-mirrored-x", "the images are mirrored in x", -1, 1), ("image-mirrored-y", "the images are mirrored in y (rows from bottom to top)", 1, -1)])
        {
            yield return new(AlternativeKind.Orientation, code, text, "write the stack again in the orientation that the table belongs to", r => r with
            {
                Rotation = new Rotation(x * r.Rotation.M00, x * r.Rotation.M01, x * r.Rotation.M02, y * r.Rotation.M10, y * r.Rotation.M11, y * r.Rotation.M12, r.Rotation.M20, r.Rotation.M21, r.Rotation.M22),
                OriginXAngstrom = x * r.OriginXAngstrom,
                OriginYAngstrom = y * r.OriginYAngstrom,
                Ctf = r.Ctf with { DefocusAngleDegrees = -r.Ctf.DefocusAngleDegrees },
            });
        }
        yield return new(AlternativeKind.Orientation, "image-transposed", "x and y of the images are exchanged", "write the stack again in the orientation that the table belongs to", r => r with
        {
            Rotation = new Rotation(r.Rotation.M10, r.Rotation.M11, r.Rotation.M12, r.Rotation.M00, r.Rotation.M01, r.Rotation.M02, r.Rotation.M20, r.Rotation.M21, r.Rotation.M22),
            OriginXAngstrom = r.OriginYAngstrom,
            OriginYAngstrom = r.OriginXAngstrom,
            Ctf = r.Ctf with { DefocusAngleDegrees = 90 - r.Ctf.DefocusAngleDegrees },
        });
    }

    // A map that is changed by T, ρ'(r) = ρ(T⁻¹ r), is predicted as ρ is at A T: columns of A are exchanged or negated.
    private static IEnumerable<(string Code, string Text, Rotation Change)> MapChanges()
    {
        yield return ("map-mirrored-x", "the map is of the other hand (mirrored in x)", new Rotation(-1, 0, 0, 0, 1, 0, 0, 0, 1));
        yield return ("map-mirrored-y", "the map is of the other hand (mirrored in y)", new Rotation(1, 0, 0, 0, -1, 0, 0, 0, 1));
        yield return ("map-mirrored-z", "the map is of the other hand (mirrored in z)", new Rotation(1, 0, 0, 0, 1, 0, 0, 0, -1));
        yield return ("map-inverted", "the map is of the other hand (inverted through its centre)", new Rotation(-1, 0, 0, 0, -1, 0, 0, 0, -1));
        yield return ("map-axes-xzy", "the map's axes y and z are exchanged", new Rotation(1, 0, 0, 0, 0, 1, 0, 1, 0));
        yield return ("map-axes-yxz", "the map's axes x and y are exchanged", new Rotation(0, 1, 0, 1, 0, 0, 0, 0, 1));
        yield return ("map-axes-zyx", "the map's axes x and z are exchanged", new Rotation(0, 0, 1, 0, 1, 0, 1, 0, 0));
        yield return ("map-axes-yzx", "the map's axes are in the order y, z, x", new Rotation(0, 1, 0, 0, 0, 1, 1, 0, 0));
        yield return ("map-axes-zxy", "the map's axes are in the order z, x, y", new Rotation(0, 0, 1, 1, 0, 0, 0, 1, 0));
    }

    // A map that lies d too far along an axis moves the image's content by A d.
    private static IEnumerable<Alternative> MapCentres()
    {
        foreach ((string code, string text, int x, int y, int z) in (IEnumerable<(string, string, int, int, int)>)[("x", "x", 1, 0, 0), ("y", "y", 0, 1, 0), ("z", "z", 0, 0, 1)])
        {
            foreach (int d in (int[])[-1, 1])
            {
                yield return new(AlternativeKind.MapCentre, $"map-centre-{code}{(d < 0 ? "-minus" : "-plus")}", $"the map's centre is one voxel too far along {(d < 0 ? "−" : "+")}{text}", "centre the map on voxel N/2 as the poses expect: a flipped map is often off by one voxel (relion_image_handler --shift_x, --shift_y, --shift_z)", r => r with
                {
                    OriginXAngstrom = r.OriginXAngstrom + d * r.PixelSizeAngstrom * (x * r.Rotation.M00 + y * r.Rotation.M01 + z * r.Rotation.M02),
                    OriginYAngstrom = r.OriginYAngstrom + d * r.PixelSizeAngstrom * (x * r.Rotation.M10 + y * r.Rotation.M11 + z * r.Rotation.M12),
                });
            }
        }
    }

    private static IEnumerable<Alternative> Shifts()
    {
        Alternative Shift(string code, string text, Func<ImageReading, (double X, double Y)> change) => new(AlternativeKind.Shift, code, text, Fix, r =>
        {
            (double x, double y) = change(r);
            return r with { OriginXAngstrom = x, OriginYAngstrom = y };
        });
        yield return Shift("shift-negated", "the signs of the shifts are opposite", r => (-r.OriginXAngstrom, -r.OriginYAngstrom));
        yield return Shift("shift-x-negated", "the sign of the shifts in x is opposite", r => (-r.OriginXAngstrom, r.OriginYAngstrom));
        yield return Shift("shift-y-negated", "the sign of the shifts in y is opposite", r => (r.OriginXAngstrom, -r.OriginYAngstrom));
        yield return Shift("shift-exchanged", "the shifts in x and y are exchanged", r => (r.OriginYAngstrom, r.OriginXAngstrom));
        yield return Shift("shift-pixels", "the shifts are in pixels, not in Å", r => (r.OriginXAngstrom * r.PixelSizeAngstrom, r.OriginYAngstrom * r.PixelSizeAngstrom));
        yield return Shift("shift-angstrom", "the shifts are in Å, not in pixels", r => (r.OriginXAngstrom / r.PixelSizeAngstrom, r.OriginYAngstrom / r.PixelSizeAngstrom));
        yield return Shift("shift-none", "the images are centred already: the shifts do not apply", _ => (0, 0));
    }

    private static Rotation Transposed(in Rotation r) => new(r.M00, r.M10, r.M20, r.M01, r.M11, r.M21, r.M02, r.M12, r.M22);

    private static Rotation Product(in Rotation a, in Rotation b) => new(
        a.M00 * b.M00 + a.M01 * b.M10 + a.M02 * b.M20, a.M00 * b.M01 + a.M01 * b.M11 + a.M02 * b.M21, a.M00 * b.M02 + a.M01 * b.M12 + a.M02 * b.M22,
        a.M10 * b.M00 + a.M11 * b.M10 + a.M12 * b.M20, a.M10 * b.M01 + a.M11 * b.M11 + a.M12 * b.M21, a.M10 * b.M02 + a.M11 * b.M12 + a.M12 * b.M22,
        a.M20 * b.M00 + a.M21 * b.M10 + a.M22 * b.M20, a.M20 * b.M01 + a.M21 * b.M11 + a.M22 * b.M21, a.M20 * b.M02 + a.M21 * b.M12 + a.M22 * b.M22);
}
