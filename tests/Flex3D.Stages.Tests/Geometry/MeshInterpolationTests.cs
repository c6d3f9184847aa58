using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Tests.Geometry;

public class MeshInterpolationTests
{
    private static readonly TetrahedralMesh s_mesh = new()
    {
        Vertices = [0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 4, 4, 4],
        Cells = [0, 1, 2, 3, 1, 2, 3, 4],
        RigidityWeights = [1, 1],
        Mobility = [1, 1, 1, 1, 1],
    };

    private static readonly MeshInterpolation s_interpolation = new(s_mesh, new VoxelBinding
    {
        Box = 4,
        PixelSizeAngstrom = 4,
        Voxels = [0, 1, 2, 3],
        Cells = [0, 1, 1, -1],
        Barycentric = [0.5f, 0.25f, 0.125f, 0.125f, 0, 0, 0.25f, 0.75f, 0.25f, 0.25f, 0.25f, 0.25f, 0, 0, 0, 0],
        Mask = [1, 1, 1, 1],
    });

    [Fact]
    public void A_value_is_the_weighted_mean_of_those_at_the_cells_vertices_and_0_outside_every_cell()
    {
        float[] values = [2, 3, 5, 7, 13];
        Enumerable.Range(0, 4).Select(voxel => s_interpolation.At(voxel, values)).ShouldBe([1 + 0.75f + 0.625f + 0.875f, 1.75f + 9.75f, 7, 0]);
        s_interpolation.Covered.ShouldBe(3);
    }

    [Fact]
    public void The_vector_of_the_vertices_places_is_the_voxels_place()
    {
        s_interpolation.VectorAt(0, s_mesh.Vertices).ShouldBe((1, 0.5, 0.5));
        s_interpolation.VectorAt(1, s_mesh.Vertices).ShouldBe((3, 3, 4));
        s_interpolation.VectorAt(2, s_mesh.Vertices).ShouldBe((2, 2, 2));
        s_interpolation.VectorAt(3, s_mesh.Vertices).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void A_value_is_spread_to_the_vertices_by_the_same_weights_on_top_of_what_is_there()
    {
        float[] values = [1, 1, 1, 1, 1];
        s_interpolation.Spread(0, 8, values);
        s_interpolation.Spread(1, 4, values);
        s_interpolation.Spread(3, 100, values);
        values.ShouldBe([5, 3, 2, 3, 4]);
    }
}
