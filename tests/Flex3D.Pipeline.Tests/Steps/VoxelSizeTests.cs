using Flex3D.Pipeline.Steps.Prep;

namespace Flex3D.Pipeline.Tests.Steps;

/// <summary>The voxel size of a map, from its header and the grids that it may belong to.</summary>
public class VoxelSizeTests
{
    private static readonly GridSize Particles = new("the particles", 64, 4);

    [Theory]
    [InlineData(64, 4.0, 4.0, null, false)]
    [InlineData(64, 4.003, 4.003, null, false)] // rounding
    [InlineData(64, null, 4.0, "no voxel size", false)]
    [InlineData(64, 1.0, 4.0, "do not know", false)]
    [InlineData(64, 4.05, 4.0, "says 4.05 Å", true)] // calibration
    [InlineData(64, 3.9, 4.0, "says 3.9 Å", true)]
    [InlineData(64, 4.2, 4.2, null, false)] // another grid
    [InlineData(128, 2.0, 2.0, null, false)]
    [InlineData(128, 2.03, 2.03, null, false)]
    [InlineData(128, null, 2.0, "as wide as the box", true)]
    [InlineData(128, 1.0, 1.0, "1 Å", true)]
    [InlineData(256, 1.0, 1.0, null, false)] // as wide as the images
    public void Of_a_map(int box, double? stated, double size, string? note, bool doubtful)
    {
        VoxelSize found = VoxelSize.Of(box, stated, Particles);
        found.Angstrom.ShouldBe(size, 1e-9);
        found.IsDoubtful.ShouldBe(doubtful);
        (found.Note ?? "").ShouldContain(note ?? "");
        (found.Note is null).ShouldBe(note is null);
    }

    [Theory]
    [InlineData(128, null, 2.03)]
    [InlineData(128, 1.0, 2.03)]
    [InlineData(128, 2.0, 2.03)]
    [InlineData(64, null, 4.0)]
    [InlineData(96, null, 4 * 64 / 96.0)]
    public void A_mask_has_the_maps_voxels_where_it_has_the_maps_box(int box, double? stated, double size) =>
        VoxelSize.Of(box, stated, new GridSize("the map", 128, 2.03), Particles).Angstrom.ShouldBe(size, 1e-9);

    [Fact]
    public void A_pixel_size_near_1_is_a_calibration() => VoxelSize.Of(300, 1, new GridSize("the particles", 300, 1.02)).ShouldSatisfyAllConditions(
        size => size.Angstrom.ShouldBe(1.02), size => size.IsDoubtful.ShouldBeTrue());
}
