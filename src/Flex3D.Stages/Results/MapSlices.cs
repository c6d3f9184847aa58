using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Results;

/// <summary>The three central sections of a map, kept for figures so that the map itself need not be.</summary>
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

    /// <summary>The axis to which each of <see cref="Sections"/> is normal, and the axes along its columns and rows.</summary>
    public static IReadOnlyList<(char Normal, char Column, char Row)> Axes { get; } = [('x', 'y', 'z'), ('y', 'x', 'z'), ('z', 'x', 'y')];

    /// <summary>Takes the sections through the box centre.</summary>
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

    /// <summary>
    /// Returns the smallest even size of the central squares that hold all voxels denser than a tenth of the densest in any of the
    /// sections, and a margin: most boxes are twice as wide as the molecule, and the rest of a section shows nothing.
    /// </summary>
    /// <param name="all">Slices of one box.</param>
    public static int Frame(IReadOnlyList<MapSlices> all)
    {
        int n = all[0].Box;
        float least = 0.1f * all.SelectMany(s => s.Sections).SelectMany(section => section).Where(float.IsFinite).Append(0).Max();
        int reach = 0;
        foreach (float[] section in all.SelectMany(s => s.Sections))
        {
            for (int i = 0; i < section.Length; i++)
            {
                if (section[i] > least)
                {
                    reach = Math.Max(reach, Math.Max(Math.Abs(i / n - n / 2), Math.Abs(i % n - n / 2)));
                }
            }
        }
        return reach == 0 ? n : Math.Min(n, 2 * (reach + 2 + n / 32));
    }

    /// <summary>Returns the central <paramref name="size"/> × <paramref name="size"/> voxels of each section; the box centre stays the centre.</summary>
    public MapSlices Middle(int size)
    {
        int first = Box / 2 - size / 2;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Box);
        return size == Box ? this : new MapSlices(size, PixelSizeAngstrom, [.. Sections.Select(Cut)]);

        float[] Cut(float[] section)
        {
            float[] cut = new float[size * size];
            for (int row = 0; row < size; row++)
            {
                section.AsSpan((first + row) * Box + first, size).CopyTo(cut.AsSpan(row * size));
            }
            return cut;
        }
    }
}
