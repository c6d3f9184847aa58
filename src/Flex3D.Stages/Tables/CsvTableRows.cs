using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tables;

/// <summary>The rows of a CSV whose first line has RELION's or cryoSPARC's names; <c>alignments3D/shift[0]</c> and <c>…[1]</c> are one column of two numbers.</summary>
/// <remarks>Row i is the i-th line after the first; a column <c>particle</c>, if there, is its number.</remarks>
internal sealed partial class CsvTableRows : TableRows
{
    private StreamReader _text;
    private TextLines _lines;
    private readonly CsvLine _line = new();
    private readonly List<string> _names = [];
    private readonly List<List<int>> _fields = [];
    private readonly int _fieldCount, _uid, _image, _path, _index;

    private CsvTableRows(StreamReader text, string path)
    {
        (_text, Path) = (text, path);
        _lines = new TextLines(text, path);
        if (!_lines.Read(out ReadOnlySpan<char> header))
        {
            throw new InputException(path, "line 1", "nothing", "the names of the columns");
        }
        _line.Read(header.TrimStart('\uFEFF'), path, 1);
        _fieldCount = _line.Count;
        for (int i = 0; i < _fieldCount; i++)
        {
            Add(_line[i].ToString().TrimStart('_'), i);
        }
        (_uid, _image, _path, _index) = (IndexOf("uid"), IndexOf("rlnImageName"), IndexOf("blob/path"), IndexOf("blob/idx"));
    }

    public override string Path { get; }

    public override IReadOnlyList<string> Names => _names;

    public override ulong? Uid => _uid < 0 ? null
        : ulong.TryParse(Text(_uid), NumberStyles.None, CultureInfo.InvariantCulture, out ulong uid) ? uid : throw new InputException(Path, $"{Place}, column 'uid'", $"'{Text(_uid)}'", "a whole number");

    public override string Place => $"line {_lines.Number}";

    /// <summary>Opens a CSV.</summary>
    public static CsvTableRows Open(string path)
    {
        var text = new StreamReader(Storage.OpenRead(path));
        try
        {
            return new CsvTableRows(text, path);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    public override int Elements(int column) => _fields[column].Count;

    public override double Number(int column, int element)
    {
        ReadOnlySpan<char> text = Field(column, element);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw NotANumber(column, text);
    }

    public override ReadOnlySpan<char> Text(int column) => Field(column, 0);

    public override ReadOnlySpan<char> Field(int column, int element) => _line[_fields[column][element]];

    public override void Write(TextWriter writer, int column, int element) => writer.Write(Field(column, element));

    public override ReadOnlySpan<char> Image(out int slice)
    {
        if (_image >= 0)
        {
            ReadOnlySpan<char> text = Text(_image);
            int at = text.IndexOf('@');
            bool numbered = at > 0 && int.TryParse(text[..at], NumberStyles.None, CultureInfo.InvariantCulture, out slice);
            slice = numbered ? int.Parse(text[..at], CultureInfo.InvariantCulture) - 1 : 0;
            return numbered ? text[(at + 1)..] : text;
        }
        if (_path < 0 || _index < 0)
        {
            throw new InputException(Path, "line 1", "no columns rlnImageName, or blob/path and blob/idx", "the images of the particles", "give a table with the source program's columns");
        }
        slice = (int)Number(_index, 0);
        return Text(_path).TrimStart('>');
    }

    public override void Dispose() => _text.Dispose();

    protected override void Rewind()
    {
        _text.Dispose();
        _text = new StreamReader(Storage.OpenRead(Path));
        _lines = new TextLines(_text, Path);
        _ = _lines.Read(out _);
    }

    protected override bool Read(int position)
    {
        ReadOnlySpan<char> line;
        do
        {
            if (!_lines.Read(out line))
            {
                return false;
            }
        }
        while (line.IsWhiteSpace());
        _line.Read(line, Path, _lines.Number);
        return _line.Count == _fieldCount ? true
            : throw new InputException(Path, $"line {_lines.Number}", $"{_line.Count} values", $"{_fieldCount}, as in the first line");
    }

    private void Add(string name, int field)
    {
        Match element = Element().Match(name);
        string bare = element.Success ? element.Groups[1].Value : name;
        int column = _names.IndexOf(bare);
        if (column < 0)
        {
            _names.Add(bare);
            _fields.Add([field]);
            return;
        }
        if (!element.Success || element.Groups[2].Value != _fields[column].Count.ToString(CultureInfo.InvariantCulture))
        {
            throw new InputException(Path, "line 1", $"the column '{name}' after {_fields[column].Count} of '{bare}'", "each name once, and the elements of a column in order ([0], [1], …)");
        }
        _fields[column].Add(field);
    }

    [GeneratedRegex(@"^(.+)\[(\d{1,4})\]$")]
    private static partial Regex Element();
}
