using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Tables;

/// <summary>The values of one line of a CSV: separated by commas, in double quotes where they hold commas or quotes, which are then doubled (RFC 4180).</summary>
internal sealed class CsvLine
{
    private readonly List<(int Start, int End)> _values = [];
    private char[] _text = new char[1024];
    private int _length;

    public int Count => _values.Count;

    public ReadOnlySpan<char> this[int index] => _text.AsSpan(_values[index].Start.._values[index].End);

    /// <summary>Reads a line; blanks around a value are not part of it.</summary>
    /// <exception cref="InputException">A quote is not closed.</exception>
    public void Read(ReadOnlySpan<char> line, string path, int number)
    {
        _values.Clear();
        _length = 0;
        if (_text.Length < line.Length)
        {
            _text = new char[2 * line.Length];
        }
        for (int at = 0; at <= line.Length;)
        {
            while (at < line.Length && line[at] is ' ' or '\t')
            {
                at++;
            }
            int start = _length;
            if (at < line.Length && line[at] == '"')
            {
                at = Quoted(line, at + 1, path, number);
                int comma = line[at..].IndexOf(',');
                at = comma < 0 ? line.Length + 1 : at + comma + 1;
            }
            else
            {
                int comma = line[at..].IndexOf(',');
                ReadOnlySpan<char> value = (comma < 0 ? line[at..] : line.Slice(at, comma)).TrimEnd();
                value.CopyTo(_text.AsSpan(_length));
                _length += value.Length;
                at = comma < 0 ? line.Length + 1 : at + comma + 1;
            }
            _values.Add((start, _length));
        }
    }

    /// <summary>Writes a value, in quotes where it needs them.</summary>
    public static void Write(TextWriter writer, ReadOnlySpan<char> value)
    {
        if (!value.ContainsAny(",\"\r\n") && !(value.Length > 0 && (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))))
        {
            writer.Write(value);
            return;
        }
        writer.Write('"');
        writer.Write(value.ToString().Replace("\"", "\"\"", StringComparison.Ordinal));
        writer.Write('"');
    }

    private int Quoted(ReadOnlySpan<char> line, int at, string path, int number)
    {
        while (at < line.Length)
        {
            if (line[at] == '"')
            {
                if (at + 1 == line.Length || line[at + 1] != '"')
                {
                    return at + 1;
                }
                at++;
            }
            _text[_length++] = line[at++];
        }
        throw new InputException(path, $"line {number}", "a quote that is not closed", "a second \" after the value", "write a quote inside a value twice");
    }
}
