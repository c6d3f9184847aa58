using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes a particle table for a RELION project of its own: with other names of the images, and the half-set of each particle.</summary>
public static class RelionProjectTable
{
    private const string Image = "rlnImageName", HalfSet = "rlnRandomSubset", Own = "flex3d";

    /// <summary>Copies a STAR file row by row; columns of this program, which RELION does not know, are left out.</summary>
    /// <param name="source">The STAR file.</param>
    /// <param name="imageOf">Name of the image of a particle, such as <c>000001@/data/stack.mrcs</c>, by its row from 0.</param>
    /// <param name="halfSetOf">Its half-set, 1 or 2.</param>
    /// <param name="count">Number of particles.</param>
    /// <exception cref="InputException">The file has no particles, or another number of them.</exception>
    public static void Write(string source, string output, Func<int, string> imageOf, Func<int, int> halfSetOf, int count)
    {
        string block = StarParticles.Survey(source).Block;
        int rows = 0;
        DurableFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            using StarReader reader = StarReader.Open(source);
            writer.Write("\n# version 30001\n");
            while (reader.ReadTable())
            {
                bool particles = reader.Block == block && reader.IndexOf(Image) >= 0;
                int[] kept = [.. Enumerable.Range(0, reader.Columns.Count).Where(i => !particles || !(reader.Columns[i] == HalfSet || reader.Columns[i].StartsWith(Own, StringComparison.Ordinal)))];
                int image = particles ? reader.IndexOf(Image) : -1;
                writer.Write($"\ndata_{reader.Block}\n\n");
                WriteLabels(writer, reader, kept, particles);
                while (reader.ReadRow())
                {
                    if (!reader.IsLoop)
                    {
                        foreach (int i in kept)
                        {
                            writer.Write($"_{reader.Columns[i]} {StarValue.Quote(reader[i].ToString())}\n");
                        }
                        continue;
                    }
                    if (particles && rows >= count)
                    {
                        throw Other(source, rows + 1, count);
                    }
                    writer.Write(string.Join(' ', kept.Select(i => StarValue.Quote(i == image ? imageOf(rows) : reader[i].ToString()))));
                    writer.Write(particles ? $" {halfSetOf(rows)}\n" : "\n");
                    rows += particles ? 1 : 0;
                }
                writer.Write('\n');
            }
            if (rows != count)
            {
                throw Other(source, rows, count);
            }
        });
    }

    private static void WriteLabels(StreamWriter writer, StarReader reader, int[] kept, bool particles)
    {
        if (!reader.IsLoop)
        {
            return;
        }
        writer.Write("loop_\n");
        foreach ((int at, int i) in kept.Index())
        {
            writer.Write($"_{reader.Columns[i]} #{at + 1}\n");
        }
        if (particles)
        {
            writer.Write($"_{HalfSet} #{kept.Length + 1}\n");
        }
    }

    private static InputException Other(string source, int rows, int count) => new(source, null, $"{rows} particles", $"the {count} that the run used", "copy the whole run folder again");
}
