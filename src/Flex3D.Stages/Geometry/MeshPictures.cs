using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Geometry;

/// <summary>Writes the mesh to a file that ChimeraX opens, PDB; for ParaView see <see cref="Vtk.VtuWriter"/>.</summary>
/// <remarks>
/// A viewer puts a map's first voxel at the file's origin: pass <c>offsetAngstrom</c> = (N/2)·a to lay the mesh over a map
/// whose origin is 0, or 0 to keep coordinates about the box centre.
/// <para>.pdb: one HETATM for each vertex (name V, residue MSH, a residue each), occupancy = mobility, B factor = mean rigidity weight of
/// the cells around; the edges as CONECT records.</para>
/// </remarks>
public static class MeshPictures
{
    /// <summary>The most vertices of a PDB file: its serial numbers have five digits.</summary>
    public const int MaximumPdbVertices = 99_999;

    /// <exception cref="InputException">More than 99,999 vertices, or a coordinate that PDB's eight columns cannot hold.</exception>
    public static void WritePdb(string path, TetrahedralMesh mesh, double offsetAngstrom = 0)
    {
        if (mesh.VertexCount > MaximumPdbVertices)
        {
            throw new InputException(path, null, $"a mesh of {mesh.VertexCount} vertices", $"at most {MaximumPdbVertices}, PDB's limit", "write a .vtu instead");
        }
        (double[] weight, SortedSet<int>[] neighbours) = Around(mesh);
        CultureInfo c = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        text.Append(c, $"REMARK   1 TETRAHEDRAL MESH, {mesh.VertexCount} VERTICES, {mesh.CellCount} CELLS\n");
        text.Append("REMARK   2 OCCUPANCY: MOBILITY; B FACTOR: MEAN RIGIDITY WEIGHT\n");
        for (int v = 0; v < mesh.VertexCount; v++)
        {
            Span<double> at = [mesh.Vertices[3 * v] + offsetAngstrom, mesh.Vertices[3 * v + 1] + offsetAngstrom, mesh.Vertices[3 * v + 2] + offsetAngstrom];
            foreach (double x in at)
            {
                if (x is < -999.9994 or > 9999.9994)
                {
                    throw new InputException(path, $"vertex {v}", x.ToString("0.###", c) + " Å", "-999.999 to 9999.999, PDB's eight columns", "write a .vtu instead");
                }
            }
            char chain = (char)('A' + v / 9999);
            text.Append(c, $"HETATM{v + 1,5}  V   MSH {chain}{v % 9999 + 1,4}    {at[0],8:0.000}{at[1],8:0.000}{at[2],8:0.000}{mesh.Mobility[v],6:0.00}{weight[v],6:0.00}           V\n");
        }
        for (int v = 0; v < mesh.VertexCount; v++)
        {
            foreach (int[] four in neighbours[v].Chunk(4))
            {
                text.Append(c, $"CONECT{v + 1,5}");
                foreach (int other in four)
                {
                    text.Append(c, $"{other + 1,5}");
                }
                text.Append('\n');
            }
        }
        DurableFile.WriteText(path, text.Append("END\n").ToString());
    }

    private static (double[] Weight, SortedSet<int>[] Neighbours) Around(TetrahedralMesh mesh)
    {
        double[] weight = new double[mesh.VertexCount];
        int[] cells = new int[mesh.VertexCount];
        var neighbours = new SortedSet<int>[mesh.VertexCount];
        for (int v = 0; v < neighbours.Length; v++)
        {
            neighbours[v] = [];
        }
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            foreach (int v in mesh.Cells.AsSpan(4 * cell, 4))
            {
                weight[v] += mesh.RigidityWeights[cell];
                cells[v]++;
                foreach (int other in mesh.Cells.AsSpan(4 * cell, 4))
                {
                    if (other != v)
                    {
                        neighbours[v].Add(other);
                    }
                }
            }
        }
        for (int v = 0; v < weight.Length; v++)
        {
            weight[v] /= Math.Max(1, cells[v]);
        }
        return (weight, neighbours);
    }
}
