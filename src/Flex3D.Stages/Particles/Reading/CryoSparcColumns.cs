using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>The columns that particles of a cryoSPARC dataset are read from, and checks of what they hold.</summary>
internal static class CryoSparcColumns
{
    public static readonly string[] Images = ["blob/path", "blob/idx", "blob/psize_A"];
    public static readonly string[] Pose = ["alignments3D/pose", "alignments3D/shift"];
    public static readonly string[] Ctf = ["ctf/accel_kv", "ctf/cs_mm", "ctf/amp_contrast", "ctf/df1_A", "ctf/df2_A", "ctf/df_angle_rad"];

    private static readonly string[] s_optional =
        ["blob/sign", "blob/shape", "ctf/phase_shift_rad", "ctf/bfactor", "ctf/scale", "ctf/exp_group_id", "alignments3D/split", "alignments3D/psize_A", "alignments3D/alpha", ExpandedImages.Column, MicrographNumbers.PathColumn, MicrographNumbers.UidColumn];

    private static readonly (string Name, int Elements)[] s_shapes =
        [("alignments3D/pose", 3), ("alignments3D/shift", 2), ("ctf/shift_A", 2), ("ctf/tilt_A", 2), ("ctf/trefoil_A", 2), ("ctf/tetra_A", 4), ("ctf/anisomag", 4)];

    private static readonly string[] s_texts = ["blob/path", MicrographNumbers.PathColumn];

    /// <summary>Every column that is read, if the dataset has it.</summary>
    public static HashSet<string> All { get; } = [.. Images, .. Pose, .. Ctf, .. s_optional, .. CryoSparcAberrations.Columns];

    /// <summary>Checks that a dataset has all that a particle needs.</summary>
    /// <exception cref="InputException">Names the columns that are missing, and where they usually are.</exception>
    public static void Require(CsFile file, ParticleReadOptions options)
    {
        string passthrough = options.Passthrough.Count == 0 ? "give the job's passthrough particles file as well (inputs.passthrough), or the particles of a 3D refinement" : "give the particles of a 3D refinement";
        string[] missing = [.. Images.Concat(Pose).Where(name => !file.Has(name))];
        if (missing.Intersect(Pose).Any() && PosesElsewhere(file) is { } elsewhere)
        {
            throw new InputException(file.Path, null, $"no column {string.Join(", ", missing)} ({elsewhere.Found})", "one pose a particle", elsewhere.Advice);
        }
        Refuse(missing, "poses and images");
        if (file.Has("ctf/df1_A") || !options.AllowMissingCtf)
        {
            Refuse([.. Ctf.Where(name => name != "ctf/amp_contrast" && !file.Has(name))], "the CTF");
            if (!file.Has("ctf/amp_contrast") && options.AmplitudeContrast is null)
            {
                throw new InputException(file.Path, null, "no column ctf/amp_contrast", "the amplitude contrast of the particles", "set inputs.amplitudeContrast, usually to 0.1");
            }
        }
        CheckShapes(file);
        if (file.Count == 0)
        {
            throw new InputException(file.Path, null, "no rows", "at least one particle", "check the selection that wrote the file");
        }

        void Refuse(string[] missing, string what)
        {
            if (missing.Length > 0)
            {
                throw new InputException(file.Path, null, $"no column {string.Join(", ", missing)}", what, passthrough);
            }
        }
    }

    /// <summary>A number of a row that must be finite.</summary>
    public static double Finite(CsFile file, string name, int row, int element = 0)
    {
        double value = file.Number(name, row, element);
        return double.IsFinite(value) ? value : throw Bad(file, name, row, value, "a finite number");
    }

    /// <summary>A number of a row that must be finite and above 0.</summary>
    public static double Positive(CsFile file, string name, int row)
    {
        double value = Finite(file, name, row);
        return value > 0 ? value : throw Bad(file, name, row, value, "a number above 0");
    }

    /// <summary>The 0-based number of a row's image in its stack.</summary>
    public static int Slice(CsFile file, int row)
    {
        double index = file.Number("blob/idx", row);
        return index is >= 0 and < int.MaxValue ? (int)index : throw Bad(file, "blob/idx", row, index, "the number of an image in its stack, from 0");
    }

    /// <summary>The error of a number that cannot be.</summary>
    public static InputException Bad(CsFile file, string name, int row, double value, string expected, string? advice = null) =>
        new(file.Path, $"column '{name}', row {row + 1}", value.ToString("g9", CultureInfo.InvariantCulture), expected, advice);

    // Jobs that do not end with one pose a particle keep theirs under another prefix.
    private static (string Found, string Advice)? PosesElsewhere(CsFile file)
    {
        string[] prefixes = [.. file.Names.Where(name => name.EndsWith("/pose", StringComparison.Ordinal)).Select(name => name[..^"/pose".Length]).Where(prefix => prefix != "alignments3D").Distinct()];
        return prefixes.Contains("alignments3D_multi")
            ? ("the poses are under alignments3D_multi, one for each class of a job with several", "give the particles of one class (particles_class_K.cs) or of a homogeneous, non-uniform or local refinement of them")
            : prefixes is [var one, ..] && one.StartsWith("alignments2D", StringComparison.Ordinal)
            ? ("only alignments2D, of a 2D classification", "refine the particles in 3D (homogeneous or non-uniform refinement), and give that job's")
            : prefixes is [var other, ..] ? ($"the poses are under another prefix, {other}", "give the particles of a homogeneous, non-uniform or local refinement")
            : null;
    }

    private static void CheckShapes(CsFile file)
    {
        foreach (string name in file.Names.Where(name => name != "uid" && file.Has(name) && file.IsText(name) != s_texts.Contains(name)))
        {
            throw new InputException(file.Path, $"column '{name}'", file.IsText(name) ? "text" : "numbers", file.IsText(name) ? "numbers" : "paths", "export the particles again from cryoSPARC");
        }
        foreach ((string name, int elements) in s_shapes)
        {
            if (file.Has(name) && file.Elements(name) != elements)
            {
                throw new InputException(file.Path, $"column '{name}'", $"{file.Elements(name)} numbers a row", elements.ToString(CultureInfo.InvariantCulture), "export the particles again from cryoSPARC");
            }
        }
    }
}
