using Flex3D.Stages.Geometry;
using Flex3D.Stages.Geometry.Inspection;
using Flex3D.Stages.Tests.Segments;

namespace Flex3D.Stages.Tests.Geometry.Inspection;

public class CellShapeTests
{
    [Fact]
    public void The_angles_of_a_regular_tetrahedron_are_all_equal() =>
        CellShape.Dihedrals(One([1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1]), 0).ShouldAllBe(angle => Math.Abs(angle - Math.Acos(1.0 / 3) * 180 / Math.PI) < 1e-9);

    [Fact]
    public void The_angles_at_the_corner_of_a_cube_are_right_ones_and_those_of_the_cut() =>
        CellShape.Dihedrals(One([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]), 0).Select(angle => Math.Round(angle, 4)).ShouldBe([90, 90, 90, 54.7356, 54.7356, 54.7356]);

    [Fact]
    public void A_flat_cell_is_a_sliver_and_those_of_the_regular_mesh_are_none()
    {
        TetrahedralMesh mesh = TwoBlocks.Cut(fused: true).Mesh;
        var inspection = MeshInspection.Of(mesh, VoxelBinder.Bind(mesh, TwoBlocks.Mask));
        inspection.Cells.ShouldAllBe(cell => !cell.IsSliver);
        inspection.Cells.Sum(cell => cell.Voxels).ShouldBe(TwoBlocks.Mask.Values.Count(value => value > 0));
        inspection.Cells.Where(cell => cell.Label == 7).Sum(cell => cell.Voxels).ShouldBe(TwoBlocks.Voxels().Count(v => TwoBlocks.Inside(v) && TwoBlocks.Label(v) == 7));
        inspection.ToCsv().Split('\n').Length.ShouldBe(mesh.CellCount + 2);
        IReadOnlyList<string> said = inspection.Summary(label => label == 4 ? "left" : "right");
        said.ShouldContain("no slivers");
        said.ShouldContain(line => line.StartsWith("segment left: ", StringComparison.Ordinal));

        TetrahedralMesh flat = One([0, 0, 0, 10, 0, 0, 0, 10, 0, 3, 3, 0.1f]);
        MeshInspection.Of(flat, VoxelBinder.Bind(flat, TwoBlocks.Mask)).Summary(_ => "").ShouldContain(line => line.StartsWith("1 slivers", StringComparison.Ordinal) && line.EndsWith("cells 0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_vertex_that_was_moved_through_a_face_is_found()
    {
        foreach (bool fused in new[] { false, true })
        {
            TetrahedralMesh mesh = TwoBlocks.Cut(fused).Mesh;
            InsideOutCells.Pairs(mesh).ShouldBeEmpty();
        }
        TetrahedralMesh edited = MeshBuilder.BuildRegular(TwoBlocks.Mask, null, new MeshOptions { CellsAcrossBox = 6 });
        InsideOutCells.Pairs(edited).ShouldBeEmpty();
        edited.Vertices[3 * edited.Cells[0]] += 40;
        TetrahedronGeometry.OrientPositively(edited.Vertices, edited.Cells);
        InsideOutCells.Pairs(edited).ShouldNotBeEmpty();
        string message = Should.Throw<Flex3D.Stages.Faults.InputException>(() => InsideOutCells.Refuse(edited, "edited.json")).Message;
        message.ShouldStartWith("edited.json, cells[");
        message.ShouldContain("inside out");
    }

    [Fact]
    public void The_edges_are_drawn_once_a_segment_in_its_colour()
    {
        TetrahedralMesh mesh = TwoBlocks.Cut(fused: false).Mesh;
        string path = Shapes.Temporary("mesh.bild");
        MeshBild.Write(path, mesh, 36);
        string[] lines = File.ReadAllLines(path);
        lines.Count(line => line.StartsWith(".color ", StringComparison.Ordinal)).ShouldBe(2);
        lines.Where(line => line.StartsWith(".color ", StringComparison.Ordinal)).Distinct().Count().ShouldBe(2);
        var edges = new HashSet<(int, int)>();
        for (int i = 0; i < mesh.CellCount; i++)
        {
            for (int j = 0; j < 16; j++)
            {
                (int a, int b) = (mesh.Cells[4 * i + j / 4], mesh.Cells[4 * i + j % 4]);
                _ = a < b && edges.Add((a, b));
            }
        }
        lines.Count(line => line.StartsWith(".vector ", StringComparison.Ordinal)).ShouldBe(edges.Count);
    }

    private static TetrahedralMesh One(float[] vertices) => new() { Vertices = vertices, Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [1, 1, 1, 1] };
}
