using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Copies a STAR file line by line, adding columns of the state at the end of each particle's row.</summary>
/// <remarks>
/// Two readers go through the file together: one finds where rows end, the other copies the lines as they are. Blocks, comments, the
/// order of columns and the text of values stay; particles that are not selected, and columns that the state replaces, are left out.
/// </remarks>
internal static class StarExport
{
    /// <param name="particles">The state of the particles written; null to write the rows as they are.</param>
    /// <param name="replaced">Numbers that take the place of those of the table; null for none.</param>
    public static void Write(string sourcePath, string outputPath, IParticleState? particles, ParticleColumn[] columns, IReadOnlyList<int>? selectedRows, IReplacedValues? replaced = null)
    {
        using StarReader reader = OpenAtParticles(sourcePath);
        using var text = new StreamReader(Storage.OpenRead(sourcePath));
        var lines = new TextLines(text, sourcePath);
        DurableFile.Write(outputPath, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            bool[] keep = [.. reader.Columns.Select(label => !columns.Any(column => column.HasStarLabel(label)) && (particles is null || !ParticleColumns.LeftOutOf(particles.Layout).Any(column => column.HasStarLabel(label))) && replaced?.LeftOut.Contains(label) != true)];
            bool again = replaced is not null || keep.Contains(false);
            lines.CopyTo(again ? reader.TableLine - 1 : reader.LastLabelLine, writer);
            WriteLabels(reader, keep, again, lines, writer, particles?.Layout, columns, replaced?.Added ?? []);
            WriteRows(reader, keep, again, lines, writer, particles, columns, selectedRows, replaced);
            lines.CopyTo(int.MaxValue, writer);
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
        throw new InputException(path, null, $"no table data_{block}", "a table of particles", "the file changed while it was being read");
    }

    // keep: the columns of the input that are not left out; again: whether the labels and rows are written anew.
    private static void WriteLabels(StarReader reader, bool[] keep, bool again, TextLines lines, StreamWriter writer, ParticleLayout? layout, ParticleColumn[] columns, IReadOnlyList<string> added)
    {
        int number = keep.Count(kept => kept);
        if (again)
        {
            lines.CopyTo(reader.LastLabelLine, null);
            foreach ((int at, string label) in reader.Columns.Where((_, i) => keep[i]).Index())
            {
                writer.Write($"_{label} #{at + 1}\n");
            }
        }
        foreach (string label in added)
        {
            writer.Write($"_{label} #{++number}\n");
        }
        foreach (ParticleColumn column in columns)
        {
            for (int i = 0; i < layout!.WidthOf(column); i++)
            {
                writer.Write($"_{column.StarLabel(i)} #{++number}\n");
            }
        }
    }

    private static void WriteRows(
        StarReader reader, bool[] keep, bool again, TextLines lines, StreamWriter writer, IParticleState? particles, ParticleColumn[] columns, IReadOnlyList<int>? selectedRows, IReplacedValues? replaced)
    {
        int row = 0, written = 0, count = particles?.Count ?? selectedRows?.Count ?? int.MaxValue;
        ParticleCursor? cursor = particles is null ? null : new ParticleCursor(particles);
        for (; reader.ReadRow(); row++)
        {
            lines.CopyTo(reader.RowLine - 1, writer);
            if (written >= count || (selectedRows is not null && selectedRows[written] != row))
            {
                lines.CopyTo(reader.Row.LastLine, null);
                continue;
            }
            lines.CopyTo(reader.Row.LastLine - 1, again ? null : writer);
            _ = lines.Read(out ReadOnlySpan<char> line);
            replaced?.MoveTo(row);
            _ = cursor?.Next();
            written++;
            for (int copy = 0; copy < (replaced?.Copies ?? 1); copy++)
            {
                replaced?.Use(copy);
                if (again)
                {
                    WriteValues(reader, keep, writer, replaced);
                }
                else
                {
                    writer.Write(line[..reader.Row.EndInLine]);
                }
                foreach (ParticleColumn column in columns)
                {
                    foreach (float value in cursor![column])
                    {
                        writer.Write(' ');
                        ExportText.Write(writer, value);
                    }
                }
                writer.Write(again ? default : line[reader.Row.EndInLine..]);
                writer.Write('\n');
            }
        }
        if (count == int.MaxValue)
        {
            return; // every row
        }
        if (written < count || (selectedRows is null && row != count))
        {
            throw new InputException(reader.Path, null, $"{row} particles", selectedRows is null ? $"{count}, as many as the run has" : $"a row {selectedRows[written] + 1}", "use the table the particles were read from");
        }
    }

    private static void WriteValues(StarReader reader, bool[] keep, StreamWriter writer, IReplacedValues? replaced)
    {
        bool first = true;
        for (int i = 0; i < keep.Length; i++)
        {
            if (keep[i])
            {
                writer.Write(first ? "" : " ");
                writer.Write(replaced?.Of(reader.Columns[i]) is { } values ? ExportText.Of(values[0]) : StarValue.Quote(reader[i].ToString()));
                first = false;
            }
        }
        foreach (string label in replaced?.Added ?? [])
        {
            writer.Write($" {ExportText.Of(replaced!.Of(label)?[0] ?? 0)}");
        }
    }
}
