using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Model;

/// <summary>Reads arrays by name from a NumPy .npz archive; checks sizes before allocating memory, and contents against the archive's CRC-32.</summary>
internal sealed class NpzReader : IDisposable
{
    private const long MostDeflateRatio = 1100; // deflate cannot pack tighter than 1032 to 1
    private const int RowsOfBlock = 1024;
    private const int NoCode = unchecked((int)0x80131620); // HResult of an IOException that does not come from a failed system call
    private const string Advice = "the file is damaged or was not written as a model: write or copy it again";

    private readonly string _path;
    private readonly Stream _stream;
    private readonly ZipArchive _archive;

    /// <exception cref="InputException">The file is not a zip archive.</exception>
    public NpzReader(string path)
    {
        _path = path;
        _stream = Storage.OpenRead(path);
        try
        {
            _archive = new ZipArchive(_stream, ZipArchiveMode.Read);
            _ = _archive.Entries; // reads the central directory now and not later
        }
        catch (InvalidDataException e)
        {
            _stream.Dispose();
            // The archive also reports a failing disk as invalid data.
            throw e.InnerException is IOException { HResult: not NoCode } failed and not EndOfStreamException
                ? new IOException($"'{path}' cannot be read: {failed.Message}", failed)
                : new InputException(path, null, "bytes that are not a zip archive", "a model (.npz, a zip of NumPy arrays)", Advice, e);
        }
    }

    public void Dispose()
    {
        _archive.Dispose();
        _stream.Dispose();
    }

    /// <summary>Whether the archive has an array.</summary>
    public bool Has(string name) => _archive.GetEntry(name + ".npy") is not null;

