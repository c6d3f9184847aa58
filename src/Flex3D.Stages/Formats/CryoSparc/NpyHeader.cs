using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Flex3D.Stages.Formats;

/// <summary>The header of a NumPy .npy file of records: fields and number of rows.</summary>
/// <remarks>
/// Format (NumPy "NPY format", versions 1-3): \x93NUMPY, major, minor, header length (2 bytes in version 1, else 4,
/// little-endian), then a Python literal {'descr': [(name, type[, shape]), …], 'fortran_order': …, 'shape': (n,), }.
/// </remarks>
internal sealed class NpyHeader
{
    private NpyHeader(IReadOnlyList<CsField> fields, long rows, long dataOffset) => (Fields, Rows, DataOffset) = (fields, rows, dataOffset);

    public IReadOnlyList<CsField> Fields { get; }
    public long Rows { get; }
    public long DataOffset { get; }
    public int RowBytes => Fields.Sum(f => f.Bytes);

    public static bool IsMagic(ReadOnlySpan<byte> bytes) => bytes.Length >= 6 && bytes[0] == 0x93 && bytes.Slice(1, 5).SequenceEqual("NUMPY"u8);

    /// <summary>Reads the header from the start of a file; the length it states is checked against the file's.</summary>
    public static NpyHeader Read(FileStream stream, string path)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start, 12, throwOnEndOfStream: false);
        if (got < 12 || !IsMagic(start) || start[6] is < 1 or > 3)
        {
            throw new InputException(path, "byte 0", got < 12 ? "the end of the file" : $"NPY version {start[6]}", "an NPY header of version 1, 2 or 3", "export the particles again from cryoSPARC");
        }
        long offset = start[6] == 1 ? 10 : 12;
        long length = start[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (offset + length > stream.Length)
        {
            throw new InputException(path, "byte 8", $"a header of {length} bytes", $"at most the {stream.Length} bytes of the file", "the file is truncated: export it again");
        }
        byte[] text = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(text);
        var literal = new PythonLiteral(Encoding.UTF8.GetString(text), path).Parse() as Dictionary<string, object?>;
        if (literal is null || !literal.TryGetValue("descr", out object? descr) || descr is not List<object?> entries
            || !literal.TryGetValue("shape", out object? shape) || shape is not List<object?> { Count: 1 } sizes || sizes[0] is not long rows || rows < 0)
        {
            throw new InputException(path, "header", "an array that is not a list of records", "records: {'descr': [(name, type), ...], 'shape': (rows,)}", "give the particles .cs file of the job");
        }
        var fields = entries.Select(entry => ToField(entry, path)).ToList();
        var header = new NpyHeader(fields, rows, offset + length);
        if ((decimal)rows * header.RowBytes > stream.Length - header.DataOffset)
        {
            throw new InputException(path, $"byte {stream.Length}", "the end of the file", $"{header.DataOffset + (decimal)rows * header.RowBytes} bytes ({rows} rows of {header.RowBytes})", "the file is truncated: copy or export it again");
        }
        return header;
    }

    /// <summary>The bytes of a header for <paramref name="rows"/> records, padded so that the data start at a multiple of 64.</summary>
    public static byte[] Write(IReadOnlyList<CsField> fields, long rows)
    {
        string literal = string.Create(CultureInfo.InvariantCulture, $"{{'descr': [{string.Join(", ", fields.Select(field => field.Describe()))}], 'fortran_order': False, 'shape': ({rows},), }}");
        byte[] text = Encoding.UTF8.GetBytes(literal);
        int version = text.Length + 64 < ushort.MaxValue ? 1 : 2;
        int start = version == 1 ? 10 : 12;
        int total = (start + text.Length + 1 + 63) / 64 * 64;
        byte[] bytes = new byte[total];
        bytes.AsSpan(start).Fill((byte)' ');
        bytes[^1] = (byte)'\n';
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = (byte)version;
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - start));
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)(total - start));
        }
        text.CopyTo(bytes.AsSpan(start));
        return bytes;
    }

    private static CsField ToField(object? entry, string path)
    {
        if (entry is not List<object?> { Count: 2 or 3 } parts || parts[0] is not string name || parts[1] is not string type)
        {
            throw new InputException(path, "header, 'descr'", "an entry that is not (name, type) or (name, type, shape)", "plain fields", "export the particles again from cryoSPARC");
        }
        if (type.EndsWith('O'))
        {
            throw new InputException(path, $"header, field '{name}'", "pickled Python objects", "numbers or fixed-length text", "export the particles again from cryoSPARC");
        }
        IReadOnlyList<int> shape = parts.Count < 3 ? [] : parts[2] switch
        {
            List<object?> dimensions when dimensions.All(n => n is long and >= 0 and < int.MaxValue) => [.. dimensions.Select(n => (int)(long)n!)],
            long n and >= 0 and < int.MaxValue => [(int)n],
            _ => throw new InputException(path, $"header, field '{name}'", "a shape that is not a tuple of numbers", "a shape such as (3,)"),
        };
        return CsField.Parse(name, type, shape, path);
    }
}
