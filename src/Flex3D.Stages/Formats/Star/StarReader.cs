using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Formats;

/// <summary>Reads a STAR (or CIF) file forwards, a row at a time, holding one row.</summary>
/// <remarks>
/// A table is a loop, or a run of label-value pairs (one row). Quotes, comments and multi-line values between semicolons are
/// understood, and lines of a semicolon before the first block are comments; columns may be numbered or not. Inside a full row, a value that only begins with data_ or _ is read as a value.
/// </remarks>
internal sealed class StarReader : IDisposable
{
    private readonly TextReader _text;
    private readonly bool _rowsMaySpanLines;
    private readonly TextLines _lines;
    private readonly List<StarToken> _tokens = [];
    private readonly List<string> _columns = [];
    private readonly HashSet<string> _labels = [];
    private readonly StarRow _row = new();
    private char[] _line = new char[1024];
    private int _lineLength, _next, _lineNumber;
    private string? _textField;
    private bool _pairsPending, _begun;

    private StarReader(TextReader text, string path, bool rowsMaySpanLines)
    {
        (_text, Path, _rowsMaySpanLines) = (text, path, rowsMaySpanLines);
        _lines = new TextLines(text, path);
    }

    public string Path { get; }

    /// <summary>Name of the current table's block, without data_; may be empty.</summary>
    public string Block { get; private set; } = "";

    public bool IsLoop { get; private set; }

    /// <summary>Labels of the current table, without their leading underscore.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>1-based line of the current table's first label.</summary>
    public int TableLine { get; private set; }

    /// <summary>1-based line of the current table's last label.</summary>
    public int LastLabelLine { get; private set; }

    /// <summary>1-based line on which the current row starts.</summary>
    public int RowLine => _row.FirstLine;

    internal StarRow Row => _row;

    /// <summary>Opens a STAR file.</summary>
    public static StarReader Open(string path) => new(new StreamReader(Storage.OpenRead(path)), path, rowsMaySpanLines: false);

    /// <summary>Reads from a text. CIF allows a row to continue over several lines, which in a particle table would hide a missing value.</summary>
    internal static StarReader Over(TextReader text, string path, bool rowsMaySpanLines) => new(text, path, rowsMaySpanLines);

    /// <summary>Goes to the next table, skipping the rest of this one; false at the end of the file.</summary>
    public bool ReadTable()
    {
        while (ReadRow())
        {
        }
        _columns.Clear();
        _labels.Clear();
        IsLoop = false;
        while (Peek() is { } token)
        {
            if (_textField is null && token.Kind == StarTokenKind.Block)
            {
                Block = Text(token)[5..].ToString();
                _next++;
            }
            else if (_textField is null && token.Kind == StarTokenKind.Loop)
            {
                _next++;
                ReadLoopLabels();
                return true;
            }
            else if (_textField is null && token.Kind == StarTokenKind.Label)
            {
                ReadPairs();
                return true;
            }
            else
            {
                throw new InputException(Path, $"line {_lineNumber}", $"the value '{Shorten(_textField ?? Text(token).ToString())}' outside any table", "data_, loop_ or a _label");
            }
        }
        return false;
    }

    /// <summary>Goes to the table's next row; false at its end.</summary>
    /// <exception cref="InputException">The row has fewer or more values than the table has columns.</exception>
    public bool ReadRow()
    {
        if (_pairsPending)
        {
            _pairsPending = false;
            return true;
        }
        if (!IsLoop || Peek() is not { } token || (_textField is null && EndsLoop(token)))
        {
            return false;
        }
        _row.Clear(_lineNumber);
        for (int i = 0; i < _columns.Count; i++)
        {
            bool afterText = i > 0 && _row.LastWasText;
            bool isText = Peek() is not null && _textField is not null;
            bool ends = Peek() is not { } next || (!isText && next.Kind != StarTokenKind.Value && _next == 0 && EndsLoop(next));
            if (ends || (i > 0 && _next == 0 && !_rowsMaySpanLines && !isText && !afterText))
            {
                throw new InputException(Path, $"line {_row.LastLine}", $"{i} values", $"{_columns.Count}, one for each column of data_{Block}", "the line is damaged or a value with blanks lacks quotes");
            }
            Take();
        }
        if (_next > 0 && _next < _tokens.Count && !_rowsMaySpanLines)
        {
            throw new InputException(Path, $"line {_lineNumber}", $"{_columns.Count + _tokens.Count - _next} values", $"{_columns.Count}, one for each column of data_{Block}", "a value with blanks needs quotes");
        }
        return true;
    }

    /// <summary>The value of the current row in a column, valid until the next row.</summary>
    public ReadOnlySpan<char> this[int column] => _row[column];

