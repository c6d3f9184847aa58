using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments;
using Flex3D.Stages.Tests.Geometry;

namespace Flex3D.Stages.Tests.Segments;

public class CutMeshTests
{
    [Theory]
    [InlineData(6, 0.0)]
    [InlineData(0, 9.5)]
    public void A_mesh_of_one_segment_is_the_regular_one(int across, double size)
    {
        DensityMap mask = Shapes.Ellipsoid(24, 3.0, 0.4);
        var options = new MeshOptions { CellsAcrossBox = across, CellSizeAngstrom = size };
        TetrahedralMesh regular = MeshBuilder.BuildRegular(mask, mask, options);
        var places = new SegmentGrid(24, 3.0, [.. Enumerable.Repeat(2, mask.Values.Length)]);
        TetrahedralMesh cut = CutMeshBuilder.Build(mask, places, mask, new CutMeshOptions(options, [new(2, "all")], [])).Mesh;
        cut.Vertices.ShouldBe(regular.Vertices);
        cut.Cells.ShouldBe(regular.Cells);
        cut.RigidityWeights.ShouldBe(regular.RigidityWeights);
        VoxelBinder.Bind(cut, mask).Cells.ShouldBe(VoxelBinder.Bind(regular, mask).Cells);
    }

    [Theory]
    [InlineData(24, 3.0)]
    [InlineData(48, 1.5)]
    [InlineData(36, 2.0)]
    public void Every_voxel_is_bound_to_a_cell_of_its_own_segment(int box, double pixel)
    {
        TetrahedralMesh mesh = TwoBlocks.Cut(fused: false).Mesh;
        var mask = new DensityMap(box, pixel);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = TwoBlocks.Inside(Nearest(i)) ? 1 : 0;
        }
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        binding.UncoveredCount.ShouldBe(VoxelBinder.Bind(MeshBuilder.BuildRegular(TwoBlocks.Mask, null, new MeshOptions { CellsAcrossBox = 6 }), mask).UncoveredCount);
        for (int i = 0; i < binding.Count - binding.UncoveredCount; i++)
        {
            mesh.Segments!.CellLabels[binding.Cells[i]].ShouldBe(TwoBlocks.Label(Nearest(binding.Voxels[i])));
            (double x, double y, double z) = Shapes.Interpolate(mesh, binding, i);
            x.ShouldBe((binding.Voxels[i] % box - box / 2) * pixel, 1e-4);
            z.ShouldBe((binding.Voxels[i] / box / box - box / 2) * pixel, 1e-4);
        }

