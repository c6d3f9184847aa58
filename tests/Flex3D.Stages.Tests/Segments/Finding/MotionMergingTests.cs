using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Segments.Finding;
using Flex3D.Stages.Tests.Model;

namespace Flex3D.Stages.Tests.Segments.Finding;

/// <summary>What moves together: two blocks side by side, of which the right one turns and slides.</summary>
public class MotionMergingTests
{
    private static readonly TetrahedralMesh s_mesh = TwoBlocks.Cut(fused: false).Mesh;

    /// <summary>Lumps of density on a lattice of four voxels, so that there are many basins in each block.</summary>
    private static readonly DensityMap s_map = new(TwoBlocks.Box, TwoBlocks.Pixel, [.. TwoBlocks.Voxels().Select(v =>
        TwoBlocks.Inside(v) ? (float)(2 + Math.Cos(v.X * Math.PI / 2) + Math.Cos(v.Y * Math.PI / 2) + Math.Cos(v.Z * Math.PI / 2)) : 0)]);

    private sealed class RightBlock(double degrees) : IFlow
    {
        public int VertexCount => s_mesh.VertexCount;

        public int LatentDimension => 2;

        public void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows)
        {
            flows.Clear();
            for (int row = 0; row < count; row++)
            {
                (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180 * latents[2 * row]);
                for (int i = 0; i < s_mesh.Cells.Length; i++)
                {
                    int v = s_mesh.Cells[i];
                    if (s_mesh.Segments!.CellLabels[i / 4] == 7)
                    {
                        (float x, float y) = (s_mesh.Vertices[3 * v], s_mesh.Vertices[3 * v + 1]);
                        Span<float> flow = flows.Slice(3 * VertexCount * row, 3 * VertexCount);
                        (flow[v], flow[VertexCount + v], flow[2 * VertexCount + v]) = ((float)(cos * x - sin * y - x), (float)(sin * x + cos * y - y), 2 * latents[2 * row + 1]);
                    }
                }
            }
        }
    }

    private static FlexModel Model() => SampleModel.Create() with { Mesh = s_mesh };

    [Fact]
    public void Blocks_that_turn_far_against_each_other_are_two_segments_along_their_boundary()
    {
        FoundSegments found = SegmentFinder.ByMotion(Model(), new RightBlock(40), s_map, TwoBlocks.Mask, new SegmentFinderOptions());
        found.Segments.Count.ShouldBe(2);
        int agree = 0, all = 0;
        foreach ((int x, int y, int z) in TwoBlocks.Voxels().Where(TwoBlocks.Inside))
        {
            agree += (found.Segmentation.Grid.Labels[(z * TwoBlocks.Box + y) * TwoBlocks.Box + x] == 1) == (TwoBlocks.Label((x, y, z)) == 4) ? 1 : 0;
            all++;
        }
        agree.ShouldBeGreaterThan(all * 9 / 10); // basins of four voxels do not end where the blocks do
        found.Segments[0].MotionAngstrom!.Value.ShouldBeLessThan(2);
        found.Segments[1].MotionAngstrom!.Value.ShouldBeGreaterThan(3);
        found.Fuse.ShouldBe([(1, 2)]);
    }

    [Fact]
    public void The_number_of_segments_can_be_given() =>
        SegmentFinder.ByMotion(Model(), new RightBlock(40), s_map, TwoBlocks.Mask, new SegmentFinderOptions { Count = 5 }).Segments.Count.ShouldBe(5);

    [Fact]
    public void Where_nothing_moves_no_segment_can_be_found() =>
        Should.Throw<InputException>(() => SegmentFinder.ByMotion(Model(), new Still(), s_map, TwoBlocks.Mask, new SegmentFinderOptions())).Message.ShouldContain("move");

    private sealed class Still : IFlow
    {
        public int VertexCount => s_mesh.VertexCount;

        public int LatentDimension => 2;

        public void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows) => flows.Clear();
    }

    [Fact]
    public void A_rigid_motion_explains_all_and_a_stretch_leaves_what_it_adds()
    {
        // Unit points on three axes: y = s x leaves Σ (s − 1)² |x|² after the best rotation, the identity.
        double[][] points = [[1, 0, 0], [-1, 0, 0], [0, 2, 0], [0, -2, 0], [0, 0, 3], [0, 0, -3]];
        var sums = new MotionSums(3, 2);
        (double sin, double cos) = Math.SinCos(2.5);
        foreach (double[] x in points)
        {
            double[] turned = [cos * x[0] - sin * x[1] - x[0] + 5, sin * x[0] + cos * x[1] - x[1] - 7, 4];
            double[] stretched = [.. x.Select(value => 0.1 * value)];
            sums.Add(0, 2, x, [.. turned, .. turned]);
            sums.Add(1, 2, x, [.. turned, .. stretched]);
        }
        sums.Residual(0).ShouldBe(0, 1e-9);
        sums.Residual(1).ShouldBe(2 * 0.01 * 2 * (1 + 4 + 9), 1e-9);
        sums.Residual(2).ShouldBe(0);
        double union = sums.Residual(0, 1);
        sums.Together([0, 1]).Residual(0).ShouldBe(union, 1e-9);
        sums.Merge(0, 1);
        sums.Residual(0).ShouldBe(union, 1e-9);
        sums.WeightOf(0).ShouldBe(24);
    }

    [Fact]
    public void Labels_are_carried_to_the_mean_of_the_conformations()
    {
        // Every particle has the right block 6 Å farther along z.
        FlexModel model = Model();
        FlexModel moved = model with { Latents = [.. Enumerable.Range(0, model.Latents.Length).Select(i => i % 2 == 0 ? 0 : 3f)] };
        var labels = new SegmentGrid(TwoBlocks.Box, TwoBlocks.Pixel, [.. TwoBlocks.Voxels().Select(v => TwoBlocks.Inside(v) ? TwoBlocks.Label(v) : 0)]);
        SegmentGrid mean = new MovedPlaces(moved, new RightBlock(40), TwoBlocks.Mask, 8).AtMean(labels);
        foreach ((int x, int y, int z) in TwoBlocks.Voxels().Where(v => TwoBlocks.Inside(v) && v.Z >= 8))
        {
            mean.Labels[(z * TwoBlocks.Box + y) * TwoBlocks.Box + x].ShouldBe(TwoBlocks.Label((x, y, z)));
        }
        mean.At((17 - 12) * 3, 0, (19 - 12) * 3).ShouldBe(7); // above the left block, below which the right one now ends
    }
}
