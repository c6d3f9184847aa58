using System.Globalization;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes the rows of a table as a CSV with the table's own names and values; a column of several numbers becomes <c>name[0]</c>, <c>name[1]</c>, ….</summary>
/// <remarks>Its first column is <c>particle</c>, the number of the row, so the file is also a list for <c>inputs.select</c>.</remarks>
internal static class CsvOfTable
{
    private const string Particle = "particle";

    /// <summary>Writes a table.</summary>
    /// <param name="selected">Positions of the rows to write, ascending; null for all.</param>
    /// <param name="numbers">The number of each row of the table; null where it is its position, or where the table has it.</param>
    public static void Write(TableRows rows, IReadOnlyList<int>? selected, string output, IReadOnlyList<int>? numbers)
    {
        (int Column, int Elements)[] columns = [.. rows.Names.Select((name, column) => (name, column)).Where(entry => entry.name != Particle).Select(entry => (entry.column, rows.Elements(entry.column)))];
        int own = rows.IndexOf(Particle);
        DurableFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            var value = new StringWriter(CultureInfo.InvariantCulture);
            writer.Write(Particle);
            foreach ((int column, int elements) in columns)
            {
                for (int k = 0; k < elements; k++)
                {
                    writer.Write(',');
                    CsvLine.Write(writer, elements == 1 ? rows.Names[column] : string.Create(CultureInfo.InvariantCulture, $"{rows.Names[column]}[{k}]"));
                }
            }
            writer.Write('\n');
            foreach (int position in rows.Over(selected))
            {
                if (own >= 0)
                {
                    rows.Write(writer, own, 0);
                }
                else
                {
                    writer.Write(numbers?[position] ?? position);
                }
                foreach ((int column, int elements) in columns)
                {
                    for (int k = 0; k < elements; k++)
                    {
                        writer.Write(',');
                        value.GetStringBuilder().Clear();
                        rows.Write(value, column, k);
                        CsvLine.Write(writer, value.ToString());
                    }
                }
                writer.Write('\n');
            }
        });
    }
}