    /// <summary>Reads a text entry, UTF-8.</summary>
    public string Text(string name, int mostBytes)
    {
        ZipArchiveEntry entry = Entry(name);
        if (entry.Length > mostBytes)
        {
            throw new InputException(_path, name, $"{entry.Length} bytes", $"at most {mostBytes}", Advice);
        }
        byte[] bytes = new byte[entry.Length];
        Fill(entry, [], bytes);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads an array of float32 (or float64, rounded) of a known shape, C order; finite numbers only.</summary>
    public float[] Floats(string name, params long[] shape)
    {
        float[] values = Read(name, "<f4", "<f8", shape, (double value) => (float)value);
        int bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw new InputException(_path, $"array '{name}', element {bad}", $"{values[bad]}", "a finite number", Advice);
    }

    /// <summary>Receives the rows of a matrix, block by block.</summary>
    /// <param name="first">Number of the first of these rows.</param>
    /// <param name="values">Their values, [row][column], valid until the call ends.</param>
    public delegate void OnRows(long first, ReadOnlySpan<float> values);

    /// <summary>Reads every n-th row of a matrix of float32 or float64, from the first on; the others are only checked.</summary>
    /// <param name="every">n ≥ 1.</param>
    public float[] FloatRows(string name, int every, long rows, params long[] columns)
    {
        if (every == 1)
        {
            return Floats(name, [rows, .. columns]);
        }
        int width = WidthOf(columns), kept = 0;
        float[] values = new float[(rows + every - 1) / every * width];
        EachRow(name, rows, columns, (first, block) =>
        {
            for (int i = (int)((every - first % every) % every); i < block.Length / width; i += every)
            {
                block.Slice(i * width, width).CopyTo(values.AsSpan(kept));
                kept += width;
            }
        });
        return values;
    }

    /// <summary>Reads through a matrix of float32 or float64, holding one block of rows at a time; finite numbers only.</summary>
    /// <param name="name">The array's name.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">Its other dimension; none for a vector.</param>
    /// <param name="take">Called with the blocks in order, before it is known whether the whole array is undamaged.</param>
    public void EachRow(string name, long rows, long[] columns, OnRows take)
    {
        (ZipArchiveEntry entry, NpyArrayHeader header, bool wide) = Check<float, double>(name, "<f4", "<f8", [rows, .. columns]);
        int width = WidthOf(columns);
        byte[] start = new byte[header.Length], bytes = new byte[RowsOfBlock * width * (wide ? sizeof(double) : sizeof(float))];
        float[] values = new float[RowsOfBlock * width];
        Take(entry, (content, crc) =>
        {
            content.ReadExactly(start);
            crc.Append(start);
            for (long first = 0; first < rows; first += RowsOfBlock)
            {
                int count = (int)Math.Min(RowsOfBlock, rows - first) * width;
                Span<byte> read = bytes.AsSpan(0, count * (wide ? sizeof(double) : sizeof(float)));
                content.ReadExactly(read);
                crc.Append(read);
                for (int i = 0; i < count; i++)
                {
                    values[i] = wide ? (float)BitConverter.ToDouble(bytes, sizeof(double) * i) : BitConverter.ToSingle(bytes, sizeof(float) * i);
                    if (!float.IsFinite(values[i]))
                    {
                        throw new InputException(_path, $"array '{name}', row {first + i / width}", $"{values[i]}", "a finite number", Advice);
                    }
                }
                take(first, values.AsSpan(0, count));
            }
        });
    }

    /// <summary>Reads an array of int32 (or int64) of a known shape, C order.</summary>
    public int[] Integers(string name, params long[] shape) => Read(name, "<i4", "<i8", shape, (long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue));

    /// <exception cref="InputException">The array is absent, of another type or shape, truncated or damaged.</exception>
    private T[] Read<T, TWide>(string name, string type, string wideType, long[] shape, Converter<TWide, T> narrow)
        where T : unmanaged
        where TWide : unmanaged
    {
        (ZipArchiveEntry entry, NpyArrayHeader header, bool wide) = Check<T, TWide>(name, type, wideType, shape);
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }
        byte[] start = new byte[header.Length];
        if (wide)
        {
            TWide[] values = new TWide[count];
            Fill(entry, start, MemoryMarshal.AsBytes(values.AsSpan()));
            return Array.ConvertAll(values, narrow);
        }
        T[] result = new T[count];
        Fill(entry, start, MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }

    private static int WidthOf(long[] columns) => columns.Length == 0 ? 1 : (int)columns[0];

    private (ZipArchiveEntry Entry, NpyArrayHeader Header, bool Wide) Check<T, TWide>(string name, string type, string wideType, long[] shape)
        where T : unmanaged
        where TWide : unmanaged
    {
        ZipArchiveEntry entry = Entry(name + ".npy");
        NpyArrayHeader header = ReadHeader(entry);
        if (header.Type != type && header.Type != wideType)
        {
            throw new InputException(_path, $"array '{name}'", $"type '{header.Type}'", $"'{type}' or '{wideType}'", Advice);
        }
        if (header.FortranOrder && shape.Length > 1)
        {
            throw new InputException(_path, $"array '{name}'", "Fortran order", "C order", "save it with numpy.ascontiguousarray");
        }
        if (!header.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new InputException(_path, $"array '{name}'", $"shape ({string.Join(", ", header.Shape)})", $"({string.Join(", ", shape)})", Advice);
        }
        decimal count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }
        bool wide = header.Type == wideType;
        decimal bytes = count * (wide ? Marshal.SizeOf<TWide>() : Marshal.SizeOf<T>());
        if (bytes > int.MaxValue || bytes + header.Length != entry.Length || entry.CompressedLength > _stream.Length || entry.Length > MostDeflateRatio * (entry.CompressedLength + 1))
        {
            throw new InputException(_path, $"array '{name}'", $"{entry.Length} bytes ({entry.CompressedLength} in the archive)", $"{bytes + header.Length}, which its shape needs", Advice);
        }
        return (entry, header, wide);
    }

    private ZipArchiveEntry Entry(string name) =>
        _archive.GetEntry(name) ?? throw new InputException(_path, null, $"no '{name}' in the archive", "a model written by flex3d", Advice);

    private NpyArrayHeader ReadHeader(ZipArchiveEntry entry)
    {
        try
        {
            using Stream content = entry.Open();
            return NpyArrayHeader.Read(content, $"{_path}, {entry.FullName}");
        }
        catch (InvalidDataException e)
        {
            throw Damaged(entry, e);
        }
    }

    private void Fill(ZipArchiveEntry entry, byte[] start, Span<byte> rest)
    {
        var crc = new Crc32();
        try
        {
            using Stream content = entry.Open();
            content.ReadExactly(start);
            content.ReadExactly(rest);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(entry, e);
        }
        crc.Append(start);
        crc.Append(rest);
        Compare(entry, crc);
    }

    private void Take(ZipArchiveEntry entry, Action<Stream, Crc32> read)
    {
        var crc = new Crc32();
        try
        {
            using Stream content = new BufferedStream(entry.Open(), 1 << 16);
            read(content, crc);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(entry, e);
        }
        Compare(entry, crc);
    }

    private void Compare(ZipArchiveEntry entry, Crc32 crc)
    {
        if (crc.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw Damaged(entry, null);
        }
    }

    private InputException Damaged(ZipArchiveEntry entry, Exception? cause) =>
        new(_path, $"'{entry.FullName}'", "bytes that do not match their checksum or length", "the bytes that were written", Advice, cause);
}
