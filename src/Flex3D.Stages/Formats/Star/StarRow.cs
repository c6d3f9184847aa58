namespace Flex3D.Stages.Formats;

/// <summary>The values of one row, copied from the lines of the file.</summary>
internal sealed class StarRow
{
    private readonly List<(int Start, int End)> _values = [];
    private readonly List<(long Offset, bool Quoted)> _offsets = [];
    private char[] _text = new char[1024];
    private int _length;

    public int FirstLine { get; private set; }
    public int LastLine { get; private set; }

    /// <summary>The index after the last value's last character (its quote included) on the last line.</summary>
    public int EndInLine { get; private set; }

    public bool LastWasText { get; private set; }

    public ReadOnlySpan<char> this[int column] => _text.AsSpan(_values[column].Start.._values[column].End);

    /// <summary>Offset of the value in the whole text, in characters (its quote included); −1 for a text field.</summary>
    public long OffsetOf(int column) => _offsets[column].Offset;

    public bool IsQuoted(int column) => _offsets[column].Quoted;

    public void Clear(int line)
    {
        _values.Clear();
        _offsets.Clear();
        (_length, FirstLine, LastLine, LastWasText) = (0, line, line, false);
    }

    public void Add(ReadOnlySpan<char> line, StarToken token, int number, long lineOffset)
    {
        Append(line[token.TextStart..token.TextEnd], number);
        _offsets.Add((lineOffset + token.Start, token.Quoted));
        (EndInLine, LastWasText) = (token.End, false);
    }

    public void AddText(string text, int number)
    {
        Append(text, number);
        _offsets.Add((-1, true));
        (EndInLine, LastWasText) = (1, true);
    }

    private void Append(ReadOnlySpan<char> text, int line)
    {
        if (_length + text.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + text.Length));
        }
        text.CopyTo(_text.AsSpan(_length));
        _values.Add((_length, _length += text.Length));
        LastLine = line;
    }
}
