namespace Flex3D.Stages.Surfaces;

/// <summary>Finds the connected pieces of a surface.</summary>
internal static class SurfacePieces
{
    /// <summary>Returns the surface without its small pieces, which are noise or hollows: those that enclose less than <paramref name="leastShare"/> of what the largest does.</summary>
    public static TriangleMesh KeepLarge(TriangleMesh surface, double leastShare)
    {
        int[] piece = [.. Enumerable.Range(0, surface.Vertices.Length)];
        for (int t = 0; t < surface.Triangles.Length; t += 3)
        {
            Join(piece, surface.Triangles[t], surface.Triangles[t + 1]);
            Join(piece, surface.Triangles[t], surface.Triangles[t + 2]);
        }
        double[] volume = new double[piece.Length];
        for (int t = 0; t < surface.Count; t++)
        {
            volume[Root(piece, surface.Triangles[3 * t])] += surface.VolumeOf(t);
        }
        double least = leastShare * volume.Append(0).Max();
        return surface.Where(triangle => volume[Root(piece, surface.Triangles[3 * triangle])] >= least);
    }

    private static void Join(int[] piece, int one, int other)
    {
        (one, other) = (Root(piece, one), Root(piece, other));
        piece[Math.Max(one, other)] = Math.Min(one, other);
    }

    private static int Root(int[] piece, int vertex)
    {
        while (piece[vertex] != vertex)
        {
            vertex = piece[vertex] = piece[piece[vertex]];
        }
        return vertex;
    }
}
