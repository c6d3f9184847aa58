using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation;

/// <summary>Computes the merged map: the mean of the half-maps, weighted by its expected correlation with the true map, and sharpened.</summary>
/// <remarks>Rosenthal &amp; Henderson 2003: C_ref = √(2 FSC/(1 + FSC)) is both the weight and the estimate; a map is sharpened by exp(−B s²/4).</remarks>
public static class MapSharpening
{
    private const double EdgeShells = 2;
    private const double LeastFsc = 0.02;

    /// <summary>Returns √(2 FSC/(1 + FSC)); 0 for a correlation that is not positive.</summary>
    public static double Weight(double fsc) => fsc > 0 ? Math.Sqrt(2 * fsc / (1 + fsc)) : 0;

    /// <summary>Returns the mean of two half-maps.</summary>
    public static DensityMap Merge(DensityMap half1, DensityMap half2)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(half2.Box, half1.Box);
        var merged = new DensityMap(half1.Box, half1.PixelSizeAngstrom);
        for (int i = 0; i < merged.Values.Length; i++)
        {
            merged.Values[i] = 0.5f * (half1.Values[i] + half2.Values[i]);
        }
        return merged;
    }

    /// <summary>Weights a merged map by its corrected FSC; if the map is sharpened, also cuts it at the resolution (FSC 0.143).</summary>
    /// <param name="merged">The mean of the half-maps.</param>
    /// <param name="report">The FSC of the half-maps.</param>
    /// <param name="bFactor">B-factor, Å², applied as exp(−B s²/4): negative sharpens, 0 leaves the amplitudes.</param>
    /// <param name="parallelism">The number of threads.</param>
    /// <remarks>
    /// An estimate of the FSC that falls to 0 by chance must not remove a shell that holds signal, so no weight is below that of an FSC of
    /// 0.02; components beyond the resolution stay, faintly, for the user's own filter. Sharpening would amplify them, so it cuts them.
    /// </remarks>
    public static DensityMap Apply(DensityMap merged, FscReport report, double bFactor = 0, int parallelism = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(merged.Box, report.Box);
        double[] weights = Array.ConvertAll(report.Corrected, fsc => Weight(Math.Max(fsc, LeastFsc)));
        weights[0] = 1; // the mean density is kept as it is
        double cutoff = Math.Max(merged.Box * merged.PixelSizeAngstrom / report.Resolution().Angstrom, 1);
        return RadialFilter.Apply(
            merged,
            f =>
            {
                double shell = f * merged.Box, s = f / merged.PixelSizeAngstrom;
                double end = bFactor == 0 ? 1 : RadialFilter.LowPassGain(shell, cutoff, EdgeShells);
                return At(weights, shell) * end * Math.Exp(-0.25 * bFactor * s * s);
            },
            parallelism);
    }

    private static double At(double[] values, double shell)
    {
        int low = Math.Min((int)shell, values.Length - 1), high = Math.Min(low + 1, values.Length - 1);
        return values[low] + (values[high] - values[low]) * (shell - low);
    }
}
