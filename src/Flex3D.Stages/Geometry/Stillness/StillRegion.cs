using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Geometry.Stillness;

/// <summary>Holds part of a mesh still: the zero-deformation mask of a micelle or nanodisc (Punjani &amp; Fleet 2023, TRPV1).</summary>
/// <param name="Still">Number of vertices whose mobility is 0.</param>
/// <param name="Between">Number of vertices that move, but by less than their own mobility says.</param>
/// <remarks>
/// The mobility m_v multiplies the flow of vertex v and, since the flow is linear inside a cell, the flow of every point. All vertices of each cell that touches a voxel of the mask
/// have m = 0, so the flow is exactly 0 everywhere in the mask. At the distance d of a free vertex from the nearest vertex held still, m = t²(3 − 2t) with t = min(1, d/w): it leaves 0 and reaches 1 with slope 0.
/// </remarks>
public readonly record struct StillRegion(int Still, int Between)
{
    /// <summary>Mask value above which a voxel is held still.</summary>
    public const float Threshold = 0.5f;

    /// <summary>Multiplies the mobilities of a mesh by those of a mask.</summary>
    /// <param name="mesh">The mesh, whose <see cref="TetrahedralMesh.Mobility"/> is changed.</param>
    /// <param name="mask">The mask, of any box and voxel size about the mesh's origin.</param>
    /// <param name="widthAngstrom">w ≥ 0, Å; with 0 only the vertices held still change, and the flow rises over the cell next to them.</param>
    /// <param name="source">The mask's name in messages.</param>
    /// <exception cref="InputException">No vertex is left that moves.</exception>
    public static StillRegion Hold(TetrahedralMesh mesh, DensityMap mask, double widthAngstrom, string source)
    {
        bool[] still = Touching(mesh, mask);
        int count = still.Count(held => held);
        if (count == mesh.VertexCount)
        {
            throw new InputException(source, null, "a part that must not move which touches every cell of the mesh", "a mask that leaves part of the molecule free to move", "check that it is not the solvent mask, or choose smaller cells");
        }
        int between = count > 0 && widthAngstrom > 0 ? Rise(mesh, still, widthAngstrom) : 0;
        for (int v = 0; v < still.Length; v++)
        {
            mesh.Mobility[v] = still[v] ? 0 : mesh.Mobility[v];
        }
        return new(count, between);
    }

    // The vertices of cells that touch a voxel of the mask.
    private static bool[] Touching(TetrahedralMesh mesh, DensityMap mask)
    {
        bool[] still = new bool[mesh.VertexCount];
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            ReadOnlySpan<int> corners = mesh.Cells.AsSpan(4 * cell, 4);
            if (VoxelTouch.Any(mesh.Vertices, corners, mask, Threshold))
            {
                foreach (int vertex in corners)
                {
                    still[vertex] = true;
                }
            }
        }
        return still;
    }

    // Vertices farther than the width have their full mobility, so only vertices held still in the same or a neighbouring bin of that edge matter.
    private static int Rise(TetrahedralMesh mesh, bool[] still, double width)
    {
        float[] at = mesh.Vertices;
        var bins = new Dictionary<(int X, int Y, int Z), List<int>>();
        for (int v = 0; v < still.Length; v++)
        {
            if (still[v])
            {
                (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(bins, Bin(v), out _) ??= []).Add(v);
            }
        }
        int between = 0;
        for (int v = 0; v < still.Length; v++)
        {
            double nearest = still[v] ? width : Math.Sqrt(Nearest(v));
            if (nearest < width)
            {
                double t = nearest / width;
                mesh.Mobility[v] *= (float)(t * t * (3 - 2 * t));
                between++;
            }
        }
        return between;

        (int X, int Y, int Z) Bin(int v) => ((int)Math.Floor(at[3 * v] / width), (int)Math.Floor(at[3 * v + 1] / width), (int)Math.Floor(at[3 * v + 2] / width));

        double Nearest(int v)
        {
            (int x, int y, int z) = Bin(v);
            double least = width * width;
            for (int i = 0; i < 27; i++)
            {
                foreach (int other in bins.GetValueOrDefault((x + i % 3 - 1, y + i / 3 % 3 - 1, z + i / 9 - 1)) ?? [])
                {
                    double dx = at[3 * v] - at[3 * other], dy = at[3 * v + 1] - at[3 * other + 1], dz = at[3 * v + 2] - at[3 * other + 2];
                    least = Math.Min(least, dx * dx + dy * dy + dz * dz);
                }
            }
            return least;
        }
    }
}
