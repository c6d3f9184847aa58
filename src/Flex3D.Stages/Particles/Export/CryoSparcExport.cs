using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Copies a cryoSPARC dataset row by row into NumPy form, adding columns of the state to each row.</summary>
internal static class CryoSparcExport
{
    public static void Write(string sourcePath, string outputPath, IParticleState particles, ParticleColumn[] columns, IReadOnlyList<int>? selectedRows)
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
            }, particles, columns, selectedRows);
            return;
        }
        CsFile file = CsFile.Read(sourcePath);
        CsColumn[] held = [.. file.Names.Select(file.Column)];
        Copy(sourcePath, outputPath, [.. held.Select(Plain)], file.Count, (row, bytes) => Pack(held, row, bytes.Span), particles, columns, selectedRows);
    }

    /// <summary>The field in NumPy form: a text of a stream has any length, while NumPy's has the length of the longest.</summary>
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
        IParticleState particles, ParticleColumn[] columns, IReadOnlyList<int>? selectedRows)
    {
        int count = particles.Count;
        int needed = selectedRows is { Count: > 0 } ? selectedRows[^1] + 1 : count;
        if (selectedRows is null ? rows != count : rows < needed)
        {
            throw new InputException(sourcePath, null, $"{rows} particles", selectedRows is null ? $"{count}, as many as the run has" : $"a row {needed}", "use the table the particles were read from");
        }
        bool[] series = [.. columns.Select(column => column.CryoSparcSeries is { } start && !fields.Any(field => field.Name.StartsWith(start, StringComparison.Ordinal)))];
        var kept = new List<(int Offset, CsField Field)>();
        int rowBytes = 0;
        foreach (CsField field in fields)
        {
            if (!columns.Any(column => column.CryoSparc == field.Name))
            {
                kept.Add((rowBytes, field));
            }
            rowBytes += field.Bytes;
        }
        CsField[] written = [.. kept.Select(pair => pair.Field), .. columns.SelectMany((column, i) => Fields(column, particles.Layout.WidthOf(column), series[i]))];
        byte[] input = new byte[rowBytes], output = new byte[written.Sum(field => field.Bytes)];
        DurableFile.Write(outputPath, stream =>
        {
            stream.Write(NpyHeader.Write(written, count));
            var cursor = new ParticleCursor(particles);
            while (cursor.Next())
            {
                readRow(selectedRows?[cursor.Row] ?? cursor.Row, input);
                int at = 0;
                foreach ((int offset, CsField field) in kept)
                {
                    input.AsSpan(offset, field.Bytes).CopyTo(output.AsSpan(at));
                    at += field.Bytes;
                }
                for (int i = 0; i < columns.Length; i++)
                {
                    at = Put(output, at, cursor[columns[i]], series[i]);
                }
                stream.Write(output);
            }
        });
    }

    private static IEnumerable<CsField> Fields(ParticleColumn column, int width, bool series)
    {
        yield return new CsField(column.CryoSparc, 'f', sizeof(float), column.IsNumbered ? [width] : [], false);
        for (int k = 0; k < width && series; k++)
        {
            yield return new CsField(FormattableString.Invariant($"{column.CryoSparcSeries}{k}/component"), 'u', sizeof(uint), [], false);
            yield return new CsField(FormattableString.Invariant($"{column.CryoSparcSeries}{k}/value"), 'f', sizeof(float), [], false);
        }
    }

    private static int Put(byte[] output, int at, ReadOnlySpan<float> values, bool series)
    {
        foreach (float value in values)
        {
            at = Put(output, at, BitConverter.SingleToInt32Bits(value));
        }
        for (int k = 0; k < values.Length && series; k++)
        {
            at = Put(output, Put(output, at, k), BitConverter.SingleToInt32Bits(values[k]));
        }
        return at;
    }

    private static int Put(byte[] output, int at, int bits)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.AsSpan(at), bits);
        return at + 4;
    }
}
