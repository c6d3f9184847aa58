using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes rows with RELION's names as a STAR file of RELION 3.1 and later: the columns of optics in data_optics, the others in data_particles, values as they are.</summary>
internal static class CsvToRelion
{
    private const string Group = "rlnOpticsGroup";

    /// <summary>Converts a table.</summary>
    /// <param name="selected">Positions of the rows to write, ascending; null for all.</param>
    /// <exception cref="InputException">Rows of one optics group differ in a column of optics.</exception>
    public static void Write(TableRows rows, IReadOnlyList<int>? selected, string output)
    {
        var optics = new RelionOpticsColumns(rows);
        string[] labels = [.. RelionOpticsColumns.Labels.Where(label => label != Group && rows.IndexOf(label) >= 0)];
        int number = rows.IndexOf(Group);
        List<(string Number, string[] Values)> groups = Groups(rows, optics, selected, labels, number);
        rows.Restart();
        int[] columns = [.. Enumerable.Range(0, rows.Names.Count).Where(column => rows.Names[column] is not ("particle" or Group) && !labels.Contains(rows.Names[column]))];
        DurableFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            RelionText.BeginLoop(writer, "optics", [Group, .. labels]);
            foreach ((string group, string[] values) in groups)
            {
                writer.Write($"{group} {string.Join(' ', values)}".TrimEnd());
                writer.Write('\n');
            }
            writer.Write("\n\n");
            RelionText.BeginLoop(writer, "particles", [.. columns.Select(column => rows.Names[column]), Group]);
            foreach (int _ in rows.Over(selected))
            {
                foreach (int column in columns)
                {
                    writer.Write(StarValue.Quote(rows.Text(column).ToString()));
                    writer.Write(' ');
                }
                writer.Write(groups[optics.Find(out bool _)].Number);
                writer.Write('\n');
            }
        });
    }

    private static List<(string Number, string[] Values)> Groups(TableRows rows, RelionOpticsColumns optics, IReadOnlyList<int>? selected, string[] labels, int number)
    {
        var groups = new List<(string Number, string[] Values)>();
        foreach (int _ in rows.Over(selected))
        {
            if (optics.Find(out bool isNew) >= 0 && isNew)
            {
                string group = number >= 0 ? rows.Text(number).ToString() : (groups.Count + 1).ToString(CultureInfo.InvariantCulture);
                if (groups.Any(other => other.Number == group))
                {
                    throw new InputException(rows.Path, $"{rows.Place}, column {Group}", $"optics that differ from those of an earlier row of group {group}", "the same values in every row of a group", "give each set of values a number of its own");
                }
                groups.Add((group, [.. labels.Select(label => StarValue.Quote(rows.Text(rows.IndexOf(label)).ToString()))]));
            }
        }
        return groups;
    }
}
