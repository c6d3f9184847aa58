using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Geometry.Inspection;

/// <summary>Writes the edges of a mesh for ChimeraX, coloured by segment (BILD).</summary>
public static class MeshBild
{
    /// <param name="offsetAngstrom">Added to each coordinate: (N/2)·a lays the mesh over a map whose first voxel is at 0.</param>
    public static void Write(string path, TetrahedralMesh mesh, double offsetAngstrom = 0)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        var text = new StringBuilder(".comment edges of a tetrahedral mesh, in Å\n");
        int[] cells = [.. Enumerable.Range(0, mesh.CellCount)];
        foreach (IGrouping<int, int> segment in cells.GroupBy(cell => mesh.Segments?.CellLabels[cell] ?? 0).OrderBy(group => group.Key))
        {
            (double r, double g, double b) = segment.Key == 0 ? (0.6, 0.6, 0.6) : LabelColours.Components(segment.Key);
            text.Append(c, $".comment segment {(mesh.Segments is null ? "" : mesh.Segments.NameOf(segment.Key).ReplaceLineEndings(" "))}\n.color {r:0.###} {g:0.###} {b:0.###}\n");
            var edges = new SortedSet<(int, int)>();
            foreach (int cell in segment)
            {
                for (int i = 0; i < 4; i++)
                {
                    for (int j = 0; j < 4; j++)
                    {
                        (int from, int to) = (mesh.Cells[4 * cell + i], mesh.Cells[4 * cell + j]);
                        if (from < to)
                        {
                            edges.Add((from, to));
                        }
                    }
                }
            }
            foreach ((int from, int to) in edges)
            {
                text.Append(c, $".vector {At(from, 0)} {At(from, 1)} {At(from, 2)} {At(to, 0)} {At(to, 1)} {At(to, 2)}\n");
            }
        }
        DurableFile.WriteText(path, text.ToString());

        string At(int vertex, int axis) => (mesh.Vertices[3 * vertex + axis] + offsetAngstrom).ToString("0.###", c);
    }
}
