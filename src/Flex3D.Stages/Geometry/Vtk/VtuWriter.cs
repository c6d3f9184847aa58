using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>Writes the mesh as VTK XML (.vtu), for ParaView; <see cref="VtkMesh"/> reads it back.</summary>
/// <remarks>
/// A viewer puts a map's first voxel at the file's origin: pass <c>offsetAngstrom</c> = (N/2)·a to lay the mesh over a map
/// whose origin is 0, or 0 to keep coordinates about the box centre.
/// VTK XML 0.1, UnstructuredGrid, ascii; Points Float32 (Å); cells of type 10 (VTK_TETRA), Int32 connectivity and
/// offsets; CellData <c>rigidity_weight</c>, and of a cut mesh <c>segment</c> (Int32) and the field data of <see cref="VtkSegments"/>; PointData <c>mobility</c> and, where flows are given, three-component vectors.
/// </remarks>
public static class VtuWriter
{
    /// <param name="flows">Named vector fields on the vertices, [vertex][x, y, z] Å, such as the flow along a latent axis.</param>
    public static void Write(string path, TetrahedralMesh mesh, double offsetAngstrom = 0, IReadOnlyDictionary<string, float[]>? flows = null)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        text.Append("<?xml version=\"1.0\"?>\n<VTKFile type=\"UnstructuredGrid\" version=\"0.1\" byte_order=\"LittleEndian\">\n<UnstructuredGrid>\n");
        if (mesh.Segments is { } cut)
        {
            text.Append("<FieldData>\n");
            Field(text, "Int32", VtkSegments.Labels, [.. cut.Segments.Select(segment => segment.Label)]);
            Field(text, "UInt8", VtkSegments.Names, VtkSegments.Characters(cut));
            Field(text, "Float64", VtkSegments.Grid, (double[])[cut.Places.Box, cut.Places.VoxelSizeAngstrom]);
            Field(text, "Int32", VtkSegments.Runs, cut.Places.ToRuns());
            text.Append("</FieldData>\n");
        }
        text.Append(c, $"<Piece NumberOfPoints=\"{mesh.VertexCount}\" NumberOfCells=\"{mesh.CellCount}\">\n<Points>\n");
        Array(text, "Float32", "Points", 3, mesh.Vertices.Select(v => (float)(v + offsetAngstrom)));
        text.Append("</Points>\n<Cells>\n");
        Array(text, "Int32", "connectivity", 1, mesh.Cells, 4);
        Array(text, "Int32", "offsets", 1, Enumerable.Range(1, mesh.CellCount).Select(i => 4 * i), 16);
        Array(text, "UInt8", "types", 1, Enumerable.Repeat(10, mesh.CellCount), 32);
        text.Append("</Cells>\n<CellData Scalars=\"rigidity_weight\">\n");
        Array(text, "Float32", "rigidity_weight", 1, mesh.RigidityWeights, 16);
        if (mesh.Segments is { } segments)
        {
            Array(text, "Int32", VtkSegments.Cells, 1, segments.CellLabels, 16);
        }
        text.Append("</CellData>\n<PointData Scalars=\"mobility\">\n");
        Array(text, "Float32", "mobility", 1, mesh.Mobility, 16);
        foreach ((string name, float[] flow) in flows ?? new Dictionary<string, float[]>())
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(flow.Length, mesh.Vertices.Length);
            Array(text, "Float32", System.Security.SecurityElement.Escape(name), 3, flow);
        }
        text.Append("</PointData>\n</Piece>\n</UnstructuredGrid>\n</VTKFile>\n");
        DurableFile.WriteText(path, text.ToString());
    }

    private static void Field<T>(StringBuilder text, string type, string name, T[] values)
        where T : IFormattable => Array(text, type, name, 1, values, 16, $" NumberOfTuples=\"{values.Length}\"");

    private static void Array<T>(StringBuilder text, string type, string name, int components, IEnumerable<T> values, int perLine = 3, string tuples = "")
        where T : IFormattable
    {
        text.Append(CultureInfo.InvariantCulture, $"<DataArray type=\"{type}\" Name=\"{name}\" NumberOfComponents=\"{components}\"{tuples} format=\"ascii\">\n");
        int at = 0;
        foreach (T value in values)
        {
            text.Append(value.ToString(null, CultureInfo.InvariantCulture)).Append(++at % perLine == 0 ? '\n' : ' ');
        }
        text.Append("\n</DataArray>\n");
    }
}
