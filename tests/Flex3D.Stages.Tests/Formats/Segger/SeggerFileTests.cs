using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats.Segger;
using Flex3D.Stages.Maps;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Formats.Segger;

/// <summary>Segmentations of Segger, written by h5py (libhdf5) in the layout of its files.</summary>
public sealed class SeggerFileTests
{
    private static string File(string name) => Path.Combine(SharedData.RepositoryRoot, "tests", "Flex3D.Stages.Tests", "Formats", "Segger", name);

    [Theory]
    [InlineData("two-segments.seg")]
    [InlineData("short-integers.seg")]
    public void A_voxel_has_the_number_of_the_root_of_its_region(string name)
    {
        SeggerFile.Is(File(name)).ShouldBeTrue();
        DensityMap labels = SeggerFile.Read(File(name));
        (labels.Box, labels.PixelSizeAngstrom).ShouldBe((6, 2.5));
        // Regions 1 and 2 are grouped in 7; 3 stands by itself. The file's index is [z][y][x].
        float[] expected = new float[216];
        (expected[(1 * 6 + 2) * 6 + 3], expected[(1 * 6 + 2) * 6 + 4], expected[(4 * 6 + 0) * 6 + 5]) = (7, 7, 3);
        labels.Values.ShouldBe(expected);
    }

    [Theory]
    [InlineData("no-regions.seg", "0 regions and 0 parents")]
    [InlineData("not-a-cube.seg", "a shape of 6 × 6 × 7")]
    [InlineData("own-parent.seg", "among its own parents")]
    [InlineData("turned.seg", "axes that are not turned")]
    public void What_cannot_be_a_segmentation_of_the_map_is_refused(string name, string said) =>
        Should.Throw<InputException>(() => SeggerFile.Read(File(name))).Message.ShouldContain(said);

    [Fact]
    public void A_file_cut_anywhere_is_read_right_or_refused()
    {
        byte[] whole = System.IO.File.ReadAllBytes(File("two-segments.seg"));
        float[] right = SeggerFile.Read(File("two-segments.seg")).Values;
        string cut = Path.Combine(Directory.CreateTempSubdirectory("flex3d-seg-").FullName, "cut.seg");
        int refused = 0;
        for (int length = 0; length < whole.Length; length += 211)
        {
            System.IO.File.WriteAllBytes(cut, whole[..length]);
            try
            {
                SeggerFile.Read(cut).Values.ShouldBe(right);
            }
            catch (InputException refusal)
            {
                refusal.InputSource.ShouldBe(cut);
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(0);
        Directory.Delete(Path.GetDirectoryName(cut)!, recursive: true);
    }
}
