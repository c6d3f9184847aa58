using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tables.Criteria;

/// <summary>Reads the first column of a CSV, a whole number in each line after the first: the numbers of the particles of a run.</summary>
internal sealed class NumberList : IDisposable
{
    private readonly StreamReader _text;
    private readonly TextLines _lines;
    private readonly string _path;
    private readonly List<int> _numbers = [];

    public NumberList(string path)
    {
        (_path, _text) = (path, new StreamReader(Storage.OpenRead(path)));
        _lines = new TextLines(_text, path);
        _ = _lines.Read(out _);
    }

    /// <summary>The numbers read.</summary>
    public IReadOnlyList<int> All => _numbers;

    /// <summary>Reads the number of the next row.</summary>
    /// <exception cref="InputException">The list ends, or the line has no number.</exception>
    public int Next()
    {
        if (!_lines.Read(out ReadOnlySpan<char> line) || !int.TryParse(line[..(line.IndexOf(',') is >= 0 and var comma ? comma : line.Length)], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw new InputException(_path, $"line {_numbers.Count + 2}", "no number of a particle", "a line for each row of the run's table", "select from the run's particle table itself");
        }
        _numbers.Add(number);
        return number;
    }

    /// <summary>Checks that no number is left.</summary>
    /// <param name="table">The table whose rows the list numbers.</param>
    public void End(string table)
    {
        if (_lines.Read(out ReadOnlySpan<char> line) && !line.IsWhiteSpace())
        {
            throw new InputException(_path, $"line {_numbers.Count + 2}", "a further particle", $"{_numbers.Count}, as many as '{table}' has", "select from the run's particle table itself");
        }
    }

    public void Dispose() => _text.Dispose();
}
