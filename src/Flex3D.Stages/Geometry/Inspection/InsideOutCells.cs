using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry.Inspection;

/// <summary>Finds cells that are inside out beside a neighbour, as where a vertex was moved through a face.</summary>
/// <remarks>
/// The order of a cell's vertices says nothing, as programs write either. But two cells that share a face lie on both sides of it, unless one is inside out. Cells of
/// different segments may overlap, and so may cells that share no face.
/// </remarks>
public static class InsideOutCells
{
    /// <summary>Returns pairs of cells of one segment that lie on the same side of their common face.</summary>
    public static IReadOnlyList<(int First, int Second)> Pairs(TetrahedralMesh mesh)
    {
        var pairs = new List<(int, int)>();
        var faces = new Dictionary<(int Label, int A, int B, int C), (int Cell, int Opposite)>();
        Span<int> face = stackalloc int[3];
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            for (int skip = 0; skip < 4; skip++)
            {
                for (int k = 0, at = 0; k < 4; k++)
                {
                    if (k != skip)
                    {
                        face[at++] = mesh.Cells[4 * cell + k];
                    }
                }
                face.Sort();
                int opposite = mesh.Cells[4 * cell + skip];
                var key = (mesh.Segments?.CellLabels[cell] ?? 0, face[0], face[1], face[2]);
                if (!faces.TryAdd(key, (cell, opposite)) && faces[key] is var other && other.Opposite != opposite && Side(mesh, face, opposite) * Side(mesh, face, other.Opposite) > 0)
                {
                    pairs.Add((other.Cell, cell));
                }
            }
        }
        return pairs;
    }

    /// <exception cref="InputException">There are such cells: the message names the first.</exception>
    public static void Refuse(TetrahedralMesh mesh, string source)
    {
        if (Pairs(mesh) is [(int first, int second), ..] pairs)
        {
            throw new InputException(source, $"cells[{first}] and cells[{second}]", $"cells on the same side of the face that they share ({pairs.Count} such pairs): one of them is inside out",
                "cells on both sides of each shared face", $"move back the vertex that went through a face: {string.Join(", ", mesh.Cells[(4 * first)..(4 * first + 4)])} or {string.Join(", ", mesh.Cells[(4 * second)..(4 * second + 4)])}");
        }
    }

    private static double Side(TetrahedralMesh mesh, ReadOnlySpan<int> face, int vertex) =>
        TetrahedronGeometry.Volume(mesh.Vertices, [face[0], face[1], face[2], vertex], 0);
}
