using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Selects the rows that a text file lists, numbered from 0 as in <c>latents.csv</c>.</summary>
/// <remarks>
/// In a CSV whose first line has a column <c>particle</c>, that column. Else numbers and ranges (10-20, both ends included) between
/// blanks, commas and line ends; # begins a comment. In any order, each row once.
/// </remarks>
internal sealed class ListSelection(string path) : ParticleSelection(path)
{
    private const string Header = "particle";

    internal override RowFilter Bind(ISelectionRow row) => new Filter(Text, Read());

    private List<(int First, int Last)> Read()
    {
        using var reader = new StreamReader(Storage.OpenRead(Text));
        var lines = new TextLines(reader, Text);
        var ranges = new List<(int First, int Last)>();
        int column = -1;
        bool first = true;
        while (lines.Read(out ReadOnlySpan<char> line))
        {
            int comment = line.IndexOf('#');
            string text = line[..(comment < 0 ? line.Length : comment)].Trim().ToString();
            if (text.Length == 0)
            {
                continue;
            }
            if (first && (column = Array.IndexOf(text.Split(',', StringSplitOptions.TrimEntries), Header)) >= 0)
            {
                first = false;
                continue;
            }
            first = false;
            string[] fields = column >= 0 ? [Field(text, column, lines.Number)] : text.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
            ranges.AddRange(fields.Select(field => Range(field, lines.Number)));
        }
        ranges.Sort();
        for (int i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].First <= ranges[i - 1].Last)
            {
                throw new InputException(Text, null, $"row {ranges[i].First} a second time", "each row once");
            }
        }
        return ranges;
    }

    private string Field(string line, int column, int number)
    {
        string[] fields = line.Split(',', StringSplitOptions.TrimEntries);
        return column < fields.Length ? fields[column] : throw new InputException(Text, $"line {number}", $"{fields.Length} values", $"a value in column {Header}, the {column + 1}th");
    }

    private (int First, int Last) Range(string field, int line)
    {
        string[] ends = field.Split('-');
        return ends.Length <= 2 && Whole(ends[0], out int first) && Whole(ends[^1], out int last) && first <= last
            ? (first, last)
            : throw new InputException(Text, $"line {line}", $"'{field}'", "row numbers from 0, or ranges such as 10-20", "list rows of the particle file, or use a CSV with a column named particle");
    }

    private static bool Whole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private sealed class Filter(string path, List<(int First, int Last)> ranges) : RowFilter
    {
        private int _next;

        protected override bool Decide(int row)
        {
            while (_next < ranges.Count && ranges[_next].Last < row)
            {
                _next++;
            }
            return _next < ranges.Count && ranges[_next].First <= row;
        }

        protected override int Finish(string table, int rows) => ranges.Count == 0 || ranges[^1].Last < rows
            ? 0
            : throw new InputException(path, null, $"row {ranges[^1].Last}", $"rows from 0 to {rows - 1}, those of '{table}'", "rows are counted from 0");
    }
}
