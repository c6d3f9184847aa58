using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Results;

namespace Flex3D.Stages.Tests.Results;

public sealed class SurfacePictureTests
{
    private const int Box = 40;
    private static readonly Lazy<byte[]> s_plain = new(() => SurfacePicture.ToPng(Ellipsoid(), 0.5, null, 2));

    /// <summary>An ellipsoid with semi-axes of 12, 8 and 4 voxels along x, y and z.</summary>
    private static DensityMap Ellipsoid()
    {
        var map = new DensityMap(Box, 2);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double x = (i % Box - Box / 2) / 12.0, y = (i / Box % Box - Box / 2) / 8.0, z = (i / Box / Box - Box / 2) / 4.0;
            map.Values[i] = (float)Math.Exp(-0.6931 * (x * x + y * y + z * z)); // one half on the surface
        }
        return map;
    }

    [Fact]
    public void The_picture_is_a_PNG_of_500_pixels_whose_chunks_and_rows_add_up()
    {
        byte[] rows = Decode(s_plain.Value, out int width, out int height, out int channels);
        (width, height).ShouldBe((500, 500));
        rows.Length.ShouldBe(500 * 500 * channels);
    }

    [Fact]
    public void The_molecule_lies_along_the_picture_seen_from_its_flat_side()
    {
        byte[] rows = Decode(s_plain.Value, out int width, out int height, out int channels);
        bool Ink(int x, int y) => rows[(y * width + x) * channels] < 250;
        int across = Enumerable.Range(0, width).Count(x => Ink(x, height / 2)), along = Enumerable.Range(0, height).Count(y => Ink(width / 2, y));
        across.ShouldBeInRange(380, 480); // most of the width
        ((double)along / across).ShouldBe(8.0 / 12, 0.03); // not 4/12: the shortest axis points to the viewer
        Ink(2, 2).ShouldBeFalse();
        Ink(497, 497).ShouldBeFalse();
    }

    [Fact]
    public void The_moving_part_has_another_colour_and_specks_are_left_out()
    {
        DensityMap map = Ellipsoid(), moving = new(Box, 2);
        for (int i = 0; i < moving.Values.Length; i++)
        {
            moving.Values[i] = i % Box > Box / 2 ? 1 : 0;
        }
        byte[] plain = Decode(s_plain.Value, out int width, out _, out int channels);
        byte[] two = Decode(SurfacePicture.ToPng(map, 0.5, moving, 2), out _, out _, out _);
        int Warmth(byte[] rows, int x) => rows[(250 * width + x) * channels] - rows[(250 * width + x) * channels + 2]; // red minus blue
        Warmth(plain, 150).ShouldBeLessThan(0);
        Warmth(plain, 350).ShouldBeLessThan(0);
        (Warmth(two, 150) > 0 ^ Warmth(two, 350) > 0).ShouldBeTrue();

        map[2, 2, 2] = 5; // far from the molecule, and denser
        Ink(Decode(SurfacePicture.ToPng(map, 0.5, null, 2), out _, out _, out _)).ShouldBe(Ink(plain), 0.03 * Ink(plain));
        double Ink(byte[] rows) => Enumerable.Range(0, rows.Length / channels).Count(p => rows[p * channels] < 250);
    }

    [Fact]
    public void The_number_of_threads_changes_no_byte() =>
        SurfacePicture.ToPng(Ellipsoid(), 0.5, null, 1).AsSpan().SequenceEqual(s_plain.Value).ShouldBeTrue();

    [Fact]
    public void A_flat_map_gives_a_white_picture() =>
        Decode(SurfacePicture.ToPng(new DensityMap(Box, 2), 0, null, 1), out _, out _, out _).Count(b => b != 255).ShouldBe(0);

    /// <summary>Decodes a PNG of 8 bits a channel by the specification: signature, chunks with their checksums, zlib, and the five filters of rows.</summary>
    private static byte[] Decode(byte[] png, out int width, out int height, out int channels)
    {
        png.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[137, 80, 78, 71, 13, 10, 26, 10]).ShouldBeTrue();
        (width, height, channels) = (0, 0, 0);
        using var packed = new MemoryStream();
        string last = "";
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            last = Encoding.ASCII.GetString(png, at + 4, 4);
            Crc32.HashToUInt32(png.AsSpan(at + 4, length + 4)).ShouldBe(BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)), last);
            ReadOnlySpan<byte> data = png.AsSpan(at + 8, length);
            if (last == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                data[8].ShouldBe((byte)8);
                channels = data[9] switch { 2 => 3, 6 => 4, _ => throw new InvalidDataException("neither RGB nor RGBA") };
                data[12].ShouldBe((byte)0); // not interlaced
            }
            else if (last == "IDAT")
            {
                packed.Write(data);
            }
            at += 12 + length;
        }
        last.ShouldBe("IEND");
        packed.Position = 0;
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Decompress))
        {
            zlib.CopyTo(inflated);
        }
        byte[] raw = inflated.ToArray();
        int stride = width * channels;
        raw.Length.ShouldBe(height * (1 + stride));
        byte[] rows = new byte[height * stride];
        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < stride; i++)
            {
                int left = i < channels ? 0 : rows[y * stride + i - channels], above = y == 0 ? 0 : rows[(y - 1) * stride + i];
                int corner = y == 0 || i < channels ? 0 : rows[(y - 1) * stride + i - channels], guess = left + above - corner;
                int paeth = Math.Abs(guess - left) <= Math.Abs(guess - above) && Math.Abs(guess - left) <= Math.Abs(guess - corner) ? left
                    : Math.Abs(guess - above) <= Math.Abs(guess - corner) ? above : corner;
                int predicted = raw[y * (1 + stride)] switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, 4 => paeth, _ => throw new InvalidDataException("no such filter") };
                rows[y * stride + i] = (byte)(raw[y * (1 + stride) + 1 + i] + predicted);
            }
        }
        return rows;
    }
}
