using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Geometry.Stillness;

/// <summary>Decides whether a tetrahedron and a voxel, a cube about its place, have volume in common (separating axes).</summary>
internal static class VoxelTouch
{
    // Shared faces are no common volume: the cube is taken smaller by this share, more than single precision moves a vertex.
    private const double Slack = 1e-4;

    private static readonly int[][] Edges = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];

    /// <summary>Returns whether a tetrahedron touches any voxel of a map above a threshold.</summary>
    /// <param name="vertices">Places of vertices, Å, [vertex][x, y, z].</param>
    /// <param name="corners">The four vertices of the tetrahedron.</param>
    public static bool Any(float[] vertices, ReadOnlySpan<int> corners, DensityMap map, float threshold)
    {
        Span<double> cell = stackalloc double[12], moved = stackalloc double[12], axes = stackalloc double[3 * 25];
        Span<int> low = stackalloc int[3], high = stackalloc int[3];
        double a = map.PixelSizeAngstrom;
        for (int axis = 0; axis < 3; axis++)
        {
            double least = double.PositiveInfinity, most = double.NegativeInfinity;
            for (int k = 0; k < 4; k++)
            {
                double at = cell[3 * k + axis] = vertices[3 * corners[k] + axis];
                (least, most) = (Math.Min(least, at), Math.Max(most, at));
            }
            low[axis] = (int)Math.Clamp(Math.Round(least / a) + map.Box / 2, 0, map.Box);
            high[axis] = (int)Math.Clamp(Math.Round(most / a) + map.Box / 2, -1, map.Box - 1);
        }
        Axes(cell, axes);
        for (int z = low[2]; z <= high[2]; z++)
        {
            for (int y = low[1]; y <= high[1]; y++)
            {
                for (int x = low[0]; x <= high[0]; x++)
                {
                    if (!(map[z, y, x] > threshold))
                    {
                        continue;
                    }
                    for (int k = 0; k < 4; k++)
                    {
                        moved[3 * k] = cell[3 * k] - (x - map.Box / 2) * a;
                        moved[3 * k + 1] = cell[3 * k + 1] - (y - map.Box / 2) * a;
                        moved[3 * k + 2] = cell[3 * k + 2] - (z - map.Box / 2) * a;
                    }
                    if (Meet(moved, axes, a / 2))
                    {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    // Whether no axis separates the tetrahedron from the cube of ±half about the origin.
    private static bool Meet(ReadOnlySpan<double> cell, ReadOnlySpan<double> axes, double half)
    {
        for (int i = 0; i < axes.Length; i += 3)
        {
            double nx = axes[i], ny = axes[i + 1], nz = axes[i + 2], reach = (1 - Slack) * half * (Math.Abs(nx) + Math.Abs(ny) + Math.Abs(nz));
            double least = double.PositiveInfinity, most = double.NegativeInfinity;
            for (int k = 0; k < 12; k += 3)
            {
                double at = nx * cell[k] + ny * cell[k + 1] + nz * cell[k + 2];
                (least, most) = (Math.Min(least, at), Math.Max(most, at));
            }
            if (reach > 0 && (least >= reach || most <= -reach))
            {
                return false;
            }
        }
        return true;
    }

    // The axes that may separate: those of the cube, the normals of the tetrahedron's faces, and the products of their edges; an axis of length 0 separates nothing.
    private static void Axes(ReadOnlySpan<double> cell, Span<double> axes)
    {
        axes.Clear();
        (axes[0], axes[4], axes[8]) = (1, 1, 1);
        int next = 9;
        for (int skipped = 0; skipped < 4; skipped++)
        {
            int p = skipped == 0 ? 1 : 0, q = skipped <= 1 ? 2 : 1, r = skipped <= 2 ? 3 : 2;
            Cross(Between(cell, p, q), Between(cell, p, r), axes[next..]);
            next += 3;
        }
        foreach (int[] edge in Edges)
        {
            (double X, double Y, double Z) along = Between(cell, edge[0], edge[1]);
            Cross(along, (1, 0, 0), axes[next..]);
            Cross(along, (0, 1, 0), axes[(next + 3)..]);
            Cross(along, (0, 0, 1), axes[(next + 6)..]);
            next += 9;
        }
    }

    private static (double X, double Y, double Z) Between(ReadOnlySpan<double> cell, int from, int to) =>
        (cell[3 * to] - cell[3 * from], cell[3 * to + 1] - cell[3 * from + 1], cell[3 * to + 2] - cell[3 * from + 2]);

    private static void Cross((double X, double Y, double Z) u, (double X, double Y, double Z) v, Span<double> product) =>
        (product[0], product[1], product[2]) = (u.Y * v.Z - u.Z * v.Y, u.Z * v.X - u.X * v.Z, u.X * v.Y - u.Y * v.X);
}
