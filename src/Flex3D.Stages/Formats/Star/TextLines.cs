using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>Reads a text line by line into one reused buffer, and records the offset at which each line starts.</summary>
internal sealed class TextLines(TextReader reader, string file)
{
    private const int LongestLine = 1 << 18;
    private char[] _buffer = new char[1 << 15];
    private int _start, _end;
    private bool _ended;

    /// <summary>1-based number of the current line; 0 before the first.</summary>
    public int Number { get; private set; }

    /// <summary>Number of characters of the text before the current line.</summary>
    public long Offset { get; private set; }

    private long _next;

    /// <summary>Reads the next line without its line end, valid until the next call; false at the end of the text.</summary>
    public bool Read(out ReadOnlySpan<char> line)
    {
        int scanned = _start;
        while (true)
        {
            int at = _buffer.AsSpan(scanned.._end).IndexOf('\n');
            if (at >= 0 || (_ended && _end > _start))
            {
                int stop = at >= 0 ? scanned + at : _end;
                line = _buffer.AsSpan(_start..stop);
                Offset = _next;
                _next += stop - _start + 1;
                _start = Math.Min(stop + 1, _end);
                Number++;
                if (line.Length > 0 && line[^1] == '\r')
                {
                    line = line[..^1];
                }
                if (line.Contains('\0'))
                {
                    throw new InputException(file, $"line {Number}", "binary data", "a text file", "check that this is the file you mean");
                }
                return true;
            }
            if (_ended)
            {
                line = default;
                return false;
            }
            scanned = _end - _start;
            Fill();
        }
    }

    /// <summary>Reads lines up to and including number <paramref name="last"/>, and copies them with line feeds; only reads them where <paramref name="writer"/> is null.</summary>
    public void CopyTo(int last, TextWriter? writer)
    {
        while (Number < last && Read(out ReadOnlySpan<char> line))
        {
            writer?.Write(line);
            writer?.Write('\n');
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
            {
                throw new InputException(file, $"line {Number + 1}", $"over {LongestLine} characters without an end of line", "a text file of lines", "check that this is the file you mean");
            }
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
        int got = reader.Read(_buffer, _end, _buffer.Length - _end);
        _ended = got == 0;
        _end += got;
    }
}
