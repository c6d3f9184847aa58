using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Geometry.Vtk;

namespace Flex3D.Stages.Tests.Geometry.Vtk;

/// <summary>Two tetrahedra that share a face, in each of the ways that VTK writes them; the files are put together here by VTK's description of its formats.</summary>
public sealed class VtkMeshTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-vtk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ascii", "", "UInt32", false)]
    [InlineData("binary", "", "UInt32", false)]
    [InlineData("binary", "", "UInt64", true)]
    [InlineData("binary", "vtkZLibDataCompressor", "UInt32", false)]
    [InlineData("raw", "", "UInt64", false)]
    [InlineData("raw", "vtkZLibDataCompressor", "UInt32", true)]
    [InlineData("base64", "vtkZLibDataCompressor", "UInt64", false)]
    public void A_vtu_file_is_read_in_every_encoding(string encoding, string compressor, string header, bool big)
    {
        TetrahedralMesh mesh = VtkMesh.Read(Write("mesh.vtu", new Vtu(encoding, compressor, header, big).File()), 10);
        IsTheMesh(mesh);
        mesh.RigidityWeights.ShouldBe([0.5f, 2f]);
        mesh.Mobility.ShouldBe([1f, 1f, 0.25f, 0f, 1f]);
    }

    [Theory]
    [InlineData("4.2", false), InlineData("4.2", true), InlineData("5.1", false), InlineData("5.1", true)]
    public void A_legacy_file_is_read_as_text_and_binary(string version, bool binary)
    {
        TetrahedralMesh mesh = VtkMesh.Read(Write("mesh.vtk", Legacy(version, binary)), 10);
        IsTheMesh(mesh);
        mesh.RigidityWeights.ShouldBe([0.5f, 2f]);
        mesh.Mobility.ShouldBe([1f, 1f, 0.25f, 0f, 1f]);
    }

    [Fact]
    public void What_is_written_is_read_back_with_its_segments()
    {
        var mesh = new TetrahedralMesh
        {
            Vertices = [.. TwoTetrahedra.Points.Select(x => x - 10)],
            Cells = TwoTetrahedra.Cells,
            RigidityWeights = [1, 0.5f],
            Mobility = [1, 1, 0, 0.1f, 1],
            Segments = new MeshSegments { CellLabels = [3, 9], Segments = [new(3, "body Å"), new(9, "<arm>")], Places = new SegmentGrid(2, 7.5, [3, 3, 9, 9, 3, 3, 3, 9]) },
        };
        string path = Path.Combine(_folder, "cut.vtu");
        VtuWriter.Write(path, mesh, 37.5);
        TetrahedralMesh read = VtkMesh.Read(path, 37.5);
        read.Vertices.ShouldBe(mesh.Vertices);
        read.Cells.ShouldBe(mesh.Cells);
        read.RigidityWeights.ShouldBe(mesh.RigidityWeights);
        read.Mobility.ShouldBe(mesh.Mobility);
        read.Segments!.CellLabels.ShouldBe([3, 9]);
        read.Segments.Segments.ShouldBe(mesh.Segments.Segments);
        read.Segments.Places.Labels.ToArray().ShouldBe([3, 3, 9, 9, 3, 3, 3, 9]);
        (read.Segments.Places.Box, read.Segments.Places.VoxelSizeAngstrom).ShouldBe((2, 7.5));

        string text = File.ReadAllText(path), without = text[..text.IndexOf("<FieldData>", StringComparison.Ordinal)] + text[(text.IndexOf("</FieldData>", StringComparison.Ordinal) + 12)..];
        Refused("cut.vtu", without, "segment_labels", "mesh.json");
    }

    [Theory]
    [InlineData("types", "10 12", "cell 1", "type 12 (a hexahedron)", "Tetrahedralize")]
    [InlineData("types", "10", "types", "fewer values", "2")]
    [InlineData("types", "10 10 10", "types", "more values", "2")]
    [InlineData("offsets", "4 7", "cell 1", "an offset of 7", "8")]
    [InlineData("connectivity", "0 1 2 3 1 2 3 5", "cell 1", "5", "0 to 4")]
    [InlineData("connectivity", "0 1 2 3 1 2 3 x", "connectivity, value 7", "'x'", "a number")]
    [InlineData("connectivity", "0 1 2 3 1 2 3 3", "cells[1]", "volume", "")]
    [InlineData("mobility", "1 1 2 0 1", "mobility[2]", "2", "0 (held still) to 1")]
    public void A_vtu_file_whose_numbers_are_no_mesh_is_refused(string array, string values, params string[] words) =>
        Refused("bad.vtu", Encoding.Latin1.GetString(new Vtu("ascii", "", "UInt32", false) { Instead = (array, values) }.File()), words);

    [Theory]
    [InlineData("types"), InlineData("offsets"), InlineData("connectivity"), InlineData("Points")]
    public void A_vtu_file_without_an_array_names_it(string array) =>
        Refused("bad.vtu", Encoding.Latin1.GetString(new Vtu("ascii", "", "UInt32", false).File()).Replace($"<{(array == "Points" ? "Points" : $"DataArray Name=\"{array}\"")}", "<Other").Replace("</Points>", array == "Points" ? "</Other>" : "</Points>").Replace("<Other ", array == "Points" ? "<Other " : "<DataArray Name=\"other\" "), array);

    [Theory]
    [InlineData("bad.vtu", "<VTKFile type=\"PolyData\"></VTKFile>", "PolyData", "unstructured grid")]
    [InlineData("bad.vtu", "solid", "line 1", "no")]
    [InlineData("bad.vtu", "<!DOCTYPE a><VTKFile/>", "line 1", "XML")]
    [InlineData("bad.vtk", "solid", "line 1", "'solid'")]
    [InlineData("bad.vtk", "# vtk DataFile Version 3.0\nt\nASCII\nDATASET POLYDATA\n", "another data set", "UNSTRUCTURED_GRID")]
    [InlineData("bad.vtk", "# vtk DataFile Version 3.0\nt\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 1 float\n0 0 0\n", "no CELLS", "")]
    [InlineData("bad.vtk", "# vtk DataFile Version 3.0\nt\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 4000000 float\n0 0 0\n", "POINTS", "the end of the file")]
    [InlineData("bad.vtk", "# vtk DataFile Version 3.0\nt\nASCII\nDATASET UNSTRUCTURED_GRID\nCELL_TYPES 1\n5\n", "cell 0", "a triangle")]
    public void A_file_that_is_no_grid_of_tetrahedra_is_refused(string name, string text, params string[] words) => Refused(name, text, words);

    [Theory]
    [InlineData("binary"), InlineData("raw"), InlineData("base64")]
    public void Damaged_data_are_refused(string encoding)
    {
        byte[] file = new Vtu(encoding, "vtkZLibDataCompressor", "UInt32", false).File();
        var random = new Random(3);
        for (int i = 0; i < 80; i++)
        {
            byte[] damaged = [.. file];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            string path = Write("damaged.vtu", damaged[..(i % 4 == 0 ? random.Next(damaged.Length) : damaged.Length)]);
            try
            {
                VtkMesh.Read(path, 0);
            }
            catch (InputException)
            {
                // Any other exception fails the test.
            }
        }
    }

    private void Refused(string name, string text, params string[] words)
    {
        string path = Write(name, Encoding.Latin1.GetBytes(text)), said = Should.Throw<InputException>(() => VtkMesh.Read(path, 0)).Message;
        foreach (string word in words.Prepend(name))
        {
            said.ShouldContain(word);
        }
    }

    private static void IsTheMesh(TetrahedralMesh mesh)
    {
        mesh.Vertices.ShouldBe([.. TwoTetrahedra.Points.Select(x => x - 10)]);
        mesh.Cells.Chunk(4).Select(cell => string.Join(" ", cell.Order())).ShouldBe(["0 1 2 3", "1 2 3 4"]);
        mesh.Segments.ShouldBeNull();
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Legacy(string version, bool binary)
    {
        var file = new MemoryStream();
        Text($"# vtk DataFile Version {version}\na mesh\n{(binary ? "BINARY" : "ASCII")}\nDATASET UNSTRUCTURED_GRID\nPOINTS 5 float\n");
        Numbers(TwoTetrahedra.Points.Select(x => (double)x), "float");
        if (version[0] == '5')
        {
            Text("CELLS 3 8\nOFFSETS vtktypeint64\n");
            Numbers([0, 4, 8], "long");
            Text("CONNECTIVITY vtktypeint64\n");
            Numbers(TwoTetrahedra.Cells.Select(x => (double)x), "long");
        }
        else
        {
            Text("CELLS 2 10\n");
            Numbers([4, 0, 1, 2, 3, 4, 1, 2, 3, 4], "int");
        }
        Text("CELL_TYPES 2\n");
        Numbers([10, 10], "int");
        Text("CELL_DATA 2\nSCALARS rigidity_weight double\nLOOKUP_TABLE default\n");
        Numbers([0.5, 2], "double");
        Text("METADATA\nINFORMATION 0\n\nPOINT_DATA 5\nVECTORS flow float\n");
        Numbers(Enumerable.Repeat(1.0, 15), "float");
        Text("FIELD FieldData 1\nmobility 1 5 float\n");
        Numbers([1, 1, 0.25, 0, 1], "float");
        return file.ToArray();

        void Text(string text) => file.Write(Encoding.ASCII.GetBytes(text));

        void Numbers(IEnumerable<double> values, string type)
        {
            byte[] eight = new byte[8];
            foreach (double value in values)
            {
                if (!binary)
                {
                    Text(value.ToString(CultureInfo.InvariantCulture) + " ");
                    continue;
                }
                int size = TwoTetrahedra.Put(eight, value, type, big: true);
                file.Write(eight, 0, size);
            }
            Text("\n");
        }
    }
}
