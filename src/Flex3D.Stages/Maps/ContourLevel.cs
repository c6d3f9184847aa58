namespace Flex3D.Stages.Maps;

/// <summary>Finds the density at which the isosurface of a map encloses the molecule.</summary>
/// <remarks>
/// Otsu 1979: of all thresholds t, the one with the largest variance between the classes v ≤ t and v &gt; t, w₀w₁(m₀ − m₁)² with the shares w and the
/// means m of the classes, over the voxels inside the mask. The solvent outside the mask does not count, so the level does not depend on the box.
/// </remarks>
public static class ContourLevel
{
    /// <summary>The rule, for users.</summary>
    public const string Rule = "the threshold with the largest variance between the two classes of densities inside the mask (Otsu 1979)";

    private const float Inside = 0.5f;

    /// <summary>Returns the level, in the units of the map; all voxels count where none is inside the mask.</summary>
    /// <param name="map">A map of finite densities.</param>
    /// <param name="mask">A soft mask, 0 to 1, of the same box: voxels above 0.5 are inside.</param>
    public static double Of(DensityMap map, DensityMap mask)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Box, map.Box);
        float[] sorted = [.. map.Values.Where((_, i) => mask.Values[i] > Inside)];
        if (sorted.Length == 0)
        {
            sorted = (float[])map.Values.Clone();
        }
        Array.Sort(sorted);
        double total = 0;
        foreach (float value in sorted)
        {
            total += value;
        }
        double below = 0, best = 0, level = sorted[^1];
        for (int i = 0; i + 1 < sorted.Length; i++)
        {
            below += sorted[i];
            double low = i + 1, high = sorted.Length - low, apart = below / low - (total - below) / high;
            double variance = low * high * apart * apart;
            if (variance > best && sorted[i] < sorted[i + 1])
            {
                (best, level) = (variance, 0.5 * ((double)sorted[i] + sorted[i + 1]));
            }
        }
        return level;
    }
}
