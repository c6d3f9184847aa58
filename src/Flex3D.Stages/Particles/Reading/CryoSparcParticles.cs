using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Reads particles from a cryoSPARC dataset.</summary>
/// <remarks>
/// blob/idx counts from 0; blob/path may start with &gt;; pixels are multiplied by blob/sign; shifts are in pixels of
/// alignments3D/psize_A; split 0 and 1 are half-sets 1 and 2; the CTF's scale is ctf/scale times
/// alignments3D/alpha, and particles of alpha ≤ 0 are left out.
/// </remarks>
internal static class CryoSparcParticles
{
    private const string Rejected = "of alpha ≤ 0, which cryoSPARC rejected,";
    private static readonly string[] s_images = ["blob/path", "blob/idx", "blob/psize_A"];
    private static readonly string[] s_pose = ["alignments3D/pose", "alignments3D/shift"];
    private static readonly string[] s_ctf = ["ctf/accel_kv", "ctf/cs_mm", "ctf/amp_contrast", "ctf/df1_A", "ctf/df2_A", "ctf/df_angle_rad"];
    private static readonly string[] s_aberrations = ["ctf/shift_A", "ctf/tilt_A", "ctf/trefoil_A", "ctf/tetra_A", "ctf/anisomag"];
    private static readonly string[] s_optional =
        ["blob/sign", "blob/shape", "ctf/phase_shift_rad", "ctf/bfactor", "ctf/scale", "ctf/exp_group_id", "alignments3D/split", "alignments3D/psize_A", "alignments3D/alpha"];

    /// <summary>Returns the columns of images, poses and CTF that a dataset lacks.</summary>
    public static IReadOnlyList<string> MissingColumns(string path)
    {
        IReadOnlyList<string> names = CsFile.NamesIn(path);
        return [.. s_images.Concat(s_pose).Concat(s_ctf).Where(name => !names.Contains(name))];
    }

    public static ParticleTable Read(string path, ParticleReadOptions options, string? rowsPath)
    {
        string[] needed = [.. s_images, .. s_pose];
        HashSet<string> wanted = [.. needed, .. s_ctf, .. s_aberrations, .. s_optional];
        CsFile file = CsFile.Read(path, options.Passthrough, name => wanted.Contains(name) || options.Selection?.Needs(name) == true);
        Require(file, needed, "poses and images", options);
        bool hasCtf = file.Has("ctf/df1_A");
        if (hasCtf || !options.AllowMissingCtf)
        {
            Require(file, [.. s_ctf.Where(name => name != "ctf/amp_contrast")], "the CTF", options);
            if (!file.Has("ctf/amp_contrast") && options.AmplitudeContrast is null)
            {
                throw new InputException(path, null, "no column ctf/amp_contrast", "the amplitude contrast of the particles", "set inputs.amplitudeContrast, usually to 0.1");
            }
        }
        if (file.Count == 0)
        {
            throw new InputException(path, null, "no rows", "at least one particle", "check the selection that wrote the file");
        }
        var stacks = new StackLocator(path, options);
        var optics = new List<OpticsGroup>();
        var place = new CsSelectionRow(file);
        var choice = new RowChoice(options.Selection, place);
        ParticleTable table = ParticleTableReader.Make(rowsPath, path, stacks.Stacks, optics, Rows(file, stacks, optics, hasCtf, options, place, choice));
        table.Selection = choice.Outcome;
        return table;
    }

