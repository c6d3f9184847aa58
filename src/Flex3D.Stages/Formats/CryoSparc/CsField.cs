using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>A column of a cryoSPARC dataset: NumPy's type letter, bytes an element and elements a row.</summary>
/// <param name="Name">For example <c>alignments3D/pose</c>.</param>
/// <param name="Kind">NumPy's letter: f, i, u, b, c, S, U, or O for the strings of a CSDAT stream (8-byte offsets into its heap).</param>
/// <param name="ElementBytes">Bytes of one element.</param>
/// <param name="Shape">Sub-array shape; empty for a scalar.</param>
/// <param name="BigEndian">Byte order of the elements.</param>
internal sealed record CsField(string Name, char Kind, int ElementBytes, IReadOnlyList<int> Shape, bool BigEndian)
{
    private const int LargestRow = 1 << 20;

    public int Elements => Shape.Aggregate(1, (product, n) => product * n);
    public int Bytes => ElementBytes * Elements;
    public bool IsText => Kind is 'S' or 'U' or 'O';

    /// <summary>Parses a NumPy type string such as <c>&lt;f4</c> or <c>|S61</c>.</summary>
    public static CsField Parse(string name, string type, IReadOnlyList<int> shape, string file)
    {
        string bare = type.TrimStart('<', '>', '|', '=');
        bool isObject = bare == "O";
        int bytes = 8;
        if (bare.Length == 0 || !"fiubcSUO".Contains(bare[0]) || (!isObject && (!int.TryParse(bare.AsSpan(1), out bytes) || bytes < 1 || bytes > LargestRow)))
        {
            throw new InputException(file, $"header, field '{name}'", $"type '{type}'", "a number or fixed-length text", "export the particles again from cryoSPARC");
        }
        if (shape.Count > 8 || shape.Any(n => n < 1) || shape.Aggregate(4.0 * bytes, (product, n) => product * n) > 4.0 * LargestRow)
        {
            throw new InputException(file, $"header, field '{name}'", $"shape ({string.Join(", ", shape)})", "a small sub-array", "export the particles again from cryoSPARC");
        }
        return new CsField(name, bare[0], bare[0] == 'U' ? 4 * bytes : bytes, shape, type[0] == '>');
    }

    /// <summary>Creates a column of fixed-length UTF-8 text.</summary>
    /// <param name="bytes">Bytes of the longest text.</param>
    public static CsField OfText(string name, int bytes) => new(name, 'S', Math.Max(1, bytes), [], false);

    /// <summary>Returns the columns of a dataset after checking that their names differ.</summary>
    public static List<CsField> RequireDistinct(List<CsField> fields, string file)
    {
        var names = new HashSet<string>();
        return fields.Find(field => !names.Add(field.Name)) is not { } twice ? fields
            : throw new InputException(file, $"header, field '{twice.Name}'", "a second column of this name", "each name once", "export the particles again from cryoSPARC");
    }

    /// <summary>The entry of the column in NumPy's descr.</summary>
    public string Describe()
    {
        string order = Kind is 'S' || ElementBytes == 1 ? "|" : BigEndian ? ">" : "<";
        string shape = Shape.Count == 0 ? "" : $", ({string.Join(", ", Shape)}{(Shape.Count == 1 ? "," : "")})";
        return $"('{Name.Replace("\\", "\\\\").Replace("'", "\\'")}', '{order}{Kind}{(Kind == 'U' ? ElementBytes / 4 : ElementBytes)}'{shape})";
    }

    public double ToDouble(ReadOnlySpan<byte> element)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes = bytes[..Math.Min(8, ElementBytes)];
        element[..bytes.Length].CopyTo(bytes);
        if (BigEndian)
        {
            bytes.Reverse();
        }
        return (Kind, ElementBytes) switch
        {
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ('i', 1) => (sbyte)bytes[0],
            ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ('u' or 'b', 1) => bytes[0],
            _ => double.NaN,
        };
    }

    /// <summary>Writes a number as <see cref="ToDouble"/> reads it.</summary>
    /// <exception cref="InputException">The elements are not float32 or float64.</exception>
    public void PutNumber(double value, Span<byte> element, string file)
    {
        switch (Kind, ElementBytes)
        {
            case ('f', sizeof(float)):
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)value);
                break;
            case ('f', sizeof(double)):
                BinaryPrimitives.WriteDoubleLittleEndian(element, value);
                break;
            default:
                throw new InputException(file, $"header, field '{Name}'", $"NumPy's type {Kind}{ElementBytes}", "float32 or float64", "export the particles again from cryoSPARC");
        }
        if (BigEndian)
        {
            element.Reverse();
        }
    }

    public string ToText(ReadOnlySpan<byte> element) => Kind switch
    {
        'S' => Encoding.UTF8.GetString(element).TrimEnd('\0'),
        'U' => (BigEndian ? new UTF32Encoding(bigEndian: true, byteOrderMark: false) : Encoding.UTF32).GetString(element).TrimEnd('\0'),
        _ => throw new InvalidOperationException($"'{Name}' does not hold text"),
    };

    /// <summary>Writes a text as <see cref="ToText"/> reads it.</summary>
    /// <param name="element">Receives the bytes; zero before.</param>
    public void PutText(string text, Span<byte> element)
    {
        Encoding encoding = Kind == 'U' ? new UTF32Encoding(BigEndian, byteOrderMark: false) : Encoding.UTF8;
        _ = encoding.GetBytes(text, element);
    }
}
