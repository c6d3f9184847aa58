using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>Reads words, lines and numbers of a file in VTK's legacy format, one after the other. Binary numbers have their highest byte first.</summary>
internal sealed class VtkWords(string path, byte[] bytes)
{
    private static readonly Dictionary<string, (string Type, int Bytes)> s_types = new()
    {
        ["char"] = ("Int8", 1),
        ["unsigned_char"] = ("UInt8", 1),
        ["short"] = ("Int16", 2),
        ["unsigned_short"] = ("UInt16", 2),
        ["int"] = ("Int32", 4),
        ["unsigned_int"] = ("UInt32", 4),
        ["long"] = ("Int64", 8),
        ["unsigned_long"] = ("UInt64", 8),
        ["vtktypeint64"] = ("Int64", 8),
        ["vtktypeuint64"] = ("UInt64", 8),
        ["vtkIdType"] = ("Int32", 4),
        ["float"] = ("Float32", 4),
        ["double"] = ("Float64", 8),
    };

    private int _at;

    /// <summary>Whether numbers are binary.</summary>
    public bool Binary { get; set; }

    /// <summary>Returns what is left of the line, and goes to the next.</summary>
    public string Line()
    {
        int from = _at, end = bytes.AsSpan(from).IndexOf((byte)'\n');
        (int to, _at) = end < 0 ? (bytes.Length, bytes.Length) : (from + end, from + end + 1);
        return Encoding.UTF8.GetString(bytes, from, to - from).Trim();
    }

    /// <summary>Returns the next word; null at the end.</summary>
    public string? Next()
    {
        while (_at < bytes.Length && bytes[_at] <= ' ')
        {
            _at++;
        }
        int from = _at;
        while (_at < bytes.Length && bytes[_at] > ' ')
        {
            _at++;
        }
        return _at > from ? Encoding.UTF8.GetString(bytes, from, _at - from) : null;
    }

    /// <summary>Takes the next word, which must be the one given.</summary>
    public void Expect(string word)
    {
        if (Next() is var found && found != word)
        {
            throw new InputException(path, null, $"'{found}'", word);
        }
    }

    /// <summary>Reads a number that is text in any file.</summary>
    public double Number(string place) => Next() is { } word ? Parsed(place, word) : throw Ends(place);

    /// <summary>Takes a word for a number.</summary>
    public double Parsed(string place, string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        : throw new InputException(path, place, $"'{word[..Math.Min(20, word.Length)]}'", "a number");

    /// <summary>Reads a type of numbers, by its name in VTK XML.</summary>
    public string Type(string place) => TypeOf(place, Next());

    /// <summary>Returns a type of numbers by its name in VTK XML.</summary>
    public string TypeOf(string place, string? word) =>
        word is not null && s_types.FirstOrDefault(type => type.Key.Equals(word, StringComparison.OrdinalIgnoreCase)).Value is { Type: not null } type ? type.Type
        : throw new InputException(path, place, $"numbers of the type '{word}'", string.Join(", ", s_types.Keys), "save the grid as .vtu");

    /// <summary>Skips the line that names a lookup table, which stands before scalars.</summary>
    public void SkipLookupTable()
    {
        int before = _at;
        if (Next() == "LOOKUP_TABLE")
        {
            Line();
        }
        else
        {
            _at = before;
        }
    }

    /// <summary>Reads numbers.</summary>
    /// <param name="type">Their type, by its name in VTK XML.</param>
    public double[] Numbers(string place, int count, string type)
    {
        int size = s_types.Values.First(known => known.Type == type).Bytes;
        if (Binary && bytes[_at - 1] != '\n')
        {
            Line(); // the end of the line before them, of which a word was the last to be read
        }
        if (bytes.Length - _at < (Binary ? (long)size * count : 2L * count - 1))
        {
            throw Ends(place);
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            if (Binary)
            {
                values[i] = VtkNumber.Of(type, bytes.AsSpan(_at, size), big: true);
                _at += size;
            }
            else
            {
                values[i] = Next() is { } word ? Parsed($"{place}, value {i}", word) : throw Ends(place);
            }
        }
        return values;
    }

    /// <summary>The fault of a file that ends too early.</summary>
    public InputException Ends(string place) => new(path, place, $"the end of the file after {bytes.Length} bytes", "more numbers", "copy the file again");
}
