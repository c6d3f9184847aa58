using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry;

/// <summary>Refuses meshes on which no flow can be computed.</summary>
internal static class MeshChecks
{
    /// <summary>A cell is degenerate when its volume is under this fraction of its longest edge cubed (a regular one has 0.118).</summary>
    public const double LeastRelativeVolume = 1e-4;

    /// <summary>Checks sizes, numbers, indices and cells, and reorients cells of negative volume in place.</summary>
    /// <param name="source">The file to name in errors.</param>
    /// <returns><paramref name="mesh"/>.</returns>
    /// <exception cref="InputException">The mesh is invalid: the message says how, and where.</exception>
    public static TetrahedralMesh Check(string source, TetrahedralMesh mesh)
    {
        if (mesh.VertexCount < 4 || mesh.CellCount < 1)
        {
            throw new InputException(source, null, $"{mesh.VertexCount} vertices and {mesh.CellCount} cells", "at least 4 vertices and 1 cell");
        }
        RequireLength(source, "rigidityWeights", mesh.RigidityWeights.Length, mesh.CellCount, "cell");
        RequireLength(source, "mobility", mesh.Mobility.Length, mesh.VertexCount, "vertex");
        for (int i = 0; i < mesh.Vertices.Length; i++)
        {
            if (!(Math.Abs(mesh.Vertices[i]) < 1e6))
            {
                throw new InputException(source, $"vertices[{i / 3}]", Shown(mesh.Vertices[i]), "a finite position in Å from the box centre");
            }
        }
        for (int i = 0; i < mesh.Cells.Length; i++)
        {
            if ((uint)mesh.Cells[i] >= (uint)mesh.VertexCount)
            {
                throw new InputException(source, $"cells[{i / 4}]", $"vertex {mesh.Cells[i]}", $"0 to {mesh.VertexCount - 1}", "vertices are numbered from 0");
            }
        }
        for (int i = 0; i < mesh.CellCount; i++)
        {
            if (!(mesh.RigidityWeights[i] >= 0 && mesh.RigidityWeights[i] < 1e6))
            {
                throw new InputException(source, $"rigidityWeights[{i}]", Shown(mesh.RigidityWeights[i]), "a weight of 0 or more");
            }
        }
        for (int i = 0; i < mesh.VertexCount; i++)
        {
            if (!(mesh.Mobility[i] is >= 0 and <= 1))
            {
                throw new InputException(source, $"mobility[{i}]", Shown(mesh.Mobility[i]), "0 (held still) to 1 (free)");
            }
        }
        TetrahedronGeometry.OrientPositively(mesh.Vertices, mesh.Cells);
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            double edge = LongestEdge(mesh, cell);
            if (!(TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, cell) > LeastRelativeVolume * edge * edge * edge))
            {
                throw new InputException(source, $"cells[{cell}]", $"a flat cell ({string.Join(", ", mesh.Cells[(4 * cell)..(4 * cell + 4)])})", "a tetrahedron with a volume", "remove slivers from the mesh");
            }
        }
        return mesh;
    }

    /// <summary>Checks the segments of a mesh.</summary>
    /// <param name="source">The file to name in errors.</param>
    /// <returns><paramref name="segments"/>.</returns>
    /// <exception cref="InputException">There is not one label a cell, or a cell's label is not that of a segment.</exception>
    public static MeshSegments CheckSegments(string source, MeshSegments segments, int cellCount)
    {
        RequireLength(source, MeshSegmentsJson.CellsKey, segments.CellLabels.Length, cellCount, "cell");
        HashSet<int> known = [.. segments.Segments.Select(segment => segment.Label)];
        for (int i = 0; i < cellCount; i++)
        {
            if (!known.Contains(segments.CellLabels[i]))
            {
                throw new InputException(source, $"{MeshSegmentsJson.CellsKey}[{i}]", $"the label {segments.CellLabels[i]}", "a label of \"segments\": " + string.Join(", ", known.Order().Take(20)));
            }
        }
        return segments;
    }

    private static void RequireLength(string source, string name, int found, int expected, string each)
    {
        if (found != expected)
        {
            throw new InputException(source, $"key \"{name}\"", $"{found} values", $"{expected}, one a {each}");
        }
    }

    private static double LongestEdge(TetrahedralMesh mesh, int cell)
    {
        double longest = 0;
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < i; j++)
            {
                var p = TetrahedronGeometry.Point(mesh.Vertices, mesh.Cells[4 * cell + i]);
                var q = TetrahedronGeometry.Point(mesh.Vertices, mesh.Cells[4 * cell + j]);
                longest = Math.Max(longest, Math.Sqrt((p.X - q.X) * (p.X - q.X) + (p.Y - q.Y) * (p.Y - q.Y) + (p.Z - q.Z) * (p.Z - q.Z)));
            }
        }
        return longest;
    }

    private static string Shown(float value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
