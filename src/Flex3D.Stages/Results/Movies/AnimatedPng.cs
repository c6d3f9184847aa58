using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Flex3D.Stages.Results.Movies;

/// <summary>Writes animated PNG files of at most 256 colours: Portable Network Graphics (PNG) Specification, third edition, W3C 2025.</summary>
/// <remarks>
/// The chunks are, in this order: <c>IHDR</c> (11.2.1: 8 bits, indexed colours), <c>acTL</c> (11.3.6.1: the number of frames, and 0 for a loop without end), <c>PLTE</c> (11.2.2), and for each frame an <c>fcTL</c> (11.3.6.2: its place, how long it
/// stays, and that it replaces what was there) with its pixels behind it, of the first frame in an <c>IDAT</c> (11.2.3), of others in an <c>fdAT</c> (11.3.6.3); <c>IEND</c>. Control and data chunks of the animation share one sequence of numbers. A program that does
/// not know animations shows the first frame. Each chunk ends in the CRC-32 of its name and data (5.5); rows are not filtered (9.2), which indexed colours have no use for.
/// </remarks>
public static class AnimatedPng
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="colours">The colours, [colour][red, green, blue], 1 to 256.</param>
    /// <param name="images">The different images, [row][column]: numbers of colours.</param>
    /// <param name="frames">The frames in their order: number of an image, and how long it stays, milliseconds.</param>
    /// <exception cref="ArgumentException">There is no frame, or an image has not so many pixels.</exception>
    public static void Write(Stream stream, int width, int height, ReadOnlySpan<byte> colours, IReadOnlyList<byte[]> images, IReadOnlyList<(int Image, int Milliseconds)> frames)
    {
        if (frames.Count == 0 || images.Any(image => image.Length != width * height) || colours.Length is 0 or > 3 * 256)
        {
            throw new ArgumentException("a file has frames, all of one size, and 1 to 256 colours", nameof(images));
        }
        byte[][] packed = [.. images.Select(image => Packed(image, width))];
        uint sequence = 0;
        stream.Write(Signature);
        Chunk(stream, "IHDR"u8, [.. Big(width), .. Big(height), 8, 3, 0, 0, 0]); // bit depth, colour type, and the only methods there are of compression, filters and interlace
        Chunk(stream, "acTL"u8, [.. Big(frames.Count), .. Big(0)]);
        Chunk(stream, "PLTE"u8, colours);
        foreach ((int number, (int image, int milliseconds)) in frames.Index())
        {
            Chunk(stream, "fcTL"u8, [.. Big(Next()), .. Big(width), .. Big(height), .. Big(0), .. Big(0), .. Small(milliseconds), .. Small(1000), 0, 0]);
            if (number == 0)
            {
                Chunk(stream, "IDAT"u8, packed[image]);
            }
            else
            {
                Chunk(stream, "fdAT"u8, [.. Big(Next()), .. packed[image]]);
            }
        }
        Chunk(stream, "IEND"u8, []);

        int Next() => (int)sequence++;
    }

    private static void Chunk(Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var crc = new Crc32();
        crc.Append(name);
        crc.Append(data);
        stream.Write(Big(data.Length));
        stream.Write(name);
        stream.Write(data);
        stream.Write(Big((int)crc.GetCurrentHashAsUInt32()));
    }

    // Rows, each behind the number of its filter, in the zlib format.
    private static byte[] Packed(byte[] image, int width)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int from = 0; from < image.Length; from += width)
            {
                zlib.WriteByte(0);
                zlib.Write(image, from, width);
            }
        }
        return bytes.ToArray();
    }

    private static byte[] Big(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Small(int number)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)number));
        return bytes;
    }
}