    private static IEnumerable<Particle> Rows(CsFile file, StackLocator stacks, List<OpticsGroup> optics, bool hasCtf, ParticleReadOptions options, CsSelectionRow place, RowChoice choice)
    {
        const double Degree = 180 / Math.PI;
        var groups = new Dictionary<(double, double, double, double, double, double), int>();
        double Number(string name, int row, double missing, int element = 0) => file.Has(name) ? Finite(file, name, row, element) : missing;
        bool hasAlpha = file.Has("alignments3D/alpha") && (file.HasUids || Enumerable.Range(0, file.Count).Any(i => file.Number("alignments3D/alpha", i) != 0));
        string[] aberrations = options.IgnoreUnsupportedAberrations ? [] : [.. s_aberrations.Where(file.Has)];

        Particle Row(int i, ref ParticleFault fault)
        {
            double pixel = Positive(file, "blob/psize_A", i);
            double shiftPixel = file.Has("alignments3D/psize_A") && file.Number("alignments3D/psize_A", i) > 0 ? file.Number("alignments3D/psize_A", i) : pixel;
            double voltage = hasCtf ? Positive(file, "ctf/accel_kv", i) : 300, cs = hasCtf ? Finite(file, "ctf/cs_mm", i) : 0;
            double contrast = hasCtf ? Number("ctf/amp_contrast", i, options.AmplitudeContrast ?? 0) : 1;
            double box = Number("blob/shape", i, 0, file.Has("blob/shape") ? file.Elements("blob/shape") - 1 : 0);
            double exposure = Number("ctf/exp_group_id", i, 1);
            if (!groups.TryGetValue((exposure, voltage, cs, contrast, pixel, box), out int group))
            {
                groups[(exposure, voltage, cs, contrast, pixel, box)] = group = optics.Count;
                optics.Add(new OpticsGroup
                {
                    Number = (int)Math.Min(exposure, int.MaxValue),
                    Name = string.Create(CultureInfo.InvariantCulture, $"exposureGroup{exposure}"),
                    VoltageKilovolt = voltage,
                    SphericalAberrationMillimetre = cs,
                    AmplitudeContrast = contrast,
                    PixelSizeAngstrom = pixel,
                    Box = (int)box,
                });
            }
            double defocusU = hasCtf ? Finite(file, "ctf/df1_A", i) : 0;
            var particle = new Particle(
                0, Slice(file, i),
                Rotation.FromCryoSparcPose(Finite(file, "alignments3D/pose", i), Finite(file, "alignments3D/pose", i, 1), Finite(file, "alignments3D/pose", i, 2)),
                Finite(file, "alignments3D/shift", i) * shiftPixel, Finite(file, "alignments3D/shift", i, 1) * shiftPixel,
                defocusU, hasCtf ? Finite(file, "ctf/df2_A", i) : 0, hasCtf ? Finite(file, "ctf/df_angle_rad", i) * Degree : 0,
                Number("ctf/phase_shift_rad", i, 0) * Degree, Number("ctf/bfactor", i, 0), Number("ctf/scale", i, 1) * (hasAlpha ? Finite(file, "alignments3D/alpha", i) : 1),
                Number("blob/sign", i, 1) < 0 ? -1 : 1, group, file.Has("alignments3D/split") ? HalfSet(file.Number("alignments3D/split", i)) : 0, i);
            fault = ParticleFault.NoStack;
            return particle with { Stack = stacks.NumberOf(Stack(file, i), $"row {i + 1}") };
        }

        Func<int, string?>? rejected = hasAlpha ? i => file.Number("alignments3D/alpha", i) <= 0 ? Rejected : null : null;
        var guard = new RowGuard(options.Quarantine, Row, i => string.Create(CultureInfo.InvariantCulture, $"{file.Number("blob/idx", i) + 1:000000}@{Stack(file, i)}"));
        for (int i = 0; i < file.Count; i++)
        {
            place.Row = i;
            if (!choice.Keeps(i, unreadable: null, rejected))
            {
                continue;
            }
            RefuseAberrations(file, aberrations, i);
            if (guard.Read(i) is { } particle)
            {
                yield return particle;
            }
        }
        choice.End(file.Path);
        stacks.RequireAll();
    }

    private static string Stack(CsFile file, int row) => file.Text("blob/path", row).TrimStart('>');

    private static int Slice(CsFile file, int row)
    {
        double index = file.Number("blob/idx", row);
        return index is >= 0 and < int.MaxValue ? (int)index
            : throw new InputException(file.Path, $"column 'blob/idx', row {row + 1}", index.ToString(CultureInfo.InvariantCulture), "the number of an image in its stack, from 0");
    }

    private static int HalfSet(double split) => split is 0 or 1 ? (int)split + 1 : 0;

    private static void Require(CsFile file, string[] names, string what, ParticleReadOptions options)
    {
        string[] missing = [.. names.Where(name => !file.Has(name))];
        if (missing.Length == 0)
        {
            CheckShapes(file);
            return;
        }
        string also = file.Names.Any(name => name.StartsWith("alignments2D/", StringComparison.Ordinal)) ? " (only alignments2D)" : "";
        throw new InputException(file.Path, null, $"no column {string.Join(", ", missing)}{also}", what,
            options.Passthrough.Count == 0 ? "give the job's passthrough particles file as well (inputs.passthrough), or the particles of a 3D refinement" : "give the particles of a 3D refinement");
    }

    private static void CheckShapes(CsFile file)
    {
        foreach (string name in file.Names.Where(file.Has))
        {
            if (file.IsText(name) != (name == "blob/path") && name != "uid")
            {
                throw new InputException(file.Path, $"column '{name}'", file.IsText(name) ? "text" : "numbers", file.IsText(name) ? "numbers" : "the paths of the image stacks", "export the particles again from cryoSPARC");
            }
        }
        foreach ((string name, int elements) in (ReadOnlySpan<(string, int)>)[("alignments3D/pose", 3), ("alignments3D/shift", 2)])
        {
            if (file.Has(name) && file.Elements(name) != elements)
            {
                throw new InputException(file.Path, $"column '{name}'", $"{file.Elements(name)} numbers a row", elements.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Refuses higher-order aberrations: cryoSPARC does not publish their units and signs, and they are not guessed.</summary>
    private static void RefuseAberrations(CsFile file, string[] columns, int row)
    {
        foreach (string name in columns)
        {
            for (int k = 0; k < file.Elements(name); k++)
            {
                if (file.Number(name, row, k) is var value and not 0)
                {
                    throw new InputException(file.Path, $"column '{name}', row {row + 1}", value.ToString("g6", CultureInfo.InvariantCulture), "0 (this aberration is not supported for .cs files)", "convert the particles to RELION 3.1 STAR with their aberrations, or leave them out on purpose (inputs.ignoreAberrations)");
                }
            }
        }
    }

    private static double Finite(CsFile file, string name, int row, int element = 0)
    {
        double value = file.Number(name, row, element);
        return double.IsFinite(value) ? value
            : throw new InputException(file.Path, $"column '{name}', row {row + 1}", value.ToString(CultureInfo.InvariantCulture), "a finite number");
    }

    private static double Positive(CsFile file, string name, int row)
    {
        double value = Finite(file, name, row);
        return value > 0 ? value
            : throw new InputException(file.Path, $"column '{name}', row {row + 1}", value.ToString(CultureInfo.InvariantCulture), "a number above 0");
    }
}
