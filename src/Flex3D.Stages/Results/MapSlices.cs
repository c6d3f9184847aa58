using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Results;

/// <summary>The three central sections of a map, kept for pictures so that the map itself can go.</summary>
/// <remarks>
/// Each section is [row][column], N × N, N = <see cref="Box"/>; the voxel at index N/2 is the box centre. The section normal
/// to x has columns y and rows z; normal to y, columns x and rows z; normal to z, columns x and rows y.
/// </remarks>
public sealed class MapSlices
{
    private MapSlices(int box, double pixelSizeAngstrom, float[][] sections)
    {
        Box = box;
        PixelSizeAngstrom = pixelSizeAngstrom;
        Sections = sections;
    }

    public int Box { get; }
    public double PixelSizeAngstrom { get; }

    /// <summary>Sections normal to x, y and z.</summary>
    public IReadOnlyList<float[]> Sections { get; }

    /// <summary>What <see cref="Sections"/> are normal to, and the axes they show (column, row).</summary>
    public static IReadOnlyList<(char Normal, char Column, char Row)> Axes { get; } = [('x', 'y', 'z'), ('y', 'x', 'z'), ('z', 'x', 'y')];

    /// <summary>The sections through the box centre.</summary>
    public static MapSlices Central(DensityMap map)
    {
        int n = map.Box, middle = n / 2;
        float[] x = new float[n * n], y = new float[n * n], z = new float[n * n];
        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < n; column++)
            {
                x[row * n + column] = map[row, column, middle];
                y[row * n + column] = map[row, middle, column];
                z[row * n + column] = map[middle, row, column];
            }
        }
        return new MapSlices(n, map.PixelSizeAngstrom, [x, y, z]);
    }
}
