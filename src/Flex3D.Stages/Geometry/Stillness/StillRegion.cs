using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Geometry.Stillness;

/// <summary>Holds part of a mesh still: the zero-deformation mask of a micelle or nanodisc (Punjani &amp; Fleet 2023, TRPV1).</summary>
/// <param name="Mesh">The mesh, cut along the border of the mask (<see cref="StillCut"/>); the one given if the mask touches none of its cells.</param>
/// <param name="Still">Number of vertices whose mobility is 0.</param>
/// <param name="Between">Number of vertices that move, but by less than their own mobility says.</param>
/// <remarks>
/// The mobility m_v multiplies the flow of vertex v and, since the flow is linear inside a cell, the flow of every point. What lies in a voxel of the mask belongs to cells of its own, all of whose vertices
/// have m = 0: the flow is exactly 0 there, and no cell of the molecule is held because it reaches into the mask. At the distance d of a vertex of the molecule from the nearest voxel of the mask,
/// centre to centre, m = t²(3 − 2t) with t = min(1, d/w), and 0 inside the mask; with w = 0, m = 1 everywhere and the molecule slides along the mask.
/// </remarks>
public sealed record StillRegion(TetrahedralMesh Mesh, int Still, int Between)
{
    /// <summary>Mask value above which a voxel is held still.</summary>
    public const float Threshold = 0.5f;

    /// <summary>Cuts a mesh along a mask, and multiplies its mobilities by those of the mask.</summary>
    /// <param name="mesh">The mesh, which is not changed.</param>
    /// <param name="mask">The mask, of any box and voxel size about the mesh's origin.</param>
    /// <param name="molecule">The solvent mask, on the same grid.</param>
    /// <param name="widthAngstrom">w ≥ 0, Å.</param>
    /// <param name="source">The mask's name in messages.</param>
    /// <exception cref="InputException">Nothing is left that moves, or the mesh was cut along another such mask before.</exception>
    public static StillRegion Hold(TetrahedralMesh mesh, DensityMap mask, DensityMap molecule, double widthAngstrom, string source)
    {
        if (mesh.Segments?.Segments.FirstOrDefault(segment => segment.Name == StillCut.SegmentName) is { } before)
        {
            return Again(mesh, mask, before, source);
        }
        if (StillCut.Of(mesh, mask, molecule, source) is not { } cut)
        {
            return new(mesh, 0, 0);
        }
        float[] mobility = cut.Mobility;
        bool[] still = HeldVertices(cut, cut.Segments!.Segments[^1].Label);
        float[] own = [.. mobility];
        if (widthAngstrom > 0)
        {
            Rise(cut, mask, widthAngstrom);
        }
        for (int v = 0; v < still.Length; v++)
        {
            mobility[v] = still[v] ? 0 : mobility[v];
        }
        return new(cut, still.Count(held => held), Enumerable.Range(0, still.Length).Count(v => !still[v] && mobility[v] < own[v]));
    }

    // A mesh that was cut before, and read back, has the mobilities of the mask already.
    private static StillRegion Again(TetrahedralMesh mesh, DensityMap mask, MeshSegment before, string source)
    {
        int n = mask.Box;
        double a = mask.PixelSizeAngstrom;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] > Threshold && mesh.Segments!.Places.At((i % n - n / 2) * a, (i / n % n - n / 2) * a, (i / n / n - n / 2) * a) != before.Label)
            {
                throw new InputException(source, $"voxel (z {i / n / n}, y {i / n % n}, x {i % n})", $"a place outside the segment '{before.Name}' of the mesh", "the mask along which the mesh was cut", "leave mesh.file out, so that a mesh is made for this mask");
            }
        }
        bool[] still = HeldVertices(mesh, before.Label);
        float[] mobility = [.. mesh.Mobility.Select((own, v) => still[v] ? 0 : own)];
        var held = new TetrahedralMesh { Vertices = mesh.Vertices, Cells = mesh.Cells, RigidityWeights = mesh.RigidityWeights, Mobility = mobility, Segments = mesh.Segments };
        return new(held, still.Count(v => v), Enumerable.Range(0, still.Length).Count(v => !still[v] && mobility[v] < 1));
    }

    private static bool[] HeldVertices(TetrahedralMesh mesh, int label)
    {
        bool[] still = new bool[mesh.VertexCount];
        for (int i = 0; i < mesh.Cells.Length; i++)
        {
            still[mesh.Cells[i]] |= mesh.Segments!.CellLabels[i / 4] == label;
        }
        return still;
    }

    // Vertices farther than the width have their full mobility, so only voxels in the same or a neighbouring bin of that edge matter. Of the mask's voxels those at its border are nearest to what is outside.
    private static void Rise(TetrahedralMesh mesh, DensityMap mask, double width)
    {
        int n = mask.Box;
        double a = mask.PixelSizeAngstrom;
        var bins = new Dictionary<(int X, int Y, int Z), List<(double X, double Y, double Z)>>();
        for (int i = 0; i < mask.Values.Length; i++)
        {
            int x = i % n, y = i / n % n, z = i / n / n;
            if (mask.Values[i] > Threshold && !(Held(x - 1, y, z) && Held(x + 1, y, z) && Held(x, y - 1, z) && Held(x, y + 1, z) && Held(x, y, z - 1) && Held(x, y, z + 1)))
            {
                (double X, double Y, double Z) at = ((x - n / 2) * a, (y - n / 2) * a, (z - n / 2) * a);
                (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(bins, Bin(at), out _) ??= []).Add(at);
            }
        }
        for (int v = 0; v < mesh.VertexCount; v++)
        {
            (double X, double Y, double Z) at = TetrahedronGeometry.Point(mesh.Vertices, v);
            double t = Held(Index(at.X), Index(at.Y), Index(at.Z)) ? 0 : Math.Sqrt(Nearest(at)) / width;
            mesh.Mobility[v] *= (float)(t * t * (3 - 2 * t));
        }

        int Index(double at) => (int)Math.Clamp(Math.Floor(at / a + 0.5) + n / 2, -1, n);

        bool Held(int x, int y, int z) => Math.Min(x, Math.Min(y, z)) >= 0 && Math.Max(x, Math.Max(y, z)) < n && mask[z, y, x] > Threshold;

        (int X, int Y, int Z) Bin((double X, double Y, double Z) at) => ((int)Math.Floor(at.X / width), (int)Math.Floor(at.Y / width), (int)Math.Floor(at.Z / width));

        double Nearest((double X, double Y, double Z) at)
        {
            (int x, int y, int z) = Bin(at);
            double least = width * width;
            for (int i = 0; i < 27; i++)
            {
                foreach ((double X, double Y, double Z) voxel in bins.GetValueOrDefault((x + i % 3 - 1, y + i / 3 % 3 - 1, z + i / 9 - 1)) ?? [])
                {
                    double dx = at.X - voxel.X, dy = at.Y - voxel.Y, dz = at.Z - voxel.Z;
                    least = Math.Min(least, dx * dx + dy * dy + dz * dz);
                }
            }
            return least;
        }
    }
}
