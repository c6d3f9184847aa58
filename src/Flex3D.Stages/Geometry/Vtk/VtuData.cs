using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>Reads the arrays of a VTK XML file: as text, as base64, or from the appended data, raw or as base64, each compressed by zlib or not.</summary>
/// <param name="Path">The file.</param>
/// <param name="BigEndian">The order of bytes.</param>
/// <param name="Word">Bytes of a number in the headers of binary data: 4 or 8.</param>
/// <param name="Compressed">Whether binary data are compressed.</param>
/// <param name="Appended">The appended data as they are in the file; empty for none.</param>
internal sealed record VtuData(string Path, bool BigEndian, int Word, bool Compressed, byte[] Appended)
{
    private const string Advice = "save the grid again as text (ParaView: Data Mode Ascii)";
    private const long HighestRatio = 1100; // of zlib is 1032

    private static readonly Dictionary<string, int> s_bytes = new()
    {
        ["Int8"] = 1,
        ["UInt8"] = 1,
        ["Int16"] = 2,
        ["UInt16"] = 2,
        ["Int32"] = 4,
        ["UInt32"] = 4,
        ["Int64"] = 8,
        ["UInt64"] = 8,
        ["Float32"] = 4,
        ["Float64"] = 8,
        ["String"] = 1,
    };

    /// <summary>Reads how the file has its data.</summary>
    /// <param name="root">The element VTKFile.</param>
    /// <param name="appended">The file from the element AppendedData on; empty for none.</param>
    public static VtuData Of(string path, XElement root, byte[] appended)
    {
        string? compressor = (string?)root.Attribute("compressor");
        if (compressor is not (null or "" or "vtkZLibDataCompressor"))
        {
            throw new InputException(path, null, $"data compressed by {compressor}", "zlib, or no compression", Advice);
        }
        bool compressed = compressor is not (null or "");
        if (appended.Length == 0)
        {
            return new(path, Big(root), Header(root), compressed, []);
        }
        int close = appended.AsSpan().IndexOf((byte)'>'), from = close < 0 ? -1 : appended.AsSpan(close).IndexOf((byte)'_');
        if (from < 0)
        {
            throw new InputException(path, "<AppendedData>", "no '_' before the data", "appended data of VTK", Advice);
        }
        byte[] data = appended[(close + from + 1)..];
        bool base64 = Encoding.ASCII.GetString(appended, 0, close).Contains("base64", StringComparison.Ordinal);
        int end = base64 ? data.AsSpan().IndexOf((byte)'<') : -1;
        return new(path, Big(root), Header(root), compressed, end < 0 ? data : data[..end]) { Base64 = base64 };
    }

    // Whether the appended data are base64: the offsets of arrays count its characters, so that each array is decoded by itself.
    private bool Base64 { get; init; }

    /// <summary>Reads an array.</summary>
    /// <param name="array">Its element.</param>
    /// <param name="count">The number of its values.</param>
    /// <exception cref="InputException">It has another number of values, an unknown type, or is damaged.</exception>
    public double[] Read(XElement array, int count)
    {
        string name = (string?)array.Attribute("Name") ?? array.Name.LocalName, type = (string?)array.Attribute("type") ?? "", format = (string?)array.Attribute("format") ?? "ascii";
        if (!s_bytes.TryGetValue(type, out int size))
        {
            throw new InputException(Path, name, $"numbers of the type '{type}'", string.Join(", ", s_bytes.Keys), Advice);
        }
        try
        {
            return format switch
            {
                "ascii" => Numbers(name, array.Value, count),
                "binary" => Decoded(name, type, size, FromBase64(Encoding.ASCII.GetBytes(array.Value)), count),
                "appended" => Decoded(name, type, size, At(name, (string?)array.Attribute("offset"), count), count),
                _ => throw new InputException(Path, name, $"the format '{format}'", "ascii, binary or appended", Advice),
            };
        }
        catch (Exception fault) when (fault is FormatException or InvalidDataException)
        {
            throw new InputException(Path, name, $"data that cannot be read ({fault.Message})", $"{count} values", Advice, fault);
        }
    }

    private static bool Big(XElement root) => (string?)root.Attribute("byte_order") == "BigEndian";

    private static int Header(XElement root) => (string?)root.Attribute("header_type") == "UInt64" ? 8 : 4;

