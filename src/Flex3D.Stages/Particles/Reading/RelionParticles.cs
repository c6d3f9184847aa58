using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Reads particles from a RELION STAR file, 1.x to 5.</summary>
/// <remarks>
/// The particle table is data_particles, or else the first with rlnImageName, such as data_images. Origins in Å (rlnOriginXAngst) take
/// precedence over origins in pixels (rlnOriginX); absent origins are 0. Optics come from data_optics if it exists, else from the rows.
/// </remarks>
internal static class RelionParticles
{
    /// <summary>Label of the number of a row's image, 1 or more, where rows that name different images have the same noise: symmetry copies from which <c>flex3d focus</c> has subtracted.</summary>
    public const string ImageLabel = "flex3dImage";

    private static readonly string[] s_pose = ["rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi"];

    public static ParticleTable Read(string path, ParticleReadOptions options, string? rowsPath)
    {
        (string block, StarTable? opticsTable) = StarParticles.Survey(path);
        using StarReader reader = StarReader.Open(path);
        while (reader.ReadTable())
        {
            if (reader.Block != block || reader.IndexOf("rlnImageName") < 0)
            {
                continue;
            }
            var optics = new RelionOptics(opticsTable, reader, options);
            var stacks = new StackLocator(path, options);
            var place = new StarSelectionRow(reader);
            var choice = new RowChoice(options.Selection, place);
            ParticleTable table = ParticleTableReader.Make(rowsPath, path, stacks.Stacks, optics.Groups, Rows(reader, optics, stacks, options, place, choice));
            table.Selection = choice.Outcome;
            return table;
        }
        throw new InputException(path, null, $"no table data_{block}", "a table of particles");
    }

    private static IEnumerable<Particle> Rows(StarReader reader, RelionOptics optics, StackLocator stacks, ParticleReadOptions options, StarSelectionRow place, RowChoice choice)
    {
        RequirePoses(reader);
        int[] pose = Array.ConvertAll(s_pose, reader.IndexOf);
        int image = reader.IndexOf("rlnImageName");
        int xAngst = reader.IndexOf("rlnOriginXAngst"), yAngst = reader.IndexOf("rlnOriginYAngst");
        int xPixel = reader.IndexOf("rlnOriginX"), yPixel = reader.IndexOf("rlnOriginY");
        int u = reader.IndexOf("rlnDefocusU"), v = reader.IndexOf("rlnDefocusV"), angle = reader.IndexOf("rlnDefocusAngle");
        int phase = reader.IndexOf("rlnPhaseShift"), bFactor = reader.IndexOf("rlnCtfBfactor"), scale = reader.IndexOf("rlnCtfScalefactor");
        int subset = reader.IndexOf("rlnRandomSubset"), micrograph = reader.IndexOf("rlnMicrographName"), shared = reader.IndexOf(ImageLabel);
        var micrographs = new MicrographNumbers();
        double Optional(int column, double missing) => column < 0 ? missing : reader.Number(column);
        double Origin(int angst, int pixel, double pixelSize) => angst >= 0 ? reader.Number(angst) : Optional(pixel, 0) * pixelSize;
        int Image() => shared < 0 ? 0 : reader.Number(shared) is >= 0 and <= int.MaxValue and var number && number == Math.Floor(number) ? (int)number
            : throw new InputException(reader.Path, $"line {reader.RowLine}, column _{ImageLabel}", $"'{reader[shared]}'", "the number of an image, or 0 for one of the row's own");
        var names = new RelionImageName(reader, image, stacks);

        Particle Row(int row, ref ParticleFault fault)
        {
            int group = optics.GroupOfRow();
            double pixelSize = optics.Groups[group].PixelSizeAngstrom;
            double defocusU = Optional(u, 0);
            var particle = new Particle(
                0, 0,
                Rotation.FromEulerDegrees(reader.Number(pose[0]), reader.Number(pose[1]), reader.Number(pose[2])),
                Origin(xAngst, xPixel, pixelSize), Origin(yAngst, yPixel, pixelSize),
                defocusU, Optional(v, defocusU), Optional(angle, 0), Optional(phase, 0), Optional(bFactor, 0), Optional(scale, 1),
                ContrastSign: 1, group, HalfSet(subset < 0 ? "" : reader[subset]), row);
            fault = ParticleFault.NoStack;
            (int stack, int slice) = names.Parse();
            return particle with { Stack = stack, Slice = slice, Micrograph = micrograph < 0 ? 0 : micrographs.Of(reader[micrograph]), Image = Image() };
        }

        var guard = new RowGuard(options.Quarantine, Row, _ => reader[image].ToString());
        int row = 0;
        for (; reader.ReadRow(); row++)
        {
            place.Row = row;
            if (choice.Keeps(row, unreadable: null) && guard.Read(row) is { } particle)
            {
                yield return particle;
            }
        }
        if (row == 0)
        {
            throw new InputException(reader.Path, $"line {reader.TableLine}", $"data_{reader.Block} without rows", "at least one particle", "check the selection that wrote the file");
        }
        choice.End(reader.Path);
        stacks.RequireAll();
    }

    private static int HalfSet(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is 1 or 2 ? (int)number : 0;

    private static void RequirePoses(StarReader reader)
    {
        string[] missing = [.. s_pose.Where(label => reader.IndexOf(label) < 0)];
        if (missing.Length > 0)
        {
            throw new InputException(reader.Path, $"line {reader.TableLine}, data_{reader.Block}", $"no column {string.Join(", ", missing.Select(label => "_" + label))}", "the orientation of every particle", "give the particles of a 3D refinement");
        }
    }
}