    /// <summary>Index of a label (without underscore, case-sensitive) in the current table; −1 where it is missing.</summary>
    public int IndexOf(string label) => _columns.IndexOf(label);

    /// <summary>The value of the current row in a column as a finite number.</summary>
    public double Number(int column)
    {
        ReadOnlySpan<char> text = _row[column];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InputException(Path, $"line {RowLine}, column _{_columns[column]}", $"'{Shorten(text.ToString())}'", "a finite number");
    }

    public void Dispose() => _text.Dispose();

    private void ReadLoopLabels()
    {
        IsLoop = true;
        while (Peek() is { Kind: StarTokenKind.Label } token && _textField is null && !(_columns.Count > 0 && _next == 0 && !EndsLoop(token)))
        {
            AddLabel(token);
        }
        if (_columns.Count == 0)
        {
            throw new InputException(Path, $"line {_lineNumber}", "loop_ without labels", "a _label for each column");
        }
    }

    private void ReadPairs()
    {
        _row.Clear(_lineNumber);
        while (Peek() is { Kind: StarTokenKind.Label } token && _textField is null)
        {
            string label = AddLabel(token);
            if (Peek() is not { } value || (_textField is null && _next == 0 && value.Kind != StarTokenKind.Value))
            {
                throw new InputException(Path, $"line {LastLabelLine}", $"_{label} without a value", "a value after the label, or loop_ before the labels");
            }
            Take();
        }
        _pairsPending = true;
    }

    private string AddLabel(StarToken token)
    {
        string label = Text(token)[1..].ToString();
        if (_columns.Count == 0)
        {
            TableLine = _lineNumber;
        }
        if (!_labels.Add(label))
        {
            throw new InputException(Path, $"line {_lineNumber}", $"_{Shorten(label)} a second time in data_{Block}", "each label once");
        }
        _columns.Add(label);
        LastLabelLine = _lineNumber;
        _next++;
        return label;
    }

    /// <summary>Whether a keyword or label ends a loop: always, unless it opens a line that is exactly one full row of several values.</summary>
    private bool EndsLoop(StarToken token) =>
        token.Kind != StarTokenKind.Value && !(_columns.Count > 2 && _tokens.Count == _columns.Count);

    private void Take()
    {
        if (_textField is not null)
        {
            _row.AddText(_textField, _lineNumber);
            _textField = null;
            _next = 1; // the text after the closing semicolon is not at the start of a line
            return;
        }
        _row.Add(_line.AsSpan(0, _lineLength), _tokens[_next], _lineNumber, _lines.Offset);
        _next++;
    }

    /// <summary>Returns the next token without consuming it; where it is a text field, <see cref="_textField"/> holds it.</summary>
    private StarToken? Peek()
    {
        if (_textField is not null)
        {
            return default(StarToken);
        }
        while (_next >= _tokens.Count)
        {
            if (!_lines.Read(out ReadOnlySpan<char> line))
            {
                return null;
            }
            _lineNumber = _lines.Number;
            if (line.Length > 0 && line[0] == ';')
            {
                if (!_begun)
                {
                    continue; // no value can stand before the first block: a comment, as some programs write them
                }
                ReadTextField(line);
                return default(StarToken);
            }
            if (_line.Length < line.Length)
            {
                _line = new char[2 * line.Length];
            }
            line.CopyTo(_line);
            _lineLength = line.Length;
            StarToken.Split(line, _tokens, Path, _lineNumber);
            _next = 0;
            _begun |= _tokens.Count > 0;
        }
        return _tokens[_next];
    }

    private void ReadTextField(ReadOnlySpan<char> line)
    {
        int opened = _lineNumber;
        var text = new System.Text.StringBuilder().Append(line[1..]);
        while (_lines.Read(out line))
        {
            if (line.Length > 0 && line[0] == ';')
            {
                _lineNumber = _lines.Number;
                string rest = string.Concat(" ", line[1..]);
                rest.CopyTo(_line = _line.Length < rest.Length ? new char[2 * rest.Length] : _line);
                _lineLength = rest.Length;
                StarToken.Split(rest, _tokens, Path, _lineNumber);
                _tokens.Insert(0, default); // stands for the text field, so that the text after it is not at the start of a line
                _next = 0;
                _textField = text.ToString();
                return;
            }
            text.Append('\n').Append(line);
        }
        throw new InputException(Path, $"line {opened}", "a text field (;) that is not closed", "a line that begins with ; after it");
    }

    private ReadOnlySpan<char> Text(StarToken token) => _line.AsSpan(token.TextStart..token.TextEnd);

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
