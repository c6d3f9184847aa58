using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Latents;

/// <summary>Copies a STAR file line by line, adding latents at the end of each particle's row.</summary>
/// <remarks>Two readers walk the file together: one knows where rows end, the other copies the lines as they are.</remarks>
internal static class RelionLatentTable
{
    public static void Write(string sourcePath, string outputPath, ILatentRows latents, IReadOnlyList<int>? selectedRows)
    {
        using StarReader reader = OpenAtParticles(sourcePath);
        using var text = new StreamReader(Storage.OpenRead(sourcePath));
        var lines = new TextLines(text, sourcePath);
        DurableFile.Write(outputPath, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            bool again = reader.Columns.Any(IsLatent);
            CopyTo(again ? reader.TableLine - 1 : reader.LastLabelLine, lines, writer);
            WriteLabels(reader, again, lines, writer, latents.Dimension);
            WriteRows(reader, again, lines, writer, latents, selectedRows);
            CopyTo(int.MaxValue, lines, writer);
        });
    }

    private static StarReader OpenAtParticles(string path)
    {
        string block = StarParticles.Survey(path).Block;
        StarReader reader = StarReader.Open(path);
        while (reader.ReadTable())
        {
            if (reader.Block == block && reader.IndexOf("rlnImageName") >= 0)
            {
                return reader.IsLoop ? reader
                    : throw new InputException(path, $"line {reader.TableLine}", "a single particle as label-value pairs", "a loop_ of particles");
            }
        }
        throw new InputException(path, null, $"no table data_{block}", "a table of particles", "the file changed while it was read");
    }

    private static void WriteLabels(StarReader reader, bool again, TextLines lines, StreamWriter writer, int dimensions)
    {
        int column = 0;
        if (again)
        {
            CopyTo(reader.LastLabelLine, lines, null);
            foreach (string label in reader.Columns.Where(label => !IsLatent(label)))
            {
                writer.Write($"_{label} #{++column}\n");
            }
        }
        column = reader.Columns.Count(label => !IsLatent(label));
        for (int k = 0; k < dimensions; k++)
        {
            writer.Write($"_{LatentColumns.Star(k)} #{++column}\n");
        }
    }

    private static void WriteRows(StarReader reader, bool again, TextLines lines, StreamWriter writer, ILatentRows latents, IReadOnlyList<int>? selectedRows)
    {
        int row = 0, written = 0, count = latents.Count;
        var cursor = new LatentCursor(latents);
        bool[] keep = [.. reader.Columns.Select(label => !IsLatent(label))];
        for (; reader.ReadRow(); row++)
        {
            CopyTo(reader.RowLine - 1, lines, writer);
            if (written >= count || (selectedRows is not null && selectedRows[written] != row))
            {
                CopyTo(reader.Row.LastLine, lines, null);
                continue;
            }
            CopyTo(reader.Row.LastLine - 1, lines, again ? null : writer);
            _ = lines.Read(out ReadOnlySpan<char> line);
            if (again)
            {
                WriteValues(reader, keep, writer);
                line = default;
            }
            else
            {
                writer.Write(line[..reader.Row.EndInLine]);
                line = line[reader.Row.EndInLine..];
            }
            _ = cursor.Next();
            written++;
            foreach (float value in cursor.Latents)
            {
                writer.Write(' ');
                LatentColumns.Write(writer, value);
            }
            writer.Write(line);
            writer.Write('\n');
        }
        if (written < count || (selectedRows is null && row != count))
        {
            throw new InputException(reader.Path, null, $"{row} particles", selectedRows is null ? $"{count}, as many as there are latents" : $"a row {selectedRows[written] + 1}", "use the table the latents were learned from");
        }
    }

    private static void WriteValues(StarReader reader, bool[] keep, StreamWriter writer)
    {
        bool first = true;
        for (int i = 0; i < keep.Length; i++)
        {
            if (keep[i])
            {
                writer.Write(first ? "" : " ");
                writer.Write(StarWriter.Quote(reader[i].ToString()));
                first = false;
            }
        }
    }

    private static bool IsLatent(string label) => label.StartsWith(LatentColumns.StarPrefix, StringComparison.Ordinal);

    /// <summary>Copies lines up to and with number <paramref name="last"/>; to nowhere where <paramref name="writer"/> is null.</summary>
    private static void CopyTo(int last, TextLines lines, StreamWriter? writer)
    {
        while (lines.Number < last && lines.Read(out ReadOnlySpan<char> line))
        {
            writer?.Write(line);
            writer?.Write('\n');
        }
    }
}
