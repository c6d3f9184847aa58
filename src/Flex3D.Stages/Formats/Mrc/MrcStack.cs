using System.Buffers;
using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Formats;

/// <summary>A stack of images in one MRC file, read by offset from any number of threads.</summary>
/// <remarks>
/// Images are [y][x], x fastest, as stored. A stack that ends early opens, so that its whole images can be used;
/// <see cref="ReadImage"/> then refuses the images it lacks, each with its byte. Pixels are not checked for NaN here.
/// </remarks>
public sealed class MrcStack : IDisposable
{
    private readonly IStoredFile _file;
    private readonly MrcHeader _header;

    private MrcStack(string path, IStoredFile file, MrcHeader header)
    {
        (Path, _file, _header) = (path, file, header);
        long whole = Math.Max(0, file.Length - header.DataOffset) / header.SectionBytes;
        CompleteImages = (int)Math.Min(header.Sections, whole);
        (double x, double y, _) = header.VoxelAngstrom;
        PixelSizeAngstrom = x > 0 && Math.Abs(x - y) <= 0.01 * x ? x : null;
    }

    public string Path { get; }

    /// <summary>Pixels along x.</summary>
    public int Width => _header.Columns;

    /// <summary>Pixels along y.</summary>
    public int Height => _header.Rows;

    /// <summary>The number of images that the header states.</summary>
    public int Count => _header.Sections;

    /// <summary>The number of images that are complete in the file; less than <see cref="Count"/> where it is truncated.</summary>
    public int CompleteImages { get; }

    /// <summary>Pixel edge from the header, Å; null where empty, absurd or different in x and y. The particle table is more reliable.</summary>
    public double? PixelSizeAngstrom { get; }

    /// <summary>Opens a stack; the file stays open, shared for reading, until disposed.</summary>
    /// <param name="file">The file to read the bytes from, disposed of with the stack; null to open <paramref name="path"/>.</param>
    /// <exception cref="InputException">The file is not an MRC file, is truncated inside its header, longer than its header says or compressed, or has permuted axes.</exception>
    public static MrcStack Open(string path, IStoredFile? file = null)
    {
        file ??= Storage.Current.Open(path);
        try
        {
            Span<byte> head = stackalloc byte[MrcHeader.Bytes];
            int got = Storage.ReadFully(file, head, 0);
            if (head.StartsWith("BZh"u8) || (head[0] == 0x1F && head[1] == 0x8B))
            {
                throw new InputException(path, null, "a compressed file", "an uncompressed image stack", "decompress it first: images are read by offset");
            }
            MrcHeader header = MrcHeader.Parse(head[..got], file.Length, path, truncatedIsFine: true);
            if (header.Axes != (1, 2, 3))
            {
                throw new InputException(path, "header words 17-19 (MAPC, MAPR, MAPS)", $"{header.Axes.Column}, {header.Axes.Row}, {header.Axes.Section}", "1, 2, 3 for a stack of images", "write the stack again with images as sections");
            }
            if ((long)header.Columns * header.Rows > Array.MaxLength || header.SectionBytes > Array.MaxLength)
            {
                throw new InputException(path, "header words 1-2", $"images of {header.Columns} x {header.Rows} pixels", $"at most {Array.MaxLength} pixels");
            }
            return new MrcStack(path, file, header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of one image.</summary>
    public long ImageBytes => _header.SectionBytes;

    /// <summary>Byte offset in the file at which an image begins.</summary>
    public long OffsetOf(int slice) => _header.DataOffset + slice * _header.SectionBytes;

    /// <summary>Reads one image as float32. Thread-safe; makes no lasting allocation.</summary>
    /// <param name="slice">0-based image number.</param>
    /// <param name="destination">Width × Height pixels, x fastest.</param>
    /// <exception cref="InputException">There is no such image, or the file ends before its last pixel.</exception>
    public void ReadImage(int slice, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Width * Height);
        ReadImages(slice, destination);
    }

    /// <summary>Reads successive images as float32, in one operation where they are stored as float32. Thread-safe; makes no lasting allocation.</summary>
    /// <param name="first">0-based number of the first image.</param>
    /// <param name="destination">[image][y][x], as many whole images as are wanted.</param>
    /// <exception cref="InputException">There is no such image, or the file ends before its last pixel.</exception>
    public void ReadImages(int first, Span<float> destination)
    {
        int pixels = Width * Height, count = destination.Length / pixels;
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, count * pixels);
        if (_header.Mode == MrcMode.Float32 && _header.BigEndian != BitConverter.IsLittleEndian)
        {
            RequireImage(first);
            RequireImage(first + count - 1);
            long offset = OffsetOf(first);
            int got = Storage.ReadFully(_file, MemoryMarshal.AsBytes(destination), offset), whole = (int)(got / _header.SectionBytes);
            if (whole < count)
            {
                throw Truncated(first + whole, offset + got);
            }
            return;
        }
        for (int i = 0; i < count; i++)
        {
            Decode(first + i, destination.Slice(i * pixels, pixels));
        }
    }

    public void Dispose() => _file.Dispose();

    private void RequireImage(int slice)
    {
        if (slice < 0 || slice >= Count)
        {
            throw new InputException(Path, $"image {slice + 1L}", $"a stack of {Count} images", $"image {slice + 1L} (counted from 1) in it", "the particle table and the stack do not belong together");
        }
    }

    private void Decode(int slice, Span<float> image)
    {
        RequireImage(slice);
        byte[] raw = ArrayPool<byte>.Shared.Rent((int)_header.SectionBytes);
        try
        {
            Span<byte> bytes = raw.AsSpan(0, (int)_header.SectionBytes);
            int got = Storage.ReadFully(_file, bytes, OffsetOf(slice));
            if (got < bytes.Length)
            {
                throw Truncated(slice, OffsetOf(slice) + got);
            }
            MrcSamples.Decode(_header, bytes, image);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }

    private InputException Truncated(int slice, long end) =>
        new(Path, $"image {slice + 1L} of {Count}, byte {end}", "the end of the file", $"{_header.SectionBytes} bytes of pixels from byte {OffsetOf(slice)}", "the stack is truncated: copy or export it again");
}
