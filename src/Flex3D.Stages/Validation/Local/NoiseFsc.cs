using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation.Local;

/// <summary>How large the FSC of a window becomes without any signal: its quantile by shell over windows of the same half-maps with random phases.</summary>
/// <remarks>
/// A shell of a small window holds few independent frequencies, so that its FSC exceeds 0.143 by chance. The phases of both half-maps are made random
/// (Chen et al. 2013) beyond half the window's width: amplitudes, and what the window's edge leaks from lower frequencies, stay.
/// </remarks>
internal static class NoiseFsc
{
    private const int MostWindows = 500;
    private const ulong Stream1 = 3, Stream2 = 4; // other draws than those of the global FSC

    /// <summary>Returns the quantile for each shell of the window's box; −1 for shells whose phases were left, or are mixed with such.</summary>
    /// <param name="half1">The map of the first half-set.</param>
    /// <param name="half2">The map of the second half-set.</param>
    /// <param name="window">The window.</param>
    /// <param name="widthAngstrom">Its width, Å.</param>
    /// <param name="centres">Centres of the windows, of which at most 500 are used, evenly spread.</param>
    /// <param name="quantile">The quantile, 0 to 1.</param>
    /// <param name="seed">Seed of the random phases.</param>
    /// <param name="parallelism">The number of threads.</param>
    public static double[] Quantile(
        DensityMap half1, DensityMap half2, LocalWindow window, double widthAngstrom, IReadOnlyList<(int Z, int Y, int X)> centres, double quantile, ulong seed, int parallelism)
    {
        double extent = half1.Box * half1.PixelSizeAngstrom;
        int firstShell = Math.Clamp((int)Math.Ceiling(2 * extent / widthAngstrom), 1, half1.Box / 2);
        DensityMap random1 = PhaseRandomisation.From(half1, firstShell, seed, Stream1, parallelism), random2 = PhaseRandomisation.From(half2, firstShell, seed, Stream2, parallelism);
        int count = Math.Min(MostWindows, centres.Count);
        var curves = new double[count][];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, () => new WindowedFsc(window), (i, _, fsc) =>
        {
            curves[i] = fsc.At(random1, random2, centres[(int)((long)i * centres.Count / count)]);
            return fsc;
        }, _ => { });
        double[] limit = new double[window.Box / 2 + 1], sorted = new double[count];
        for (int k = 0; k < limit.Length; k++)
        {
            bool random = k / (double)window.Box - 1.0 / window.Box >= firstShell / (double)half1.Box;
            for (int i = 0; i < count; i++)
            {
                sorted[i] = curves[i][k];
            }
            Array.Sort(sorted);
            limit[k] = random && count > 0 ? sorted[(int)Math.Round(quantile * (count - 1))] : -1;
        }
        return limit;
    }
}