    private double[] Numbers(string name, string text, int count)
    {
        if (text.Length < 2L * count - 1)
        {
            throw Length(name, "fewer values", count);
        }
        double[] values = new double[count];
        int at = 0;
        foreach (Range range in text.AsSpan().SplitAny(' ', '\n', '\r', '\t'))
        {
            ReadOnlySpan<char> word = text.AsSpan()[range];
            if (word.IsEmpty)
            {
                continue;
            }
            if (at == count)
            {
                throw Length(name, "more values", count);
            }
            values[at++] = double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw new InputException(Path, $"{name}, value {at - 1}", $"'{word[..Math.Min(20, word.Length)]}'", "a number");
        }
        return at == count ? values : throw Length(name, $"{at} values", count);
    }

    private byte[] At(string name, string? offset, int count)
    {
        if (!int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out int from) || from >= Appended.Length)
        {
            throw new InputException(Path, name, $"offset=\"{offset}\"", Appended.Length == 0 ? "appended data, of which the file has none" : $"0 to {Appended.Length - 1}, a place in the appended data", Advice);
        }
        if (!Base64)
        {
            return Appended[from..];
        }
        long most = Math.Min(Appended.Length - from, 4L * (8L * count + 64 * 1024) / 3 + 64); // the data of an array end where its header says, and what follows is another's
        return FromBase64(Appended.AsSpan(from, (int)most));
    }

    private double[] Decoded(string name, string type, int size, byte[] data, int count)
    {
        long expected = (long)size * count, given = HeaderWord(0);
        if (!Compressed)
        {
            return given == expected && data.Length - Word >= expected ? Values(type, size, data.AsSpan(Word, (int)expected)) : throw Length(name, $"{Math.Min(given, data.Length - Word) / size} values", count);
        }
        if (given < 1 || (3 + given) * Word > data.Length || expected > HighestRatio * data.Length)
        {
            throw Length(name, $"{given} blocks in {data.Length} bytes", count);
        }
        var output = new MemoryStream();
        Span<byte> buffer = stackalloc byte[4096];
        long at = (3 + given) * Word;
        for (int block = 0; block < given; block++)
        {
            long length = HeaderWord(3 + block);
            if (length < 0 || at + length > data.Length)
            {
                throw Length(name, $"a block of {length} bytes", count);
            }
            using var zlib = new ZLibStream(new MemoryStream(data, (int)at, (int)length), CompressionMode.Decompress);
            for (int read = zlib.Read(buffer); read > 0; read = zlib.Read(buffer))
            {
                output.Write(buffer[..read]);
                if (output.Length > expected)
                {
                    throw Length(name, "more values", count);
                }
            }
            at += length;
        }
        return output.Length == expected ? Values(type, size, output.ToArray()) : throw Length(name, $"{output.Length / size} values", count);

        long HeaderWord(int index)
        {
            ReadOnlySpan<byte> word = data.AsSpan(Math.Min(data.Length, index * Word));
            return word.Length < Word ? -1 : Word == 4 ? (BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(word) : BinaryPrimitives.ReadUInt32LittleEndian(word)) : BigEndian ? BinaryPrimitives.ReadInt64BigEndian(word) : BinaryPrimitives.ReadInt64LittleEndian(word);
        }
    }

    private double[] Values(string type, int size, ReadOnlySpan<byte> bytes)
    {
        double[] values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = VtkNumber.Of(type, bytes.Slice(i * size, size), BigEndian);
        }
        return values;
    }

    // Header and data may each be padded: every padding ends a piece of base64.
    private static byte[] FromBase64(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.Length * 3 / 4);
        Span<char> quad = stackalloc char[4];
        Span<byte> three = stackalloc byte[3];
        int filled = 0;
        foreach (byte character in text)
        {
            if (character is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                continue;
            }
            quad[filled++] = (char)character;
            if (filled == 4)
            {
                if (!Convert.TryFromBase64Chars(quad, three, out int written))
                {
                    throw new FormatException($"'{quad}' is no base64");
                }
                bytes.AddRange(three[..written]);
                filled = 0;
            }
        }
        return [.. bytes];
    }

    private InputException Length(string name, string found, int count) => new(Path, name, found, $"{count}", Advice);
}
