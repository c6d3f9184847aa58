using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Tests.Geometry;
using Flex3D.Stages.Tests.Model;

namespace Flex3D.Stages.Tests.Segments;

/// <summary>A cut mesh after its segments have moved, in files, and for points that are no voxels.</summary>
public class MovedSegmentsTests
{
    private static readonly TetrahedralMesh s_mesh = TwoBlocks.Cut(fused: false).Mesh;

    /// <summary>The right block slides by 9 Å along z past the left one.</summary>
    private static readonly TetrahedralMesh s_slid = Slide(9);

    [Fact]
    public void A_point_of_the_deformed_mesh_belongs_to_the_segment_that_it_came_from()
    {
        var locator = new PointLocator(s_slid);
        int looked = 0;
        foreach ((int x, int y, int z) in TwoBlocks.Voxels().Where(v => TwoBlocks.Inside(v) && v.Z < 15))
        {
            int label = TwoBlocks.Label((x, y, z));
            PointLocation at = locator.Locate((x - 12) * 3, (y - 12) * 3, (z - 12) * 3 + (label == 7 ? 9 : 0));
            s_slid.Segments!.CellLabels[at.Cell].ShouldBe(label);
            looked++;
        }
        looked.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void A_vertex_is_found_within_its_own_segment()
    {
        var locator = new PointLocator(s_slid);
        int[] labels = new int[s_mesh.VertexCount];
        for (int i = 0; i < s_mesh.Cells.Length; i++)
        {
            labels[s_mesh.Cells[i]] = s_mesh.Segments!.CellLabels[i / 4];
        }
        for (int v = 0; v < s_mesh.VertexCount; v++)
        {
            PointLocation at = locator.LocateVertex(v, s_mesh.Vertices[3 * v], s_mesh.Vertices[3 * v + 1], s_mesh.Vertices[3 * v + 2]);
            s_mesh.Segments!.CellLabels[at.Cell].ShouldBe(labels[v]);
        }
    }

    [Fact]
    public void A_mesh_file_keeps_segments_and_places()
    {
        string path = Shapes.Temporary("cut.json");
        MeshFile.Write(path, s_mesh);
        TetrahedralMesh back = MeshFile.Read(path);
        back.Cells.ShouldBe(s_mesh.Cells);
        Same(back.Segments!, s_mesh.Segments!);
        back.Segments!.Segments.ShouldBe(s_mesh.Segments!.Segments);
        File.ReadLines(path).Take(3).Last().ShouldContain("\"version\": 2");
        VoxelBinder.Bind(back, TwoBlocks.Mask).Cells.ShouldBe(VoxelBinder.Bind(s_mesh, TwoBlocks.Mask).Cells);
    }

    [Theory]
    [InlineData("\"cellSegments\": [1]", "no \"segments\"")]
    [InlineData("\"cellSegments\": [1], \"segments\": [{\"label\": 1, \"name\": \"a\"}]", "no \"places\"")]
    [InlineData("\"cellSegments\": [2], \"segments\": [{\"label\": 1, \"name\": \"a\"}], \"places\": {\"box\": 1, \"voxelSize\": 1, \"runs\": [[1, 1]]}", "cellSegments[0]: found the label 2; expected a label of \"segments\": 1")]
    [InlineData("\"cellSegments\": [1, 1], \"segments\": [{\"label\": 1, \"name\": \"a\"}], \"places\": {\"box\": 1, \"voxelSize\": 1, \"runs\": [[1, 1]]}", "found 2 values; expected 1, one a cell")]
    [InlineData("\"places\": {\"box\": 2, \"voxelSize\": 1, \"runs\": [[1, 7]]}", "found 7 voxels; expected 8")]
    [InlineData("\"places\": {\"box\": 2, \"voxelSize\": 1, \"runs\": [[1, 9], [1, -1]]}", "\"runs\"")]
    [InlineData("\"places\": {\"box\": 2, \"voxelSize\": 0, \"runs\": []}", "expected a voxel size")]
    [InlineData("\"places\": {\"box\": 100000, \"voxelSize\": 1, \"runs\": []}", "expected 1 to 512")]
    [InlineData("\"segments\": [{\"label\": 0, \"name\": \"a\"}]", "segments[0]")]
    [InlineData("\"segments\": [{\"label\": 1, \"name\": \"a\"}, {\"label\": 1, \"name\": \"b\"}]", "found the label 1 a second time")]
    public void What_is_wrong_with_segments_in_a_file_is_said_with_its_place(string keys, string message)
    {
        string path = Shapes.Temporary($"segments{keys.GetHashCode():x}.json");
        File.WriteAllText(path, $"{{\"format\": \"flex3d-mesh\", \"vertices\": [[0,0,0],[1,0,0],[0,1,0],[0,0,1]], \"cells\": [[0,1,2,3]], {keys}}}");
        Should.Throw<InputException>(() => MeshFile.Read(path)).Message.ShouldContain(message);
    }

    [Fact]
    public void A_model_file_keeps_segments_also_of_a_mesh_that_has_moved()
    {
        FlexModel sample = SampleModel.Create();
        MeshSegments segments = new()
        {
            CellLabels = [4, 7],
            Places = new SegmentGrid(3, 5, [.. Enumerable.Range(0, 27).Select(i => i % 3 == 0 ? 4 : 7)]),
            Segments = [new(4, "4"), new(7, "7")],
            CutVertices = [.. sample.Mesh.Vertices.Select(x => x + 1)],
        };
        FlexModel model = sample with { Mesh = new TetrahedralMesh { Vertices = sample.Mesh.Vertices, Cells = sample.Mesh.Cells, RigidityWeights = sample.Mesh.RigidityWeights, Mobility = sample.Mesh.Mobility, Segments = segments } };
        string path = Shapes.Temporary("cut.npz");
        ModelFile.Write(path, model, SampleModel.Particles(model));
        MeshSegments back = ModelFile.Read(path).Mesh.Segments!;
        Same(back, segments);
        back.CutVertices.ShouldBe(segments.CutVertices);
        back.Segments.ShouldBe(segments.Segments);
    }

    private static void Same(MeshSegments found, MeshSegments expected)
    {
        found.CellLabels.ShouldBe(expected.CellLabels);
        found.Places.Labels.ToArray().ShouldBe(expected.Places.Labels.ToArray());
        (found.Places.Box, found.Places.VoxelSizeAngstrom).ShouldBe((expected.Places.Box, expected.Places.VoxelSizeAngstrom));
    }

    private static TetrahedralMesh Slide(float by)
    {
        int count = s_mesh.VertexCount;
        float[] flow = new float[3 * count];
        for (int i = 0; i < s_mesh.Cells.Length; i++)
        {
            flow[2 * count + s_mesh.Cells[i]] = s_mesh.Segments!.CellLabels[i / 4] == 7 ? by : 0;
        }
        return MeshDeformation.Deformed(s_mesh, flow);
    }
}
