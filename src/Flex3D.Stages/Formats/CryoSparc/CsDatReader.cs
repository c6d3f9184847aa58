using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Flex3D.Stages.Faults;
using K4os.Compression.LZ4;

namespace Flex3D.Stages.Formats;

/// <summary>Reads cryoSPARC's column stream.</summary>
/// <remarks>
/// \x95CSDAT; u32 header length; JSON {"length", "dtype": [[name, type(, shape)]…], "compression": "lz4" or null,
/// "compressed_fields": [names]}; then for each column in that order (none where length is 0) u32 size and its bytes, one LZ4
/// block where the name is listed; then, to the end, the heap of zero-terminated strings into which the u64 of a text column
/// ("|O") point. All little-endian.
/// </remarks>
internal static class CsDatReader
{
    public static bool IsMagic(ReadOnlySpan<byte> bytes) => bytes.Length >= 6 && bytes[0] == 0x95 && bytes.Slice(1, 5).SequenceEqual("CSDAT"u8);

    /// <summary>Reads the columns that the header lists.</summary>
    public static IReadOnlyList<CsField> Columns(Stream stream, string path) => Header(stream, path).Fields;

    public static (int Rows, List<CsColumn> Held, List<string> Names) Read(Stream stream, string path, Func<string, bool> keep)
    {
        (int rows, List<CsField> fields, HashSet<string> packed) = Header(stream, path);
        var held = new List<CsColumn>();
        var texts = new List<(CsColumn Column, byte[] Offsets)>();
        foreach (CsField field in rows == 0 ? [] : fields)
        {
            string what = $"column '{field.Name}'";
            int size = Size(stream, path, what);
            long expected = (long)rows * field.Bytes;
            if (!keep(field.Name))
            {
                stream.Position += size;
                continue;
            }
            // An LZ4 block grows at most 255-fold, so a header cannot ask for more memory than that times the size of its file.
            if (packed.Contains(field.Name) ? expected > 255L * size + 64 : expected != size)
            {
                throw new InputException(path, $"{what}, byte {stream.Position}", $"{size} bytes", $"{expected} bytes ({rows} rows of {field.Bytes})", "export the particles again from cryoSPARC");
            }
            byte[] bytes = Bytes(stream, size, path, what);
            if (packed.Contains(field.Name))
            {
                byte[] plain = new byte[expected];
                if (LZ4Codec.Decode(bytes, plain) != expected)
                {
                    throw new InputException(path, $"{what}, byte {stream.Position - size}", "an LZ4 block that does not unpack to its column", $"{expected} bytes", "the file is damaged: export it again");
                }
                bytes = plain;
            }
            CsColumn column = new(field, rows);
            held.Add(column);
            if (field.Kind == 'O')
            {
                texts.Add((column, bytes));
            }
            else if (field.IsText)
            {
                for (int i = 0; i < rows; i++)
                {
                    column.SetRaw(i, bytes.AsSpan(i * field.Bytes, field.Bytes));
                }
            }
            else
            {
                bytes.CopyTo(column.All);
            }
        }
        if (rows == 0)
        {
            held.AddRange(fields.Where(field => keep(field.Name)).Select(field => new CsColumn(field, 0)));
        }
        FillTexts(stream, texts, rows, path);
        return (rows, held, [.. fields.Select(field => field.Name)]);
    }

    private static void FillTexts(Stream stream, List<(CsColumn Column, byte[] Offsets)> texts, int rows, string path)
    {
        if (texts.Count == 0)
        {
            return;
        }
        long budget = stream.Length - stream.Position; // strings that share bytes could otherwise expand a small file to a large table
        byte[] heap = Bytes(stream, (int)Math.Min(int.MaxValue, stream.Length - stream.Position), path, "the strings");
        var known = new Dictionary<ulong, string>();
        foreach ((CsColumn column, byte[] offsets) in texts)
        {
            for (int i = 0; i < rows; i++)
            {
                ulong at = BinaryPrimitives.ReadUInt64LittleEndian(offsets.AsSpan(i * 8));
                if (!known.TryGetValue(at, out string? text))
                {
                    if (at >= (ulong)heap.Length)
                    {
                        throw new InputException(path, $"column '{column.Field.Name}', row {i + 1}", $"a string at byte {at} of the heap", $"at most {heap.Length}", "the file is truncated: export it again");
                    }
                    ReadOnlySpan<byte> rest = heap.AsSpan((int)at);
                    int end = rest.IndexOf((byte)0);
                    budget -= end < 0 ? rest.Length : end;
                    if (budget < 0)
                    {
                        throw new InputException(path, $"column '{column.Field.Name}', row {i + 1}", "strings that overlap", "strings one after the other", "the file is damaged: export it again");
                    }
                    known[at] = text = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
                }
                column.SetText(i, text);
            }
        }
    }

    private static (int Rows, List<CsField> Fields, HashSet<string> Packed) Header(Stream stream, string path)
    {
        stream.Position = 6;
        byte[] json = Bytes(stream, Size(stream, path, "the header"), path, "the header");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            string? compression = root.TryGetProperty("compression", out JsonElement method) ? method.GetString() : null;
            if (compression is not (null or "lz4"))
            {
                throw new InputException(path, "header", $"columns compressed with '{compression}'", "lz4 or none", "export the particles again with a newer cryoSPARC, or save them as NumPy");
            }
            int rows = root.GetProperty("length").GetInt32();
            ArgumentOutOfRangeException.ThrowIfNegative(rows);
            List<CsField> fields = root.GetProperty("dtype").EnumerateArray().Select(entry => CsField.Parse(
                entry[0].GetString()!, entry[1].GetString()!,
                entry.GetArrayLength() > 2 ? [.. entry[2].EnumerateArray().Select(n => n.GetInt32())] : [], path)).ToList();
            HashSet<string> packed = root.TryGetProperty("compressed_fields", out JsonElement names) && names.ValueKind == JsonValueKind.Array
                ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
            return (rows, CsField.RequireDistinct(fields, path), packed);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw new InputException(path, "header", "JSON without the row count and columns of a dataset", "\"length\", \"dtype\" and \"compressed_fields\"", "export the particles again from cryoSPARC", e);
        }
    }

    private static int Size(Stream stream, string path, string what)
    {
        Span<byte> bytes = stackalloc byte[4];
        int got = stream.ReadAtLeast(bytes, 4, throwOnEndOfStream: false);
        uint size = got == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return got == 4 && size <= stream.Length - stream.Position && size <= Array.MaxLength ? (int)size : throw Truncated(path, what, stream.Position, size);
    }

    private static byte[] Bytes(Stream stream, int size, string path, string what)
    {
        byte[] bytes = new byte[size];
        return stream.ReadAtLeast(bytes, size, throwOnEndOfStream: false) == size ? bytes : throw Truncated(path, what, stream.Position, size);
    }

    private static InputException Truncated(string path, string what, long position, long size) =>
        new(path, $"{what}, byte {position}", "the end of the file", $"{Math.Max(4, size)} more bytes", "the file is truncated: copy or export it again");
}
