using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation.Sharpening;

/// <summary>The B factor of a map from its Guinier plot, ln⟨|F|⟩ over s² (Rosenthal &amp; Henderson 2003).</summary>
/// <remarks>
/// A straight line, least squares, is fitted to ln(C_k ⟨|F|⟩_k / MTF_k) over s_k² for the shells k from 10 Å to the resolution, C_k = √(2 FSC/(1 + FSC)).
/// Its slope is B/4: amplitudes fall as exp(B s²/4), B negative, and exp(−B s²/4) restores them.
/// </remarks>
/// <param name="BFactor">B, Å²; negative for a map whose amplitudes fall.</param>
/// <param name="LowAngstrom">Resolution of the first shell of the fit, Å.</param>
/// <param name="HighAngstrom">Resolution of the last shell, Å.</param>
/// <param name="Shells">The number of shells.</param>
/// <param name="Correlation">Correlation coefficient of the points: near −1 for a straight line that falls.</param>
public sealed record GuinierFit(double BFactor, double LowAngstrom, double HighAngstrom, int Shells, double Correlation)
{
    /// <summary>The amplitudes of a molecule follow the line from here on; at lower resolution they show its shape, Å.</summary>
    public const double LowestAngstrom = 10;

    /// <summary>The least number of shells of a fit.</summary>
    public const int LeastShells = 5;

    private const double LeastFsc = 1e-4;

    /// <summary>Fits a map; null if there are too few shells between 10 Å and the resolution.</summary>
    /// <param name="map">The mean of the half-maps, neither weighted nor sharpened, times the mask.</param>
    /// <param name="report">The FSC of the half-maps.</param>
    /// <param name="mtf">The detector's modulation transfer function; null for none.</param>
    /// <param name="parallelism">The number of threads.</param>
    public static GuinierFit? Of(DensityMap map, FscReport report, DetectorMtf? mtf = null, int parallelism = 1)
    {
        double[] amplitudes = FourierShells.MeanAmplitude(FourierVolume.Of(map, parallelism));
        double extent = map.Box * map.PixelSizeAngstrom, best = report.Resolution().Angstrom;
        int[] shells = [.. Enumerable.Range(1, amplitudes.Length - 1).Where(k => extent / k <= LowestAngstrom && extent / k >= best && report.Corrected[k] > LeastFsc && amplitudes[k] > 0)];
        if (shells.Length < LeastShells)
        {
            return null;
        }
        double[] x = [.. shells.Select(k => k / extent * (k / extent))];
        double[] y = [.. shells.Select(k => Math.Log(MapSharpening.Weight(report.Corrected[k]) * amplitudes[k] / (mtf?.At(k / extent) ?? 1)))];
        double meanX = x.Average(), meanY = y.Average();
        double xx = x.Sum(v => (v - meanX) * (v - meanX)), yy = y.Sum(v => (v - meanY) * (v - meanY)), xy = x.Zip(y, (u, v) => (u - meanX) * (v - meanY)).Sum();
        return new GuinierFit(4 * xy / xx, extent / shells[0], extent / shells[^1], shells.Length, yy > 0 ? xy / Math.Sqrt(xx * yy) : 0);
    }
}
