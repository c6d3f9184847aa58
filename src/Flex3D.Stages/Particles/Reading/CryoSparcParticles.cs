using System.Globalization;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Reads particles from a cryoSPARC dataset.</summary>
/// <remarks>
/// blob/idx counts from 0; blob/path may start with &gt;; pixels are multiplied by blob/sign; shifts are in pixels of
/// alignments3D/psize_A; split 0 and 1 are half-sets 1 and 2; the CTF's scale is ctf/scale times alignments3D/alpha. Particles of alpha ≤ 0,
/// and those that a passthrough file lacks, are left out. Rows of one sym_expand/src_uid have the same image. <see cref="CryoSparcAberrations"/> has the aberrations.
/// </remarks>
internal static class CryoSparcParticles
{
    private const string Alpha = "alignments3D/alpha", Rejected = "of alpha ≤ 0, which cryoSPARC rejected,";
    private const double Degree = 180 / Math.PI;

    /// <summary>Returns the columns of images, poses and CTF that a dataset lacks.</summary>
    public static IReadOnlyList<string> MissingColumns(string path)
    {
        IReadOnlyList<string> names = CsFile.NamesIn(path);
        return [.. CryoSparcColumns.Images.Concat(CryoSparcColumns.Pose).Concat(CryoSparcColumns.Ctf).Where(name => !names.Contains(name))];
    }

    public static ParticleTable Read(string path, ParticleReadOptions options, string? rowsPath)
    {
        CsFile file = CsFile.Read(path, options.Passthrough, name => CryoSparcColumns.All.Contains(name) || options.Selection?.Needs(name) == true);
        CryoSparcColumns.Require(file, options);
        file.RequireDistinctUids();
        var stacks = new StackLocator(path, options);
        var optics = new CryoSparcOptics(file, options);
        var place = new CsSelectionRow(file);
        var choice = new RowChoice(options.Selection, place);
        ParticleTable table = ParticleTableReader.Make(rowsPath, path, stacks.Stacks, optics.Groups, Rows(file, stacks, optics, options, place, choice));
        table.Selection = choice.Outcome;
        return table;
    }

    private static IEnumerable<Particle> Rows(CsFile file, StackLocator stacks, CryoSparcOptics optics, ParticleReadOptions options, CsSelectionRow place, RowChoice choice)
    {
        double Number(string name, int row, double missing, int element = 0) => file.Has(name) ? CryoSparcColumns.Finite(file, name, row, element) : missing;
        var expanded = new ExpandedImages(file);
        Func<int, int> micrographOf = new MicrographNumbers().OfRows(file);
        bool hasShift = file.Has("ctf/shift_A") && !options.IgnoreAberrations;
        bool hasAlpha = file.Has(Alpha) && (file.HasUids || Enumerable.Range(0, file.Count).Any(i => file.Number(Alpha, i) != 0));
        Func<int, string?>? rejected = hasAlpha ? i => file.Number(Alpha, i) <= 0 ? Rejected : null : null;

        Particle Row(int i, ref ParticleFault fault)
        {
            int group = optics.GroupOf(i);
            double shiftPixel = Number("alignments3D/psize_A", i, 0) is > 0 and var own ? own : optics.Groups[group].PixelSizeAngstrom;
            double Pose(int element) => CryoSparcColumns.Finite(file, "alignments3D/pose", i, element);
            double Origin(int element) => CryoSparcColumns.Finite(file, "alignments3D/shift", i, element) * shiftPixel - (hasShift ? Number("ctf/shift_A", i, 0, element) : 0);
            double Ctf(string name) => optics.HasCtf ? CryoSparcColumns.Finite(file, name, i) : 0;
            var particle = new Particle(
                0, CryoSparcColumns.Slice(file, i), Rotation.FromCryoSparcPose(Pose(0), Pose(1), Pose(2)), Origin(0), Origin(1),
                Ctf("ctf/df1_A"), Ctf("ctf/df2_A"), Ctf("ctf/df_angle_rad") * Degree,
                Number("ctf/phase_shift_rad", i, 0) * Degree, Number("ctf/bfactor", i, 0), Number("ctf/scale", i, 1) * (hasAlpha ? Number(Alpha, i, 1) : 1),
                Number("blob/sign", i, 1) < 0 ? -1 : 1, group, file.Has("alignments3D/split") ? HalfSet(file.Number("alignments3D/split", i)) : 0, i);
            fault = ParticleFault.NoStack;
            return particle with { Stack = stacks.NumberOf(Stack(file, i), $"row {i + 1}"), Image = expanded.NumberOf(i), Micrograph = micrographOf(i) };
        }

        var guard = new RowGuard(options.Quarantine, Row, i => string.Create(CultureInfo.InvariantCulture, $"{file.Number("blob/idx", i) + 1:000000}@{Stack(file, i)}"));
        for (int i = 0; i < file.Count; i++)
        {
            place.Row = i;
            string? absent = file.AbsentFrom(i) is { } other ? $"absent from the passthrough file '{Path.GetFileName(other)}'" : null;
            if (choice.Keeps(i, absent, rejected) && guard.Read(i) is { } particle)
            {
                optics.RequireFew(i);
                yield return particle;
            }
        }
        choice.End(file.Path);
        stacks.RequireAll();
    }

    private static string Stack(CsFile file, int row) => file.Text("blob/path", row).TrimStart('>');

    private static int HalfSet(double split) => split is 0 or 1 ? (int)split + 1 : 0;
}
