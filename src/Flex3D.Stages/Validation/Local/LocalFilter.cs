using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation.Sharpening;

namespace Flex3D.Stages.Validation.Local;

/// <summary>Filters a map so that each voxel has detail up to its own local resolution and no further.</summary>
/// <remarks>
/// The map is filtered at up to ten resolutions, equally spaced in frequency between the worst and the best of the mask; a voxel is interpolated linearly
/// between the two filtered maps beside its frequency. The gain of each is that of <see cref="SharpeningCurve"/>, ended at its resolution.
/// </remarks>
public static class LocalFilter
{
    private const int MostLevels = 10;
    private const double LevelShells = 2; // the width of the edge at which each level ends

    /// <summary>Returns the filtered map times the mask.</summary>
    /// <param name="merged">The mean of the half-maps, neither weighted nor sharpened.</param>
    /// <param name="angstrom">Local resolution, Å; 0 where there is none.</param>
    /// <param name="mask">A soft mask of the same box; it is 0 where there is no local resolution.</param>
    /// <param name="curve">Weights and sharpening.</param>
    /// <param name="parallelism">The number of threads; the result does not depend on it.</param>
    public static DensityMap Apply(DensityMap merged, DensityMap angstrom, DensityMap mask, SharpeningCurve curve, int parallelism = 1)
    {
        double extent = merged.Box * merged.PixelSizeAngstrom, worst = double.MaxValue, best = 0;
        foreach (float resolution in angstrom.Values)
        {
            if (resolution > 0)
            {
                (worst, best) = (Math.Min(worst, extent / resolution), Math.Max(best, extent / resolution));
            }
        }
        var result = new DensityMap(merged.Box, merged.PixelSizeAngstrom);
        if (best == 0)
        {
            return result;
        }
        int levels = Math.Clamp((int)Math.Ceiling((best - worst) / LevelShells) + 1, 1, MostLevels), plane = merged.Box * merged.Box;
        double step = levels == 1 ? 1 : (best - worst) / (levels - 1);
        FourierVolume spectrum = FourierVolume.Of(merged, parallelism), work = FourierVolume.Zero(merged.Box, merged.PixelSizeAngstrom);
        for (int level = 0; level < levels; level++)
        {
            int number = level;
            spectrum.Re.CopyTo(work.Re, 0);
            spectrum.Im.CopyTo(work.Im, 0);
            work.MultiplyBySquaredRadius(curve.Table(worst + step * level));
            DensityMap filtered = work.ToMapOverwriting(parallelism);
            Parallel.For(0, merged.Box, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, z =>
            {
                for (int i = z * plane; i < (z + 1) * plane; i++)
                {
                    if (angstrom.Values[i] > 0)
                    {
                        double share = levels == 1 ? 1 : 1 - Math.Abs((extent / angstrom.Values[i] - worst) / step - number);
                        result.Values[i] += share > 0 ? (float)(share * mask.Values[i]) * filtered.Values[i] : 0;
                    }
                }
            });
        }
        return result;
    }
}
