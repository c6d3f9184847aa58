using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Export;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes a particle table, or some rows of it, in the same format or another.</summary>
public static class TableConverter
{
    /// <summary>Writes a table; its format is that of the output's extension.</summary>
    /// <param name="selected">Positions of the rows to write, ascending; null for all.</param>
    /// <param name="numbers">The number of each row of the table, for the column <c>particle</c> of a CSV; null where it is its position.</param>
    /// <returns>What was left out or expressed in another way, a sentence each; empty for the same format, which is copied as it is.</returns>
    /// <exception cref="InputException">The source cannot be read, or holds something that the other format cannot express.</exception>
    public static IReadOnlyList<string> Write(TableSource source, string output, IReadOnlyList<int>? selected = null, IReadOnlyList<int>? numbers = null, ConversionOptions? options = null)
    {
        options ??= new ConversionOptions();
        TableFormat from = TableFormats.OfFile(source.Path), to = TableFormats.OfName(output);
        var notes = new ConversionNotes();
        if (options.RefinedPoses)
        {
            bool isCopy = from == to && from != TableFormat.Csv;
            using var refined = new RefinedPoseRows(TableRows.Open(source, isCopy ? RefinedPoseRows.Needs : null));
            if (isCopy)
            {
                ParticleExport.CopyTable(source.Path, output, selected, source.Passthrough, refined);
            }
            else
            {
                Convert(refined, from, to, output, selected, numbers, options, notes);
            }
            notes.Add(refined.Differing.Any ? $"{refined.Differing}: re-estimated by the run" : "poses: as given to the run, which re-estimated none");
            return notes.Lines;
        }
        if (from == to && from == TableFormat.Csv)
        {
            CopyCsv(source.Path, output, selected);
        }
        else if (from == to)
        {
            ParticleExport.CopyTable(source.Path, output, selected, source.Passthrough);
        }
        else
        {
            using TableRows rows = TableRows.Open(source);
            Convert(rows, from, to, output, selected, numbers, options, notes);
        }
        if (RefinedPoseRows.Find(source) is { Any: true } found)
        {
            notes.Add($"{found}: as given to the run (--poses refined writes the re-estimated ones)");
        }
        return notes.Lines;
    }

    /// <summary>Finds whether a table that a run wrote has poses or defocus values that the run re-estimated, beside those that it was given.</summary>
    /// <exception cref="InputException">The table cannot be read.</exception>
    public static RefinedValues Refined(TableSource source) => RefinedPoseRows.Find(source);

    private static void Convert(TableRows rows, TableFormat from, TableFormat to, string output, IReadOnlyList<int>? selected, IReadOnlyList<int>? numbers, ConversionOptions options, ConversionNotes notes)
    {
        bool isCryoSparc = from == TableFormat.CryoSparc || (from == TableFormat.Csv && Dialect(rows));
        switch (to)
        {
            case TableFormat.Csv:
                CsvOfTable.Write(rows, selected, output, numbers);
                break;
            case TableFormat.Star when isCryoSparc:
                CryoSparcToRelion.Write(rows, selected, output, options, notes);
                break;
            case TableFormat.Star:
                CsvToRelion.Write(rows, selected, output);
                break;
            case TableFormat.CryoSparc when isCryoSparc:
                CsvToCryoSparc.Write(rows, selected, output);
                break;
            default:
                RelionToCryoSparc.Write(rows, selected, output, options, notes);
                break;
        }
        if (from == TableFormat.Star)
        {
            notes.LeftOut("blocks", TableFormats.ExtensionOf(to), OtherBlocks(rows.Path));
        }
    }

    // Whether a CSV has cryoSPARC's names; refuses one that has no program's.
    private static bool Dialect(TableRows rows)
    {
        return rows.IndexOf("rlnImageName") < 0 && (rows.IsCryoSparc ? true : throw new InputException(
            rows.Path, "line 1", $"the columns {string.Join(", ", rows.Names.Take(8))}", "rlnImageName, or blob/path and uid", "give a CSV with the names of RELION or cryoSPARC, such as flex3d convert writes"));
    }

    private static IEnumerable<string> OtherBlocks(string path)
    {
        string particles = StarParticles.Survey(path).Block;
        var blocks = new List<string>();
        using StarReader reader = StarReader.Open(path);
        while (reader.ReadTable())
        {
            if (reader.Block != particles && reader.Block != "optics")
            {
                blocks.Add($"data_{reader.Block}");
            }
        }
        return blocks.Distinct();
    }

    private static void CopyCsv(string path, string output, IReadOnlyList<int>? selected)
    {
        using var reader = new StreamReader(Storage.OpenRead(path));
        var lines = new TextLines(reader, path);
        DurableFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            int position = -1, next = 0;
            bool first = true;
            while (lines.Read(out ReadOnlySpan<char> line))
            {
                if (!first && line.IsWhiteSpace())
                {
                    continue;
                }
                if (first || selected is null || (next < selected.Count && selected[next] == position + 1))
                {
                    next += first ? 0 : 1;
                    writer.Write(line);
                    writer.Write('\n');
                }
                position += first ? 0 : 1;
                first = false;
            }
            if (next < selected?.Count)
            {
                throw new InputException(path, null, $"{position + 1} particles", $"a row {selected[next] + 1}", "the file changed while it was being read");
            }
        });
    }
}
