using System.IO.Compression;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using ICSharpCode.SharpZipLib.BZip2;

namespace Flex3D.Stages.Formats;

/// <summary>The samples of an MRC map of any shape, reordered with x fastest.</summary>
/// <param name="SizeX">Samples along x.</param>
/// <param name="SizeY">Samples along y.</param>
/// <param name="SizeZ">Samples along z.</param>
/// <param name="VoxelAngstrom">Voxel edges, Å; 0 along an axis where the header does not say.</param>
/// <param name="CellAngles">Cell angles, degrees.</param>
/// <param name="FirstVoxelAngstrom">Place of the first voxel, Å: the header's origin or, where that is zero, its start times the voxel edge.</param>
/// <param name="Values">[z][y][x], x fastest.</param>
internal sealed record MrcVolume(
    int SizeX, int SizeY, int SizeZ,
    (double X, double Y, double Z) VoxelAngstrom,
    (double Alpha, double Beta, double Gamma) CellAngles,
    (double X, double Y, double Z) FirstVoxelAngstrom,
    float[] Values)
{
    private const int LargestPart = 1 << 18; // the most samples read at once; even, so that a part of a row of nibbles is whole bytes

    /// <summary>Reads an MRC or CCP4 map; recognises gzip and bzip2 by content, not by name.</summary>
    /// <exception cref="InputException">The file is not an MRC file, or its sizes contradict its length.</exception>
    public static MrcVolume Read(string path)
    {
        using Stream file = Storage.OpenRead(path);
        Span<byte> magic = stackalloc byte[3];
        int got = file.ReadAtLeast(magic, 3, throwOnEndOfStream: false);
        file.Position = 0;
        bool gzip = got == 3 && magic[0] == 0x1F && magic[1] == 0x8B, bzip2 = got == 3 && magic.SequenceEqual("BZh"u8);
        if (!gzip && !bzip2)
        {
            return Read(file, file.Length, path);
        }
        try
        {
            using Stream inner = gzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : new BZip2InputStream(file) { IsStreamOwner = false };
            return Read(inner, null, path);
        }
        catch (Exception e) when (e is InvalidDataException or BZip2Exception or EndOfStreamException or IndexOutOfRangeException)
        {
            throw new InputException(path, $"compressed byte {file.Position}", $"{(gzip ? "gzip" : "bzip2")} data that do not decompress ({e.Message.TrimEnd('.')})", "a whole compressed map", "copy or export the file again", e);
        }
    }

    private static MrcVolume Read(Stream stream, long? length, string path)
    {
        byte[] head = new byte[MrcHeader.Bytes];
        int got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        MrcHeader header = MrcHeader.Parse(head.AsSpan(0, got), length, path);
        long total = (long)header.Columns * header.Rows * header.Sections;
        if (total > Array.MaxLength)
        {
            throw new InputException(path, "header words 1-3", $"{header.Columns} x {header.Rows} x {header.Sections} voxels", $"at most {Array.MaxLength} voxels", "crop or bin the map");
        }
        Skip(stream, header.ExtendedBytes, path);
        float[] stored = ReadSamples(stream, header, (int)total, known: length is not null, path);
        return InXFastOrder(header, stored);
    }

    /// <summary>Reads the samples. A compressed stream has no known length, so the array grows with the data that arrive, and a wrong header costs no memory.</summary>
    private static float[] ReadSamples(Stream stream, MrcHeader header, int total, bool known, string path)
    {
        float[] values = new float[known ? total : Math.Min(total, LargestPart)];
        long rows = (long)header.Rows * header.Sections, offset = header.DataOffset;
        int rowsAtOnce = (int)Math.Clamp(LargestPart / header.Columns, 1, rows), columnsAtOnce = Math.Min(header.Columns, LargestPart);
        MrcHeader part = header with { Columns = columnsAtOnce };
        byte[] raw = new byte[rowsAtOnce * part.RowBytes];
        for (int first = 0, last; first < total; first = last)
        {
            int left = header.Columns - first % header.Columns; // the samples left in a row that is longer than a part
            part = part with { Columns = Math.Min(columnsAtOnce, left) };
            int count = Math.Min(rowsAtOnce, (total - first) / part.Columns);
            int bytes = (int)(count * part.RowBytes), got = stream.ReadAtLeast(raw.AsSpan(0, bytes), bytes, throwOnEndOfStream: false);
            if (got < bytes)
            {
                throw new InputException(path, $"byte {offset + got} (decompressed)", "the end of the data", $"{header.DataOffset + header.DataBytes} bytes", "the file is truncated: copy or export it again");
            }
            offset += bytes;
            last = first + count * part.Columns;
            if (last > values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(total, Math.Max(last, 2L * values.Length)));
            }
            MrcSamples.Decode(part, raw.AsSpan(0, bytes), values.AsSpan(first..last));
        }
        if (!known && stream.ReadByte() >= 0)
        {
            throw new InputException(path, $"byte {header.DataOffset + header.DataBytes} (decompressed)", "bytes after the last sample", "the end of the data", "sizes, mode or extended header length in the header are wrong: write the file again");
        }
        return values;
    }

    private static MrcVolume InXFastOrder(MrcHeader header, float[] stored)
    {
        Span<int> counts = [header.Columns, header.Rows, header.Sections];
        Span<int> axes = [header.Axes.Column - 1, header.Axes.Row - 1, header.Axes.Section - 1];
        Span<int> size = stackalloc int[3];
        for (int i = 0; i < 3; i++)
        {
            size[axes[i]] = counts[i];
        }
        Span<int> starts = [header.Start.Column, header.Start.Row, header.Start.Section], start = stackalloc int[3];
        for (int i = 0; i < 3; i++)
        {
            start[axes[i]] = starts[i];
        }
        (double x, double y, double z) = header.VoxelAngstrom;
        (double X, double Y, double Z) first = header.OriginAngstrom == (0, 0, 0) ? (start[0] * x, start[1] * y, start[2] * z) : header.OriginAngstrom;
        if (axes[0] == 0 && axes[1] == 1)
        {
            return new MrcVolume(size[0], size[1], size[2], header.VoxelAngstrom, header.CellAngles, first, stored);
        }
        Span<long> stride = [1, size[0], (long)size[0] * size[1]];
        float[] values = new float[stored.Length];
        long from = 0;
        for (int s = 0; s < counts[2]; s++)
        {
            for (int r = 0; r < counts[1]; r++)
            {
                long to = s * stride[axes[2]] + r * stride[axes[1]], step = stride[axes[0]];
                for (int c = 0; c < counts[0]; c++, to += step)
                {
                    values[to] = stored[from++];
                }
            }
        }
        return new MrcVolume(size[0], size[1], size[2], header.VoxelAngstrom, header.CellAngles, first, values);
    }

    private static void Skip(Stream stream, long bytes, string path)
    {
        byte[] scratch = new byte[(int)Math.Min(bytes, 1 << 16)];
        for (long left = bytes; left > 0;)
        {
            int got = stream.Read(scratch, 0, (int)Math.Min(left, scratch.Length));
            if (got == 0)
            {
                throw new InputException(path, $"byte {MrcHeader.Bytes + bytes - left}", "the end of the data inside the extended header", $"{bytes} bytes of extended header", "the file is truncated: copy or export it again");
            }
            left -= got;
        }
    }
}
