using System.Globalization;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Files;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Pipeline.Steps.Conformations;

/// <summary>Writes what is known of frames: <c>frames.csv</c>, and of groups of particles also <c>members.csv</c>.</summary>
/// <remarks>Particles are named by their rows in the particle table, as in <c>latents.csv</c>.</remarks>
internal static class FrameTable
{
    /// <summary>Returns the row of each particle in the particle table; null where particle i is row i, or the rows are not known.</summary>
    /// <param name="lineage">The run, and the earlier ones whose results it uses.</param>
    public static int[]? RowsOf(IReadOnlyList<RunFolder> lineage)
    {
        string? prep = lineage.Select(run => run.Of(PrepStep.Name)).FirstOrDefault(folder => Storage.Current.FileExists(PreparedFiles.FileOf(folder)) && Storage.Current.FileExists(PreparedFiles.Table(folder)));
        if (prep is null || PreparedFiles.Load(prep) is not { } prepared || prepared.FileRows == prepared.Count)
        {
            return null;
        }
        using ParticleTable table = ParticleTableReader.OpenRows(PreparedFiles.Table(prep));
        return [.. Enumerable.Range(0, table.Count).Select(i => table[i].SourceRow)];
    }

    /// <summary>Writes <c>frame,z0,…,particle,distance,…</c>, and the group of each particle.</summary>
    public static void Write(string folder, FoundConformations found, FlexModel model, int[]? rows)
    {
        int every = model.ParticleCount < model.TotalParticles ? ModelFile.EveryOf(model.TotalParticles, ModelFile.EnoughParticles) : 1;
        DurableFile.Write(Path.Combine(folder, "frames.csv"), stream =>
        {
            using var text = new StreamWriter(stream, leaveOpen: true);
            text.Write("frame" + string.Concat(Enumerable.Range(0, found.Dimensions).Select(axis => $",z{axis}")) + ",particle,distance" + string.Concat(found.Columns.Select(column => "," + column.Name)) + "\n");
            for (int frame = 0; frame < found.Frames; frame++)
            {
                (int particle, double distance) = found.Nearest[frame];
                text.Write(frame.ToString(CultureInfo.InvariantCulture));
                foreach (float z in found.Latents.AsSpan(frame * found.Dimensions, found.Dimensions))
                {
                    text.Write("," + z.ToString(CultureInfo.InvariantCulture));
                }
                text.Write(string.Create(CultureInfo.InvariantCulture, $",{Row(particle * every)},{distance:G6}"));
                foreach ((_, IReadOnlyList<double> values) in found.Columns)
                {
                    text.Write("," + values[frame].ToString("G6", CultureInfo.InvariantCulture));
                }
                text.Write('\n');
            }
        });
        if (found.Groups is { } groups)
        {
            DurableFile.Write(Path.Combine(folder, "members.csv"), stream =>
            {
                using var text = new StreamWriter(stream, leaveOpen: true);
                text.Write("particle,frame\n");
                foreach ((int particle, int group) in groups.OfParticle.Index())
                {
                    text.Write(string.Create(CultureInfo.InvariantCulture, $"{Row(particle)},{group}\n"));
                }
            });
        }

        int Row(int particle) => rows is not null && particle < rows.Length ? rows[particle] : particle;
    }
}
