using Flex3D.Stages.Formats;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Formats;

/// <summary>Every file of data/awkward/mrc: what it holds, or the sentence that refuses it.</summary>
public class AwkwardMrcTests
{
    private static string Awkward(string name) => SharedData.Require("awkward/mrc/" + name);

    [Fact]
    public void No_file_of_the_folder_is_left_out()
    {
        string[] known =
        [
            "3pqr-mode0.ccp4", "EMD-3001.map.bz2", "EMD-3001__nsymbt160_axes312.map", "EMD-3197.map", "emd_3001.map.gz", "emd_3001_f16_mode12.mrc",
            "emd_3197.png__not_mrc.png", "emd_3197_proj.mrcs", "example_image_stack__bad_cell.mrcs", "float16_mode12.mrc", "hand.5__no_MAP_no_stamp.mrcs",
            "invalid_axes__mapc_10_11_12.mrc", "maptools_file__mode0_size_mismatch.mrc", "rln_proj_65_odd_box.mrcs", "rln_proj_65_odd_box.star", "smallStack.spi_stk",
            "xmipp_smallStack__m0_cell0.mrcs",
        ];
        Directory.GetFiles(SharedData.Require("awkward/mrc")).Select(Path.GetFileName).ShouldBe(known, ignoreOrder: true);
    }

    [Fact]
    public void EMD_3001_comes_out_the_same_plain_gzipped_and_bzipped_with_its_axes_sorted()
    {
        MrcVolume plain = MrcVolume.Read(Awkward("EMD-3001__nsymbt160_axes312.map"));
        (plain.SizeX, plain.SizeY, plain.SizeZ).ShouldBe((43, 25, 73)); // columns are z, rows x, sections y
        plain.VoxelAngstrom.X.ShouldBe(17.93 / 40, 1e-5);
        plain.VoxelAngstrom.Y.ShouldBe(4.71 / 12, 1e-5);
        plain.VoxelAngstrom.Z.ShouldBe(33.03 / 72, 1e-5);
        plain.Values.Min().ShouldBe(-0.36814296f);
        plain.Values.Max().ShouldBe(0.72161025f);
        MrcVolume.Read(Awkward("emd_3001.map.gz")).Values.ShouldBe(plain.Values);
        MrcVolume.Read(Awkward("EMD-3001.map.bz2")).Values.ShouldBe(plain.Values);
        MrcVolume half = MrcVolume.Read(Awkward("emd_3001_f16_mode12.mrc")); // the same samples, in file order, rounded to 11 bits
        (half.SizeX, half.SizeY, half.SizeZ).ShouldBe((73, 43, 25));
        half.Values[0].ShouldBe(plain.Values[0], 1e-3f);
        half.Values[1].ShouldBe(plain.Values[43 * 25], 1e-3f);
        half.Values[73].ShouldBe(plain.Values[1], 1e-3f);
        half.Values[73 * 43].ShouldBe(plain.Values[43], 1e-3f);
    }

    [Fact]
    public void EMD_3197_is_a_cube_of_twenty()
    {
        var map = MrcMap.Read(Awkward("EMD-3197.map"));
        map.Box.ShouldBe(20);
        map.PixelSizeAngstrom.ShouldBe(11.4, 1e-5);
        map.Values.Min().ShouldBe(-4.1337457f);
        map.Values.Max().ShouldBe(5.576737f);
    }

    [Fact]
    public void A_CCP4_map_of_signed_bytes_is_read_with_its_axes_sorted()
    {
        MrcVolume map = MrcVolume.Read(Awkward("3pqr-mode0.ccp4"));
        (map.SizeX, map.SizeY, map.SizeZ).ShouldBe((100, 69, 59)); // columns are y, rows x
        map.Values[7 * 100 + 50].ShouldBe(-25); // the file's column 7 of row 50
        map.Values.Average(value => (double)value).ShouldBe(-36.391356, 1e-5);
    }

    [Theory]
    [InlineData("EMD-3001__nsymbt160_axes312.map", "43 x 25 x 73 voxels")]
    [InlineData("emd_3001.map.gz", "43 x 25 x 73 voxels")]
    [InlineData("EMD-3001.map.bz2", "43 x 25 x 73 voxels")]
    [InlineData("emd_3001_f16_mode12.mrc", "73 x 43 x 25 voxels")]
    [InlineData("3pqr-mode0.ccp4", "100 x 69 x 59 voxels")]
    [InlineData("emd_3197.png__not_mrc.png", "a PNG picture")]
    [InlineData("smallStack.spi_stk", "expected an MRC file")]
    [InlineData("invalid_axes__mapc_10_11_12.mrc", "10, 11, 12")]
    [InlineData("maptools_file__mode0_size_mismatch.mrc", "fits mode 2")]
    [InlineData("rln_proj_65_odd_box.star", "inside the header")]
    public void What_is_no_cubic_map_is_refused_in_one_sentence(string name, string says)
    {
        string path = Awkward(name); // outside what must throw: it skips where the data are absent
        Refusal.Says(() => MrcMap.Read(path), name, says);
    }

    [Theory]
    [InlineData("emd_3197_proj.mrcs", 20, 10, 11.4, -60.217487f)]
    [InlineData("example_image_stack__bad_cell.mrcs", 80, 4, null, -5.769178f)]
    [InlineData("float16_mode12.mrc", 64, 1, 3.5953124, -4.3398438f)]
    [InlineData("hand.5__no_MAP_no_stamp.mrcs", 64, 5, 1.0, null)]
    [InlineData("rln_proj_65_odd_box.mrcs", 65, 5, null, -0.004780051f)]
    [InlineData("xmipp_smallStack__m0_cell0.mrcs", 64, 4, 1.0, null)]
    public void Stacks_are_read_whatever_their_headers_leave_out(string name, int box, int count, double? pixelSize, float? minimum)
    {
        using MrcStack stack = MrcStack.Open(Awkward(name));
        (stack.Width, stack.Height, stack.Count, stack.CompleteImages).ShouldBe((box, box, count, count));
        if (pixelSize is null)
        {
            stack.PixelSizeAngstrom.ShouldBeNull();
        }
        else
        {
            stack.PixelSizeAngstrom!.Value.ShouldBe(pixelSize.Value, 1e-5);
        }
        float[] image = new float[box * box];
        float least = float.PositiveInfinity;
        for (int i = 0; i < count; i++)
        {
            stack.ReadImage(i, image);
            image.ShouldAllBe(value => float.IsFinite(value) && Math.Abs(value) < 1e4);
            least = Math.Min(least, image.Min());
        }
        if (minimum is not null)
        {
            least.ShouldBe(minimum.Value, 5e-3f * Math.Abs(minimum.Value));
        }
    }

    [Theory]
    [InlineData("emd_3197.png__not_mrc.png", "a PNG picture")]
    [InlineData("smallStack.spi_stk", "expected an MRC file")]
    [InlineData("invalid_axes__mapc_10_11_12.mrc", "10, 11, 12")]
    [InlineData("maptools_file__mode0_size_mismatch.mrc", "fits mode 2")]
    [InlineData("emd_3001.map.gz", "decompress")]
    [InlineData("EMD-3001.map.bz2", "decompress")]
    [InlineData("EMD-3001__nsymbt160_axes312.map", "3, 1, 2")]
    public void What_is_no_stack_is_refused_in_one_sentence(string name, string says)
    {
        string path = Awkward(name); // outside what must throw: it skips where the data are absent
        Refusal.Says(() => MrcStack.Open(path).Dispose(), name, says);
    }
}
