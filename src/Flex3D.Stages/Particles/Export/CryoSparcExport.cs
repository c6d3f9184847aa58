using System.Buffers.Binary;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Copies a cryoSPARC dataset row by row into NumPy form, adding to each row the columns of its passthrough files and of the state.</summary>
/// <remarks>Every field keeps its name, type, shape and bytes; the texts of a CSDAT stream, which have any length, become fixed-length text.</remarks>
internal static class CryoSparcExport
{
    /// <param name="passthrough">Datasets whose further columns are added, joined on uid.</param>
    /// <param name="particles">The state of the particles written; null for none.</param>
    /// <param name="replaced">Numbers that take the place of those of the dataset, in fields that it has; null for none.</param>
    public static void Write(
        string sourcePath, IReadOnlyList<string> passthrough, string outputPath, IParticleState? particles, ParticleColumn[] columns, IReadOnlyList<int>? selectedRows, IReplacedValues? replaced = null)
    {
        using DatasetRows rows = DatasetRows.Open(sourcePath, passthrough, selectedRows);
        int count = particles?.Count ?? selectedRows?.Count ?? rows.Count;
        int needed = selectedRows is { Count: > 0 } ? selectedRows[^1] + 1 : count;
        if (selectedRows is null ? rows.Count != count : rows.Count < needed)
        {
            throw new InputException(sourcePath, null, $"{rows.Count} particles", selectedRows is null ? $"{count}, as many as the run has" : $"a row {needed}", "use the table the particles were read from");
        }
        bool[] series = [.. columns.Select(column => column.CryoSparcSeries is { } start && !rows.Fields.Any(field => field.Name.StartsWith(start, StringComparison.Ordinal)))];
        var kept = new List<(int Offset, CsField Field)>();
        int rowBytes = 0;
        foreach (CsField field in rows.Fields)
        {
            if (!columns.Any(column => column.CryoSparc == field.Name) && (particles is null || !ParticleColumns.LeftOutOf(particles.Layout).Any(column => column.CryoSparc == field.Name)) && replaced?.LeftOut.Contains(field.Name) != true)
            {
                kept.Add((rowBytes, field));
            }
            rowBytes += field.Bytes;
        }
        CsField[] added = [.. replaced?.AddedFields ?? []];
        CsField[] written = [.. kept.Select(pair => pair.Field), .. added, .. columns.SelectMany((column, i) => Fields(column, particles!.Layout.WidthOf(column), series[i]))];
        byte[] input = new byte[rowBytes], output = new byte[written.Sum(field => field.Bytes)];
        DurableFile.Write(outputPath, stream =>
        {
            int copies = replaced?.Copies ?? 1;
            stream.Write(NpyHeader.Write(written, (long)count * copies));
            ParticleCursor? cursor = particles is null ? null : new ParticleCursor(particles);
            for (int number = 0; number < count; number++)
            {
                _ = cursor?.Next();
                rows.Read(number, input);
                replaced?.MoveTo(selectedRows?[number] ?? number);
                for (int copy = 0; copy < copies; copy++)
                {
                    replaced?.Use(copy);
                    int at = PutOwn(output, input, kept, added, replaced, sourcePath);
                    for (int i = 0; i < columns.Length; i++)
                    {
                        at = Put(output, at, cursor![columns[i]], series[i]);
                    }
                    stream.Write(output);
                }
            }
        });
    }

    // Writes the fields of a row that are kept and those that are added; returns the index after them.
    private static int PutOwn(byte[] output, byte[] input, List<(int Offset, CsField Field)> kept, CsField[] added, IReplacedValues? replaced, string sourcePath)
    {
        int at = 0;
        foreach ((int offset, CsField field) in kept)
        {
            Span<byte> bytes = output.AsSpan(at, field.Bytes);
            input.AsSpan(offset, field.Bytes).CopyTo(bytes);
            IReadOnlyList<double>? values = replaced?.Put(field.Name, bytes) == true ? null : replaced?.Of(field.Name);
            for (int i = 0; i < values?.Count; i++)
            {
                field.PutNumber(values[i], bytes.Slice(i * field.ElementBytes, field.ElementBytes), sourcePath);
            }
            at += field.Bytes;
        }
        foreach (CsField field in added)
        {
            _ = replaced!.Put(field.Name, output.AsSpan(at, field.Bytes));
            at += field.Bytes;
        }
        return at;
    }

    /// <summary>Returns the fields of a column of the state, and those of cryoSPARC's own series for it.</summary>
    /// <param name="width">How many numbers the column has.</param>
    /// <param name="series">Whether to add <c>components_mode_k/component</c> (u4) and <c>/value</c> (f4), which cryoSPARC plots.</param>
    internal static IEnumerable<CsField> Fields(ParticleColumn column, int width, bool series)
    {
        yield return new CsField(column.CryoSparc, 'f', sizeof(float), column.IsNumbered ? [width] : [], false);
        for (int k = 0; k < width && series; k++)
        {
            yield return new CsField(FormattableString.Invariant($"{column.CryoSparcSeries}{k}/component"), 'u', sizeof(uint), [], false);
            yield return new CsField(FormattableString.Invariant($"{column.CryoSparcSeries}{k}/value"), 'f', sizeof(float), [], false);
        }
    }

    /// <summary>Writes the numbers of the <see cref="Fields"/> of a column; returns the index after them.</summary>
    internal static int Put(byte[] output, int at, ReadOnlySpan<float> values, bool series)
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
