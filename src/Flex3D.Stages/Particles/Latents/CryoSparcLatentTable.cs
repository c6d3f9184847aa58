using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Latents;

/// <summary>Copies a cryoSPARC dataset row by row into NumPy form, adding latents to each row.</summary>
internal static class CryoSparcLatentTable
{
    public static void Write(string sourcePath, string outputPath, ILatentRows latents, IReadOnlyList<int>? selectedRows)
    {
        using Stream stream = Storage.OpenRead(sourcePath);
        Span<byte> magic = stackalloc byte[6];
        _ = stream.ReadAtLeast(magic, 6, throwOnEndOfStream: false);
        stream.Position = 0;
        if (NpyFrame.IsMagic(magic))
        {
            NpyHeader header = NpyHeader.Read(stream, sourcePath);
            Copy(sourcePath, outputPath, header.Fields, (int)header.Rows, (row, bytes) =>
            {
                stream.Position = header.DataOffset + (long)row * bytes.Length;
                stream.ReadExactly(bytes.Span);
            }, latents, selectedRows);
            return;
        }
        CsFile file = CsFile.Read(sourcePath);
        CsColumn[] columns = [.. file.Names.Select(file.Column)];
        Copy(sourcePath, outputPath, [.. columns.Select(Plain)], file.Count, (row, bytes) => Pack(columns, row, bytes.Span), latents, selectedRows);
    }

    /// <summary>Text of a stream has any length; NumPy's is as long as its longest.</summary>
    private static CsField Plain(CsColumn column) => column.Field.IsText
        ? new CsField(column.Field.Name, 'S', Math.Max(1, column.Texts.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty(1).Max()), [], false)
        : column.Field;

    private static void Pack(CsColumn[] columns, int row, Span<byte> bytes)
    {
        bytes.Clear();
        foreach (CsColumn column in columns)
        {
            int size = Plain(column).Bytes;
            if (column.Field.IsText)
            {
                _ = Encoding.UTF8.GetBytes(column.Text(row), bytes);
            }
            else
            {
                column.Raw(row).CopyTo(bytes);
            }
            bytes = bytes[size..];
        }
    }

    private static void Copy(string sourcePath, string outputPath, IReadOnlyList<CsField> fields, int rows, Action<int, Memory<byte>> readRow,
        ILatentRows latents, IReadOnlyList<int>? selectedRows)
    {
        int count = latents.Count, dimensions = latents.Dimension;
        int needed = selectedRows is { Count: > 0 } ? selectedRows[^1] + 1 : count;
        if (selectedRows is null ? rows != count : rows < needed)
        {
            throw new InputException(sourcePath, null, $"{rows} particles", selectedRows is null ? $"{count}, as many as there are latents" : $"a row {needed}", "use the table the latents were learned from");
        }
        bool modes = !fields.Any(field => field.Name.StartsWith("components_mode_", StringComparison.Ordinal));
        var kept = new List<(int Offset, CsField Field)>();
        int rowBytes = 0;
        foreach (CsField field in fields)
        {
            if (field.Name != LatentColumns.Cs)
            {
                kept.Add((rowBytes, field));
            }
            rowBytes += field.Bytes;
        }
        var written = kept.Select(pair => pair.Field).Append(new CsField(LatentColumns.Cs, 'f', 4, [dimensions], false)).ToList();
        for (int k = 0; k < dimensions && modes; k++)
        {
            written.Add(new CsField(LatentColumns.Mode(k, "component"), 'u', 4, [], false));
            written.Add(new CsField(LatentColumns.Mode(k, "value"), 'f', 4, [], false));
        }
        byte[] input = new byte[rowBytes], output = new byte[written.Sum(field => field.Bytes)];
        DurableFile.Write(outputPath, stream =>
        {
            stream.Write(NpyHeader.Write(written, count));
            var cursor = new LatentCursor(latents);
            while (cursor.Next())
            {
                readRow(selectedRows?[cursor.Row] ?? cursor.Row, input);
                int at = 0;
                foreach ((int offset, CsField field) in kept)
                {
                    input.AsSpan(offset, field.Bytes).CopyTo(output.AsSpan(at));
                    at += field.Bytes;
                }
                ReadOnlySpan<float> z = cursor.Latents;
                foreach (float value in z)
                {
                    at = Put(output, at, BitConverter.SingleToInt32Bits(value));
                }
                for (int k = 0; k < dimensions && modes; k++)
                {
                    at = Put(output, Put(output, at, k), BitConverter.SingleToInt32Bits(z[k]));
                }
                stream.Write(output);
            }
        });
    }

    private static int Put(byte[] output, int at, int bits)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.AsSpan(at), bits);
        return at + 4;
    }
}
