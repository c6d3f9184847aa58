using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Stages.Symmetry;

/// <summary>How well a map has a symmetry: half-map 1 is correlated with half-map 2 turned by each operator, and with half-map 2 as it is.</summary>
/// <remarks>
/// Half-maps share no noise, so both correlations fall by the same noise, and what the turned one falls short of the other is asymmetry:
/// the share of a shell is FSC(V₁, gV₂) / FSC(V₁, V₂). The correlations are taken inside a mask that has the symmetry itself. Interpolation lowers the turned
/// curve near Nyquist.
/// </remarks>
public sealed class SymmetryAgreement
{
    /// <summary>Shares of shells count where the half-maps themselves agree by more than this, FSC.</summary>
    public const double Threshold = FscReport.HalfMapThreshold;

    /// <summary>Half-map 1 with half-map 2, by shell, 0 … N/2.</summary>
    public required double[] Untouched { get; init; }

    /// <summary>Half-map 1 with half-map 2 turned, the mean over all operators but the identity.</summary>
    public required double[] Turned { get; init; }

    /// <summary>The mean share of each operator but the identity, over the shells up to the resolution of the half-maps.</summary>
    public required double[] Shares { get; init; }

    /// <summary>The mean share: 1 for a map with the symmetry, near 0 for one in which only the outline has it.</summary>
    public double Share => Shares.Length == 0 ? 1 : Shares.Average();

    /// <summary>Where the mean curve of turned half-maps falls below <see cref="Threshold"/>.</summary>
    public required FscCrossing Reaches { get; init; }

    /// <summary>Compares two half-maps.</summary>
    /// <param name="half1">Half-map 1.</param>
    /// <param name="half2">Half-map 2, of the same box.</param>
    /// <param name="mask">A mask with the symmetry, of the same box.</param>
    /// <param name="frame">The symmetry.</param>
    /// <param name="threads">The number of threads, which does not change a bit.</param>
    public static SymmetryAgreement Of(DensityMap half1, DensityMap half2, DensityMap mask, SymmetryFrame frame, int threads)
    {
        FourierVolume first = FourierVolume.Of(half1.Times(mask), threads);
        double[] untouched = FourierShells.Fsc(first, FourierVolume.Of(half2.Times(mask), threads));
        int last = Array.FindIndex(untouched, 1, fsc => fsc < Threshold) is > 0 and var below ? below - 1 : untouched.Length - 1;
        var second = new SplineMap(half2, threads);
        double[] mean = new double[untouched.Length];
        Rotation[] turns = [.. frame.Operators.Skip(1)];
        double[] shares = new double[turns.Length];
        for (int t = 0; t < turns.Length; t++)
        {
            double[] turned = FourierShells.Fsc(first, FourierVolume.Of(second.Mean([turns[t]], frame.X, frame.Y, frame.Z, threads).Times(mask), threads));
            for (int k = 0; k < mean.Length; k++)
            {
                mean[k] += turned[k] / turns.Length;
                shares[t] += k >= 1 && k <= last ? turned[k] / untouched[k] / Math.Max(1, last) : 0;
            }
        }
        return new SymmetryAgreement
        {
            Untouched = untouched,
            Turned = turns.Length == 0 ? untouched : mean,
            Shares = shares,
            Reaches = FscCrossing.Find(turns.Length == 0 ? untouched : mean, Threshold, half1.Box, half1.PixelSizeAngstrom),
        };
    }
}
