using Flex3D.Stages.Maps;
using Flex3D.Stages.Results;
using Flex3D.Tests;

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

    private static byte[] Decode(byte[] png, out int width, out int height, out int channels)
    {
        var file = PngFile.Read(png);
        (width, height, channels) = (file.Width, file.Height, file.Channels);
        return file.Rows;
    }
}
