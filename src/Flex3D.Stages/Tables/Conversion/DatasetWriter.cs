using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes a cryoSPARC dataset in NumPy form, a row at a time, from fields that each know their value in the current row.</summary>
internal sealed class DatasetWriter
{
    private readonly List<(CsField Field, Put Put)> _fields = [];

    /// <summary>Writes the value of a field in the current row.</summary>
    /// <param name="bytes">The bytes of the field, zero before.</param>
    public delegate void Put(Span<byte> bytes);

    /// <summary>Returns a text of the current row.</summary>
    public delegate ReadOnlySpan<char> TextOf();

    public void Add(CsField field, Put put) => _fields.Add((field, put));

    /// <summary>Adds a field of float32 numbers; more than one makes it a row of them.</summary>
    public void Float(string name, params Func<double>[] values) => Add(new CsField(name, 'f', sizeof(float), values.Length == 1 ? [] : [values.Length], false), bytes =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], (float)values[i]());
        }
    });

    /// <summary>Adds a field of uint32 numbers.</summary>
    public void Whole(string name, params Func<uint>[] values) => Add(new CsField(name, 'u', sizeof(uint), values.Length == 1 ? [] : [values.Length], false), bytes =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * sizeof(uint))..], values[i]());
        }
    });

    /// <summary>Adds a field of one uint64 number.</summary>
    public void Long(string name, Func<ulong> value) => Add(new CsField(name, 'u', sizeof(ulong), [], false), bytes => BinaryPrimitives.WriteUInt64LittleEndian(bytes, value()));

    /// <summary>Adds a field of text.</summary>
    /// <param name="longest">UTF-8 bytes of the longest.</param>
    public void Text(string name, int longest, TextOf value) => Add(CsField.OfText(name, longest), bytes => _ = Encoding.UTF8.GetBytes(value(), bytes));

    /// <summary>Writes the file; each step of <paramref name="rows"/> makes another row current.</summary>
    /// <param name="count">The number of rows that it makes.</param>
    public void Write(string path, long count, IEnumerable<int> rows)
    {
        byte[] row = new byte[_fields.Sum(entry => entry.Field.Bytes)];
        DurableFile.Write(path, stream =>
        {
            stream.Write(NpyHeader.Write([.. _fields.Select(entry => entry.Field)], count));
            foreach (int _ in rows)
            {
                Array.Clear(row);
                int at = 0;
                foreach ((CsField field, Put put) in _fields)
                {
                    put(row.AsSpan(at, field.Bytes));
                    at += field.Bytes;
                }
                stream.Write(row);
            }
        });
    }
}
