using System.Globalization;
using System.Xml.Linq;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Geometry.Vtk;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Geometry;

public class MeshFileTests
{
    private const string Vertices = "\"vertices\": [[0,0,0],[1,0,0],[0,1,0],[0,0,1]]";

    [Fact]
    public void A_mesh_comes_back_bit_for_bit()
    {
        DensityMap mask = Shapes.Ellipsoid(24, 3.0, 0.4);
        TetrahedralMesh mesh = Shapes.Irregular(mask, 6);
        MeshWeights.FillFromDensity(mesh, mask, new MeshOptions());
        mesh.Mobility[3] = 0.25f;
        string path = Shapes.Temporary("round.json");
        MeshFile.Write(path, mesh);
        TetrahedralMesh back = MeshFile.Read(path);
        back.Vertices.ShouldBe(mesh.Vertices);
        back.Cells.ShouldBe(mesh.Cells);
        back.RigidityWeights.ShouldBe(mesh.RigidityWeights);
        back.Mobility.ShouldBe(mesh.Mobility);
    }

    [Fact]
    public void An_inverted_cell_is_turned_and_absent_weights_are_one()
    {
        TetrahedralMesh mesh = Read($"{{\"format\": \"flex3d-mesh\", {Vertices}, \"cells\": [[0,1,3,2]]}}");
        mesh.Cells.ShouldBe([0, 1, 2, 3]);
        mesh.RigidityWeights.ShouldBe([1f]);
        mesh.Mobility.ShouldBe([1f, 1f, 1f, 1f]);
    }

    [Theory]
    [InlineData("\"cells\": [[0,1,2,4]]", "cells[0]: found vertex 4; expected 0 to 3")]
    [InlineData("\"cells\": [[0,1,2,2]]", "cells[0]: found a flat cell")]
    [InlineData("\"cells\": [[0,1,2]]", "cells[0]: found [0,1,2]; expected 4 numbers")]
    [InlineData("\"cells\": [[0,1,2,3.5]]", "expected a vertex number")]
    [InlineData("\"cells\": []", "found 4 vertices and 0 cells")]
    [InlineData("\"cells\": [[0,1,2,3]], \"mobility\": [1]", "found 1 values; expected 4")]
    [InlineData("\"cells\": [[0,1,2,3]], \"mobility\": [1,1,1,2]", "mobility[3]: found 2")]
    [InlineData("\"cells\": [[0,1,2,3]], \"rigidityWeights\": [-1]", "rigidityWeights[0]: found -1")]
    [InlineData("\"cells\": [[0,1,2,3]], \"weights\": [1]", "the key \"weights\"")]
    [InlineData("\"version\": 7, \"cells\": [[0,1,2,3]]", "found 7; expected 1 or 2")]
    public void What_is_wrong_is_said_with_its_place(string cells, string message) =>
        Should.Throw<InputException>(() => Read($"{{\"format\": \"flex3d-mesh\", {Vertices}, {cells}}}")).Message.ShouldContain(message);

    [Theory]
    [InlineData("{ \"format\": \"flex3d-mesh\",\n \"vertices\": [[NaN", "line 2")]
    [InlineData("[1, 2]", "found Array")]
    [InlineData("", "not JSON")]
    [InlineData("{\"format\": \"flex3d-mesh\", \"vertices\": [[1e99,0,0],[1,0,0],[0,1,0],[0,0,1]], \"cells\": [[0,1,2,3]]}", "vertices[0]")]
    public void A_file_that_is_no_mesh_is_refused(string text, string message) =>
        Should.Throw<InputException>(() => Read(text)).Message.ShouldContain(message);

    [Fact]
    public void The_vtu_is_well_formed_with_all_points_cells_and_weights()
    {
        TetrahedralMesh mesh = Shapes.Irregular(Shapes.Ellipsoid(16, 3.0, 0.4), 4);
        string path = Shapes.Temporary("mesh.vtu");
        VtuWriter.Write(path, mesh, 10, new Dictionary<string, float[]> { ["flow <0>"] = mesh.Vertices });
        XElement piece = XDocument.Load(path).Root!.Element("UnstructuredGrid")!.Element("Piece")!;
        piece.Attribute("NumberOfPoints")!.Value.ShouldBe(mesh.VertexCount.ToString(CultureInfo.InvariantCulture));
        Numbers(piece.Element("Points")!.Element("DataArray")!).ShouldBe(mesh.Vertices.Select(v => (double)(float)(v + 10.0)), 1e-4);
        Dictionary<string, double[]> cells = piece.Element("Cells")!.Elements().ToDictionary(e => e.Attribute("Name")!.Value, Numbers);
        cells["connectivity"].ShouldBe(mesh.Cells.Select(c => (double)c));
        cells["offsets"][^1].ShouldBe(4.0 * mesh.CellCount);
        cells["types"].ShouldAllBe(t => t == 10);
        Numbers(piece.Element("CellData")!.Element("DataArray")!).Length.ShouldBe(mesh.CellCount);
        piece.Element("PointData")!.Elements().Count().ShouldBe(2);
    }

    [Fact]
    public void The_pdb_has_fixed_columns_and_names_every_edge_from_both_ends()
    {
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Shapes.Ellipsoid(24, 3.0, 0.5), null, new MeshOptions { CellsAcrossBox = 8 });
        mesh.Mobility[1] = 0;
        string path = Shapes.Temporary("mesh.pdb");
        MeshPictures.WritePdb(path, mesh);
        string[] lines = File.ReadAllLines(path);
        string[] atoms = [.. lines.Where(l => l.StartsWith("HETATM", StringComparison.Ordinal))];
        atoms.Length.ShouldBe(mesh.VertexCount);
        for (int v = 0; v < atoms.Length; v++)
        {
            int.Parse(atoms[v].AsSpan(6, 5), CultureInfo.InvariantCulture).ShouldBe(v + 1);
            double.Parse(atoms[v].AsSpan(46, 8), CultureInfo.InvariantCulture).ShouldBe(mesh.Vertices[3 * v + 2], 6e-4);
        }
        double.Parse(atoms[1].AsSpan(54, 6), CultureInfo.InvariantCulture).ShouldBe(0);
        var bonds = new HashSet<(int, int)>();
        foreach (string line in lines.Where(l => l.StartsWith("CONECT", StringComparison.Ordinal)))
        {
            for (int at = 11; at < line.Length; at += 5)
            {
                bonds.Add((int.Parse(line.AsSpan(6, 5), CultureInfo.InvariantCulture), int.Parse(line.AsSpan(at, 5), CultureInfo.InvariantCulture))).ShouldBeTrue();
            }
        }
        bonds.ShouldAllBe(b => bonds.Contains(new(b.Item2, b.Item1)));
        lines[^1].ShouldBe("END");
    }

    [Fact]
    public void More_vertices_than_pdb_can_number_are_refused()
    {
        var mesh = new TetrahedralMesh { Vertices = new float[300_000], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = new float[100_000] };
        Should.Throw<InputException>(() => MeshPictures.WritePdb(Shapes.Temporary("many.pdb"), mesh)).Message.ShouldContain("99999");
    }

    private static TetrahedralMesh Read(string text)
    {
        string path = Shapes.Temporary($"case{text.GetHashCode():x}.json");
        File.WriteAllText(path, text);
        return MeshFile.Read(path);
    }

    private static double[] Numbers(XElement element) =>
        [.. element.Value.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
}