        (int, int, int) Nearest(int flat)
        {
            int At(int i) => (int)Math.Floor((i - box / 2) * pixel / TwoBlocks.Pixel + 0.5) + TwoBlocks.Box / 2;
            return (At(flat % box), At(flat / box % box), At(flat / box / box));
        }
    }

    [Fact]
    public void Segments_that_are_not_fused_share_no_vertex_and_are_named()
    {
        CutMesh cut = TwoBlocks.Cut(fused: false);
        VerticesOf(cut.Mesh, 4).Intersect(VerticesOf(cut.Mesh, 7)).ShouldBeEmpty();
        cut.Report.Parts.ShouldBe([["left"], ["right"]]);
        cut.Report.Contacts.ShouldHaveSingleItem().SharedVertices.ShouldBe(0);
        cut.Report.Segments.Select(segment => segment.Pieces.Count).ShouldBe([1, 1]);
    }

    [Fact]
    public void Fused_segments_share_the_vertices_where_they_touch_and_those_alone()
    {
        CutMesh cut = TwoBlocks.Cut(fused: true);
        int[] shared = [.. VerticesOf(cut.Mesh, 4).Intersect(VerticesOf(cut.Mesh, 7))];
        shared.Length.ShouldBe(cut.Report.Contacts.Single().SharedVertices);
        cut.Report.Parts.Count.ShouldBe(1);
        // The blocks touch between x = 10 and 14, the third to the fourth cube: corners from −12 to 12 Å at most.
        shared.Select(v => cut.Mesh.Vertices[3 * v]).ShouldAllBe(x => x >= -12 && x <= 12);
        shared.Length.ShouldBeGreaterThan(20);
        VerticesOf(cut.Mesh, 4).Length.ShouldBeGreaterThan(shared.Length + 20);
    }

    [Fact]
    public void Segments_are_fused_only_where_the_density_is_continuous()
    {
        var density = new DensityMap(TwoBlocks.Box, TwoBlocks.Pixel);
        foreach ((int x, int y, int z) in TwoBlocks.Voxels())
        {
            density[z, y, x] = z < 9 ? 1 : 0.2f;
        }
        CutMesh cut = TwoBlocks.Cut(fused: true, 0.5, density);
        int[] shared = [.. VerticesOf(cut.Mesh, 4).Intersect(VerticesOf(cut.Mesh, 7))];
        shared.Length.ShouldBeInRange(4, TwoBlocks.Cut(fused: true).Report.Contacts.Single().SharedVertices - 4);
        shared.Select(v => cut.Mesh.Vertices[3 * v + 2]).ShouldAllBe(z => z <= 0); // voxel 8 is at −12 Å, in the cube that ends at −12 or 0
    }

    [Fact]
    public void A_cell_that_fused_segments_have_in_common_counts_once()
    {
        TetrahedralMesh mesh = TwoBlocks.Cut(fused: true).Mesh;
        var sums = new Dictionary<string, float>();
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            string key = string.Join(' ', mesh.Cells[(4 * cell)..(4 * cell + 4)].Order());
            sums[key] = sums.GetValueOrDefault(key) + mesh.RigidityWeights[cell];
        }
        sums.Count.ShouldBeLessThan(mesh.CellCount);
        sums.Values.ShouldAllBe(sum => sum == 1);
    }

    [Fact]
    public void The_weight_and_the_size_of_a_segments_cells_can_be_given()
    {
        SegmentPlan[] plans = [new(4, "left") { Weight = SegmentPlan.RigidWeight }, new(7, "right") { CellSizeAngstrom = 6 }];
        TetrahedralMesh mesh = CutMeshBuilder.Build(TwoBlocks.Mask, TwoBlocks.Places, null, new CutMeshOptions(new MeshOptions { CellsAcrossBox = 6 }, plans, [(4, 7)])).Mesh;
        double[] volumes = [.. Enumerable.Range(0, mesh.CellCount).Select(cell => TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, cell))];
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            bool left = mesh.Segments!.CellLabels[cell] == 4;
            double cube = left ? 12 * 12 * 12 : 6 * 6 * 6;
            new[] { cube / 6, cube / 3 }.ShouldContain(volume => Math.Abs(volumes[cell] - volume) < 1e-3 * cube);
            mesh.RigidityWeights[cell].ShouldBe(left ? 20 : 1);
        }
        VerticesOf(mesh, 4).Intersect(VerticesOf(mesh, 7)).Count().ShouldBeGreaterThan(10);
        VoxelBinder.Bind(mesh, TwoBlocks.Mask).UncoveredCount.ShouldBe(0);
    }

    [Fact]
    public void Segments_that_touch_nowhere_cannot_be_fused()
    {
        int[] labels = [.. TwoBlocks.Voxels().Select(v => v.X < 8 ? 1 : v.X < 14 ? 2 : 3)];
        Should.Throw<InputException>(() => CutMeshBuilder.Build(TwoBlocks.Mask, new SegmentGrid(24, 3, labels), null,
            new CutMeshOptions(new MeshOptions { CellsAcrossBox = 6 }, [new(1, "head"), new(2, "neck"), new(3, "body")], [(1, 3)]))).Message.ShouldContain("mesh.fuse, 'head > body': found segments that touch nowhere; expected two neighbours; fuse each to a segment that it touches: neck");
    }

    private static int[] VerticesOf(TetrahedralMesh mesh, int label) =>
        [.. Enumerable.Range(0, mesh.Cells.Length).Where(i => mesh.Segments!.CellLabels[i / 4] == label).Select(i => mesh.Cells[i]).Distinct()];
}
