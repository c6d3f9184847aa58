using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation;

/// <summary>The FSC curves of two half-maps: unmasked, masked, and masked with the mask's own contribution taken out.</summary>
/// <remarks>
/// Correction after Chen et al. 2013 as RELION's postprocess does it: phases are randomised from the first shell where the unmasked FSC
/// falls below 0.8; the masked FSC of those maps, FSC_n, is what the mask alone brings, and FSC_true = (FSC_t − FSC_n)/(1 − FSC_n) from
/// two shells further on. Without a mask all curves are the unmasked one.
/// </remarks>
public sealed class FscReport
{
    /// <summary>Phases are random from where the unmasked FSC falls below this.</summary>
    public const double RandomisedBelow = 0.8;

    /// <summary>The usual threshold between half-maps.</summary>
    public const double HalfMapThreshold = 0.143;

    private const int HandOver = 2; // shells kept as measured beyond the first random one, where the edge leaves artefacts

    public required int Box { get; init; }
    public required double PixelSizeAngstrom { get; init; }

    /// <summary>Shells 0 … N/2, as all curves.</summary>
    public required double[] Unmasked { get; init; }
    public required double[] Masked { get; init; }

    /// <summary>Of the masked maps with random phases; the masked curve where nothing was randomised.</summary>
    public required double[] RandomisedMasked { get; init; }
    public required double[] Corrected { get; init; }

    /// <summary>The first shell with random phases; null where none was randomised (no mask, or an FSC that never falls below 0.8).</summary>
    public required int? RandomisedFrom { get; init; }

    /// <summary>Å of a shell; infinite for shell 0.</summary>
    public double ResolutionOf(int shell) => Box * PixelSizeAngstrom / shell;

    /// <summary>Resolution of the corrected curve.</summary>
    public FscCrossing Resolution(double threshold = HalfMapThreshold) => Resolution(Corrected, threshold);

    /// <summary>Resolution of any of the curves.</summary>
    public FscCrossing Resolution(ReadOnlySpan<double> curve, double threshold) => FscCrossing.Find(curve, threshold, Box, PixelSizeAngstrom);

    /// <summary>Computes the curves.</summary>
    /// <param name="mask">A soft mask, 0 to 1, of the same box; null for none.</param>
    /// <param name="seed">Of the random phases: the same seed gives the same curves.</param>
    /// <exception cref="InputException">Boxes differ, or are no good size.</exception>
    public static FscReport Compute(DensityMap half1, DensityMap half2, DensityMap? mask, ulong seed, int parallelism = 1)
    {
        double[] unmasked = FourierShells.Fsc(half1, half2, parallelism);
        if (mask is null)
        {
            return Of(half1, unmasked, unmasked, unmasked, unmasked, null);
        }
        if (mask.Box != half1.Box)
        {
            throw new InputException("mask", null, $"a box of {mask.Box}", $"the half-maps' {half1.Box}");
        }
        double[] masked = FourierShells.Fsc(Multiply(half1, mask), Multiply(half2, mask), parallelism);
        int from = Array.FindIndex(unmasked, 1, fsc => fsc < RandomisedBelow);
        if (from < 0)
        {
            return Of(half1, unmasked, masked, masked, masked, null);
        }
        DensityMap random1 = PhaseRandomisation.From(half1, from, seed, 1, parallelism);
        DensityMap random2 = PhaseRandomisation.From(half2, from, seed, 2, parallelism);
        double[] random = FourierShells.Fsc(Multiply(random1, mask), Multiply(random2, mask), parallelism);
        return Of(half1, unmasked, masked, random, Correct(masked, random, from), from);
    }

    internal static double[] Correct(double[] masked, double[] random, int from)
    {
        var corrected = (double[])masked.Clone();
        for (int k = from + HandOver; k < corrected.Length; k++)
        {
            // A mask that explains all of the correlation leaves none.
            corrected[k] = random[k] < 1 - 1e-6 ? (masked[k] - random[k]) / (1 - random[k]) : 0;
        }
        return corrected;
    }

    private static DensityMap Multiply(DensityMap map, DensityMap mask)
    {
        var product = new DensityMap(map.Box, map.PixelSizeAngstrom);
        for (int i = 0; i < product.Values.Length; i++)
        {
            product.Values[i] = map.Values[i] * mask.Values[i];
        }
        return product;
    }

    private static FscReport Of(DensityMap map, double[] unmasked, double[] masked, double[] random, double[] corrected, int? from) => new()
    {
        Box = map.Box,
        PixelSizeAngstrom = map.PixelSizeAngstrom,
        Unmasked = unmasked,
        Masked = masked,
        RandomisedMasked = random,
        Corrected = corrected,
        RandomisedFrom = from,
    };
}
