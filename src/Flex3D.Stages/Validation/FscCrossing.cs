using System.Globalization;

namespace Flex3D.Stages.Validation;

/// <summary>The resolution at which an FSC curve first falls below a threshold.</summary>
/// <param name="Angstrom">The resolution, Å; 2 pixels where the curve never falls below the threshold, infinite where it is below it from shell 1 on.</param>
/// <param name="Kind">Whether the curve crosses the threshold.</param>
public readonly record struct FscCrossing(double Angstrom, FscCrossing.Kinds Kind)
{
    public enum Kinds
    {
        /// <summary>The curve falls below the threshold at <see cref="Angstrom"/>.</summary>
        Crossed,

        /// <summary>The curve stays above it up to Nyquist.</summary>
        BeyondNyquist,

        /// <summary>The curve is below it from shell 1 on.</summary>
        NotReached,
    }

    /// <summary>Finds the first crossing of <paramref name="threshold"/>, linear between shells in frequency; shell 0 does not count.</summary>
    /// <param name="curve">FSC at shells 0 … N/2.</param>
    /// <param name="box">N.</param>
    public static FscCrossing Find(ReadOnlySpan<double> curve, double threshold, int box, double pixelSizeAngstrom)
    {
        for (int k = 1; k < curve.Length; k++)
        {
            if (curve[k] < threshold)
            {
                if (k == 1)
                {
                    return new FscCrossing(double.PositiveInfinity, Kinds.NotReached);
                }
                double shell = k - 1 + (curve[k - 1] - threshold) / (curve[k - 1] - curve[k]);
                return new FscCrossing(box * pixelSizeAngstrom / shell, Kinds.Crossed);
            }
        }
        return new FscCrossing(2 * pixelSizeAngstrom, Kinds.BeyondNyquist);
    }

    /// <summary>Formats the resolution for users.</summary>
    public override string ToString() => Kind switch
    {
        Kinds.Crossed => string.Create(CultureInfo.InvariantCulture, $"{Angstrom:F1} Å"),
        Kinds.BeyondNyquist => string.Create(CultureInfo.InvariantCulture, $"{Angstrom:F1} Å or better (Nyquist)"),
        _ => "not reached",
    };
}
