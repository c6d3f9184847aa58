using System.Numerics;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Surfaces;

/// <summary>The part of a map that is denser than a level, on a grid coarse enough for a surface of few triangles.</summary>
/// <remarks>
/// Each value is the mean of a cube of voxels; the outermost values on every side are below any level, so that surfaces are closed.
/// </remarks>
internal sealed class SurfaceGrid
{
    private const int Frame = 2;
    private readonly Vector3 _first;
    private readonly float _step;

    private SurfaceGrid(int x, int y, int z, Vector3 first, float step) => (X, Y, Z, _first, _step, Values) = (x, y, z, first, step, new float[(long)x * y * z]);

    /// <summary>Number of values along x, y and z.</summary>
    public int X { get; }
    public int Y { get; }
    public int Z { get; }

    /// <summary>Densities, [z][y][x].</summary>
    public float[] Values { get; }

    /// <summary>The place of a point of the grid, Å from the box centre.</summary>
    /// <param name="at">Coordinates in steps of the grid from its first value: x, y, z.</param>
    public Vector3 Place(Vector3 at) => _first + _step * at;

    /// <summary>Makes the grid of the voxels above <paramref name="level"/> and those around them.</summary>
    /// <param name="map">The map.</param>
    /// <param name="level">The lowest level of which a surface is wanted.</param>
    /// <param name="most">The most values along an edge.</param>
    /// <returns>Null where no voxel is denser.</returns>
    public static SurfaceGrid? Of(DensityMap map, double level, int most)
    {
        if (Bounds(map, (float)level) is not var (low, high))
        {
            return null;
        }
        int widest = Enumerable.Range(0, 3).Max(axis => high[axis] - low[axis] + 1);
        int cube = Math.Max(1, (widest + most - 1) / most);
        int[] count = [.. Enumerable.Range(0, 3).Select(axis => (high[axis] - low[axis] + cube) / cube + 2 * Frame)];
        int[] from = [.. low.Select(first => first - Frame * cube)];
        float pixel = (float)map.PixelSizeAngstrom, middle = 0.5f * (cube - 1) - map.Box / 2;
        var grid = new SurfaceGrid(count[0], count[1], count[2], pixel * new Vector3(from[0] + middle, from[1] + middle, from[2] + middle), pixel * cube);
        grid.Fill(map, from, cube);
        return grid;
    }

    private static (int[] Low, int[] High)? Bounds(DensityMap map, float level)
    {
        int n = map.Box;
        int[] low = [n, n, n], high = [-1, -1, -1];
        for (int row = 0; row < n * n; row++)
        {
            ReadOnlySpan<float> values = map.Values.AsSpan(row * n, n);
            int first = 0, last = n - 1;
            while (first < n && !(values[first] > level))
            {
                first++;
            }
            if (first == n)
            {
                continue;
            }
            while (!(values[last] > level))
            {
                last--;
            }
            int y = row % n, z = row / n;
            (low[0], low[1], low[2]) = (Math.Min(low[0], first), Math.Min(low[1], y), Math.Min(low[2], z));
            (high[0], high[1], high[2]) = (Math.Max(high[0], last), Math.Max(high[1], y), Math.Max(high[2], z));
        }
        return high[0] < 0 ? null : (low, high);
    }

    private void Fill(DensityMap map, int[] from, int cube)
    {
        Values.AsSpan().Fill(float.NegativeInfinity);
        for (int z = 1; z < Z - 1; z++)
        {
            for (int y = 1; y < Y - 1; y++)
            {
                for (int x = 1; x < X - 1; x++)
                {
                    Values[(z * Y + y) * X + x] = Mean(map, from[0] + x * cube, from[1] + y * cube, from[2] + z * cube, cube);
                }
            }
        }
    }

    // Voxels beyond the box have no density.
    private static float Mean(DensityMap map, int x0, int y0, int z0, int cube)
    {
        int n = map.Box;
        float sum = 0;
        for (int z = Math.Max(0, z0); z < Math.Min(n, z0 + cube); z++)
        {
            for (int y = Math.Max(0, y0); y < Math.Min(n, y0 + cube); y++)
            {
                for (int x = Math.Max(0, x0); x < Math.Min(n, x0 + cube); x++)
                {
                    sum += map[z, y, x];
                }
            }
        }
        return sum / (cube * cube * cube);
    }
}
