using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Geometry;

public class VoxelBinderTests
{
    private static readonly DensityMap Mask = Shapes.Ellipsoid(24, 3.0, 0.4);

    [Theory]
    [InlineData(24, 3.0, false)]
    [InlineData(36, 2.0, false)]
    [InlineData(25, 2.9, true)]
    [InlineData(24, 3.0, true)]
    public void Barycentric_weights_reproduce_every_voxel_position(int box, double pixel, bool irregular)
    {
        TetrahedralMesh mesh = irregular ? Shapes.Irregular(Mask, 6) : MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = 6 });
        VoxelBinding binding = VoxelBinder.Bind(mesh, Shapes.Ellipsoid(box, pixel, 0.38));
        binding.UncoveredCount.ShouldBeLessThan(binding.Count / 50);
        for (int i = 0; i < binding.Count - binding.UncoveredCount; i++)
        {
            int flat = binding.Voxels[i];
            (double x, double y, double z) = Shapes.Interpolate(mesh, binding, i);
            x.ShouldBe((flat % box - box / 2) * pixel, 1e-5 * 36);
            y.ShouldBe((flat / box % box - box / 2) * pixel, 1e-5 * 36);
            z.ShouldBe((flat / box / box - box / 2) * pixel, 1e-5 * 36);
            binding.Barycentric.AsSpan(4 * i, 4).ToArray().ShouldAllBe(b => b > -2e-4f && b < 1.0002f);
        }
    }

    [Fact]
    public void Voxels_stand_by_cell_and_within_a_cell_by_index_and_none_is_lost()
    {
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = 6 });
        VoxelBinding binding = VoxelBinder.Bind(mesh, Mask);
        binding.UncoveredCount.ShouldBe(0);
        binding.Count.ShouldBe(Mask.Values.Count(v => v > 0.01f));
        for (int i = 1; i < binding.Count; i++)
        {
            (binding.Cells[i] > binding.Cells[i - 1] || (binding.Cells[i] == binding.Cells[i - 1] && binding.Voxels[i] > binding.Voxels[i - 1])).ShouldBeTrue();
        }
        for (int i = 0; i < binding.Count; i++)
        {
            binding.Mask[i].ShouldBe(Mask.Values[binding.Voxels[i]]);
        }
    }

    [Fact]
    public void Voxels_that_no_cell_holds_come_last_with_zero_weights_and_are_counted()
    {
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Shapes.Ellipsoid(24, 3.0, 0.2), null, new MeshOptions { CellsAcrossBox = 12 });
        VoxelBinding binding = VoxelBinder.Bind(mesh, Mask);
        int covered = binding.Count - binding.UncoveredCount;
        binding.UncoveredCount.ShouldBeGreaterThan(100);
        covered.ShouldBeGreaterThan(100);
        binding.Cells[..covered].ShouldAllBe(c => c >= 0);
        binding.Cells[covered..].ShouldAllBe(c => c == -1);
        binding.Barycentric[(4 * covered)..].ShouldAllBe(b => b == 0);
    }

    [Fact]
    public void Where_cells_overlap_the_first_one_holds_the_voxel()
    {
        TetrahedralMesh one = MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = 6 });
        var doubled = new TetrahedralMesh
        {
            Vertices = one.Vertices,
            Cells = [.. one.Cells, .. one.Cells],
            RigidityWeights = [.. one.RigidityWeights, .. one.RigidityWeights],
            Mobility = one.Mobility,
        };
        VoxelBinder.Bind(doubled, Mask).Cells.ShouldBe(VoxelBinder.Bind(one, Mask).Cells);
    }
}
