using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Tests.Engine.Convection;

public class ConvectionProjectionEdgeTests
{
    public static TheoryData<int> Widths => SplatFixture.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Points_far_outside_the_image_are_dropped(int width)
    {
        SplatScratch scratch = SplatFixture.Scratch(width);
        foreach (float far in new[] { -9e5f, -100, -4, 20, 100, 9e5f })
        {
            var f = new SplatFixture(16, 500, 1);
            Array.Fill(f.Px, far);
            f.Project(scratch).ShouldAllBe(v => v == 0);
            float[] map = new float[500], x = new float[f.Px.Length], y = new float[f.Px.Length];
            ConvectionProjection.AdjointBoth(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, map, x, y, scratch);
            map.ShouldAllBe(v => v == 0);
            x.ShouldAllBe(v => v == 0);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-3e38f)]
    public void A_position_that_is_none_makes_everything_NaN_and_leaves_the_scratch_good(float bad)
    {
        var f = new SplatFixture(16, 500, 2);
        var scratch = new SplatScratch();
        float[] expected = f.Project(scratch);
        float kept = f.Py[3];
        f.Py[3] = bad;
        f.Project(scratch).ShouldAllBe(v => float.IsNaN(v));
        float[] map = new float[500], x = new float[f.Px.Length], y = new float[f.Px.Length];
        ConvectionProjection.AdjointBoth(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, map, x, y, scratch);
        map.Concat(x).Concat(y).ShouldAllBe(v => float.IsNaN(v));
        f.Py[3] = kept;
        f.Project(scratch).ShouldBe(expected);
    }

    [Fact]
    public void A_voxel_in_no_cell_stays_where_it_is()
    {
        const int Box = 10, Voxel = (3 * Box + 6) * Box + 4;
        SplatPlan plan = OneVoxel(Box, Voxel, -1, [0, 0, 0, 0]);
        plan.VertexCount.ShouldBe(8, "a tetrahedron and the anchors");
        float[] px = [.. Enumerable.Range(0, plan.VertexCount).Select(v => plan.RestVertices[3 * v] / 2 + 5)];
        float[] py = [.. Enumerable.Range(0, plan.VertexCount).Select(v => plan.RestVertices[3 * v + 1] / 2 + 5)];
        float[] image = new float[Box * Box];
        ConvectionProjection.Project(plan, [1], px, py, Box, image, new SplatScratch());
        image[6 * Box + 4].ShouldBe(4f / 9, 1e-5f);
        image.Sum().ShouldBe(1, 1e-5f);
    }

    [Fact]
    public void Bad_cells_and_weights_are_refused_by_number()
    {
        Should.Throw<InputException>(() => OneVoxel(10, 0, 1, [1, 0, 0, 0])).Message.ShouldContain("voxel 0");
        Should.Throw<InputException>(() => OneVoxel(10, 0, -2, [1, 0, 0, 0])).Message.ShouldContain("cell -2");
        Should.Throw<InputException>(() => OneVoxel(10, 0, 0, [1, float.NaN, 0, 0])).Message.ShouldContain("weights");
        Should.Throw<InputException>(() => OneVoxel(10, 0, 0, [1, 1, 0, 0])).Message.ShouldContain("sum to 1");
    }

    [Fact]
    public void Arrays_of_the_wrong_length_are_refused()
    {
        var f = new SplatFixture(16, 100, 3);
        var scratch = new SplatScratch();
        float[] image = new float[256];
        Should.Throw<ArgumentException>(() => ConvectionProjection.Project(f.Plan, f.Values.AsSpan(1), f.Px, f.Py, 16, image, scratch));
        Should.Throw<ArgumentException>(() => ConvectionProjection.Project(f.Plan, f.Values, f.Px.AsSpan(1), f.Py, 16, image, scratch));
        Should.Throw<ArgumentException>(() => ConvectionProjection.Project(f.Plan, f.Values, f.Px, f.Py, 15, image, scratch));
        Should.Throw<ArgumentException>(() => ConvectionProjection.Project(f.Plan, f.Values, f.Px, f.Py, 100_000, image, scratch));
    }

    internal static SplatPlan OneVoxel(int box, int voxel, int cell, float[] weights) => SplatPlan.Create(
        new TetrahedralMesh { Vertices = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [1, 1, 1, 1] },
        new VoxelBinding { Box = box, PixelSizeAngstrom = 2, Voxels = [voxel], Cells = [cell], Barycentric = weights, Mask = [1] });
}
