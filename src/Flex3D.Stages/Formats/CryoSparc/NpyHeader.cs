using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>The header of a NumPy .npy file of records: fields and number of rows.</summary>
/// <remarks>The literal in the <see cref="NpyFrame"/> is {'descr': [(name, type[, shape]), …], 'fortran_order': …, 'shape': (n,), }.</remarks>
internal sealed class NpyHeader
{
    private NpyHeader(IReadOnlyList<CsField> fields, long rows, long dataOffset) => (Fields, Rows, DataOffset) = (fields, rows, dataOffset);

    public IReadOnlyList<CsField> Fields { get; }
    public long Rows { get; }
    public long DataOffset { get; }
    public long RowBytes => Fields.Sum(f => (long)f.Bytes);

    /// <summary>Reads the header from the start of a file; the length it states is checked against the file's.</summary>
    public static NpyHeader Read(Stream stream, string path)
    {
        (string text, int length) = NpyFrame.Read(stream, path, stream.Length, "export the particles again from cryoSPARC");
        var literal = new PythonLiteral(text, path).Parse() as Dictionary<string, object?>;
        if (literal is null || !literal.TryGetValue("descr", out object? descr) || descr is not List<object?> entries
            || !literal.TryGetValue("shape", out object? shape) || shape is not List<object?> { Count: 1 } sizes || sizes[0] is not long rows || rows < 0)
        {
            throw new InputException(path, "header", "an array that is not a list of records", "records: {'descr': [(name, type), ...], 'shape': (rows,)}", "give the particles .cs file of the job");
        }
        List<CsField> fields = CsField.RequireDistinct([.. entries.Select(entry => ToField(entry, path))], path);
        var header = new NpyHeader(fields, rows, length);
        if (rows > 0 && header.RowBytes == 0)
        {
            throw new InputException(path, "header", $"{rows} rows without columns", "at least one column", "export the particles again from cryoSPARC");
        }
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
        return NpyFrame.Write(literal);
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
