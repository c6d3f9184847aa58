using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation.Sharpening;

/// <summary>The gain by which a merged map is weighted, sharpened and ended at a resolution.</summary>
/// <remarks>
/// <para>g(s) = C(s) · exp(−B s²/4) / MTF(s) · e(s): C = √(2 FSC/(1 + FSC)) of the corrected FSC (Rosenthal &amp; Henderson 2003), B the B factor (negative sharpens),
/// e a raised-cosine edge of two shells at the resolution.</para>
/// <para>For a part of the map with another resolution than the whole, C is stretched in frequency so that it ends there as it does for the whole.</para>
/// </remarks>
public sealed class SharpeningCurve
{
    private const double EdgeShells = 2, LeastFsc = 0.02;
    private readonly double[] _weights;
    private readonly double _bFactor;
    private readonly DetectorMtf? _mtf;
    private readonly int _box;
    private readonly double _pixel;

    /// <param name="report">The FSC of the half-maps.</param>
    /// <param name="bFactor">B, Å²; 0 leaves the amplitudes.</param>
    /// <param name="mtf">The detector's modulation transfer function; null for none.</param>
    public SharpeningCurve(FscReport report, double bFactor, DetectorMtf? mtf = null)
    {
        (_bFactor, _mtf, _box, _pixel) = (bFactor, mtf, report.Box, report.PixelSizeAngstrom);
        _weights = Array.ConvertAll(report.Corrected, fsc => MapSharpening.Weight(Math.Max(fsc, LeastFsc)));
        _weights[0] = 1;
        Cutoff = Math.Clamp(_box * _pixel / report.Resolution().Angstrom, 1, _box / 2.0);
    }

    /// <summary>The resolution of the whole map, as a shell.</summary>
    public double Cutoff { get; }

    /// <summary>Returns the gain at a shell, for a part of the map whose resolution is that of shell <paramref name="cutoff"/>.</summary>
    public double Gain(double shell, double cutoff)
    {
        double s = shell / (_box * _pixel), at = Math.Min(shell * Cutoff / cutoff, _weights.Length - 1);
        int low = (int)at, high = Math.Min(low + 1, _weights.Length - 1);
        double weight = _weights[low] + (_weights[high] - _weights[low]) * (at - low);
        return weight * Math.Exp(-0.25 * _bFactor * s * s) / (_mtf?.At(s) ?? 1) * RadialFilter.LowPassGain(shell, cutoff, EdgeShells);
    }

    /// <summary>Weights, sharpens and filters the whole map.</summary>
    /// <param name="merged">The mean of the half-maps.</param>
    /// <param name="parallelism">The number of threads.</param>
    public DensityMap Apply(DensityMap merged, int parallelism = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(merged.Box, _box);
        return RadialFilter.Apply(merged, f => Gain(f * _box, Cutoff), parallelism);
    }

    /// <summary>Returns the gains by squared radius in Fourier pixels, up to the corners.</summary>
    internal float[] Table(double cutoff)
    {
        var table = new float[3 * (_box / 2) * (_box / 2) + 1];
        for (int square = 0; square < table.Length; square++)
        {
            double shell = Math.Sqrt(square);
            table[square] = shell > cutoff + EdgeShells ? 0 : (float)Gain(shell, cutoff);
        }
        return table;
    }
}
