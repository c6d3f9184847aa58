using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Stages.Scoring;

/// <summary>How well a map agrees with the true map of a conformation, both times a mask.</summary>
/// <param name="Fsc">FSC by shell, 0 … N/2.</param>
/// <param name="Amplitude">Re⟨M, T⟩/⟨T, T⟩ by shell: the factor by which projections of the map M show those of the true map T. A projection is a sum of voxels: one of voxels twice as large has half as many terms, and needs values twice as large for the same image.</param>
/// <param name="Half">Resolution at which the FSC falls below 0.5.</param>
/// <param name="Seventh">Resolution at which the FSC falls below 0.143.</param>
/// <param name="Area">Area under the FSC over spatial frequency, 0 to 0.5 cycles per pixel: 0.5 for equal maps (FSC-AUC of CryoBench, Jeon et al. 2024).</param>
public sealed record MapScore(double[] Fsc, double[] Amplitude, FscCrossing Half, FscCrossing Seventh, double Area)
{
    /// <summary>Compares a map with the true one.</summary>
    /// <param name="map">The map; on another grid it is resampled to that of <paramref name="truth"/>.</param>
    /// <param name="truth">The true map.</param>
    /// <param name="mask">Soft mask, on the grid of <paramref name="truth"/>; null for none.</param>
    /// <param name="threads">The number of threads.</param>
    /// <exception cref="Faults.InputException">The mask is on another grid, or a box is odd or below 4.</exception>
    public static MapScore Of(DensityMap map, DensityMap truth, DensityMap? mask, int threads)
    {
        if (mask is not null)
        {
            MapChecks.RequireSame(truth, "the true map", mask, "the mask");
        }
        DensityMap same = map.Box == truth.Box && MapResampling.Agree(map.PixelSizeAngstrom, truth.PixelSizeAngstrom) ? map : MapResampling.Density(map, truth.Box, truth.PixelSizeAngstrom, threads);
        FourierVolume a = FourierVolume.Of(Masked(same, mask), threads), b = FourierVolume.Of(Masked(truth, mask), threads);
        double[] fsc = FourierShells.Fsc(a, b), slope = FourierShells.Slope(a, b);
        if (!ReferenceEquals(same, map))
        {
            slope = Array.ConvertAll(slope, value => value * truth.PixelSizeAngstrom / map.PixelSizeAngstrom);
        }
        return new MapScore(
            fsc, slope, FscCrossing.Find(fsc, 0.5, truth.Box, truth.PixelSizeAngstrom), FscCrossing.Find(fsc, 0.143, truth.Box, truth.PixelSizeAngstrom), AreaUnder(fsc));
    }

    /// <summary>Computes the area under a curve of shells 0 … N/2 over 0 to 0.5 cycles per pixel, by the trapezoidal rule.</summary>
    internal static double AreaUnder(ReadOnlySpan<double> curve)
    {
        double sum = 0;
        for (int k = 1; k < curve.Length; k++)
        {
            sum += 0.5 * (curve[k - 1] + curve[k]);
        }
        return 0.5 * sum / (curve.Length - 1);
    }

    private static DensityMap Masked(DensityMap map, DensityMap? mask) => mask is null ? map : map.Times(mask);
}
