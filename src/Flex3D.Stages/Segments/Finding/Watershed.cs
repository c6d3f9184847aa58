using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments.Finding;

/// <summary>Divides a map into basins: the voxels from which the steepest way up leads to the same maximum of density.</summary>
/// <remarks>Voxels are taken from the densest to the least dense; each joins the basin of its densest neighbour (of 26) that has one, or begins its own (Vincent &amp; Soille 1991, by rank).</remarks>
internal static class Watershed
{
    /// <summary>Returns the basin of each voxel, 0 …, and −1 outside the mask; and the number of basins.</summary>
    /// <param name="map">Density.</param>
    /// <param name="mask">Solvent mask of the same box.</param>
    /// <param name="support">Voxels whose mask is above this are divided.</param>
    public static (int[] Basins, int Count) Divide(DensityMap map, DensityMap mask, float support)
    {
        int n = map.Box, count = 0;
        int[] basins = new int[map.Values.Length];
        Array.Fill(basins, -1);
        int[] order = [.. Enumerable.Range(0, basins.Length).Where(i => mask.Values[i] > support)];
        float[] falling = Array.ConvertAll(order, i => -map.Values[i]);
        Array.Sort(falling, order, Comparer<float>.Default);
        foreach (int voxel in Stable(order, map))
        {
            int x = voxel % n, y = voxel / n % n, z = voxel / n / n, densest = -1;
            for (int dz = -1; dz <= 1; dz++)
            {
                for (int dy = -1; dy <= 1; dy++)
                {
                    for (int dx = -1; dx <= 1; dx++)
                    {
                        if ((uint)(x + dx) >= (uint)n || (uint)(y + dy) >= (uint)n || (uint)(z + dz) >= (uint)n)
                        {
                            continue;
                        }
                        int other = ((z + dz) * n + y + dy) * n + x + dx;
                        if (basins[other] >= 0 && (densest < 0 || map.Values[other] > map.Values[densest]))
                        {
                            densest = other;
                        }
                    }
                }
            }
            basins[voxel] = densest < 0 ? count++ : basins[densest];
        }
        return (basins, count);
    }

    // Sorting is not stable: voxels of one density are put in the order of their numbers.
    private static int[] Stable(int[] order, DensityMap map)
    {
        for (int from = 0; from < order.Length;)
        {
            int to = from + 1;
            while (to < order.Length && map.Values[order[to]] == map.Values[order[from]])
            {
                to++;
            }
            order.AsSpan(from, to - from).Sort();
            from = to;
        }
        return order;
    }
}
