using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation;

/// <summary>The FSC curves of two half-maps: inside their support, masked, and masked with the correlation due to the mask removed.</summary>
/// <remarks>
/// <para>
/// Half-maps of this program are zero outside the mask they were reconstructed in, their support, so there is no FSC of unmasked maps.
/// Its value follows from the volumes: the same noise would fill the whole box, R times the support, and the signal would not grow, so that
/// FSC_box = f/(f + R(1 − f)) for an FSC f inside the support (Sindelar &amp; Grigorieff 2012, solved for the whole box). For R = 10, f = 0.98 gives 0.83.
/// </para>
/// <para>
/// Correction after Chen et al. 2013 as RELION's postprocess does it: phases are randomised from the first shell where FSC_box
/// falls below 0.8; the masked FSC of those maps, FSC_n, is due to the mask alone, and FSC_true = (FSC_t − FSC_n)/(1 − FSC_n) from
/// two shells further on. Without a mask all curves are the FSC of the half-maps as they are.
/// </para>
/// </remarks>
public sealed class FscReport
{
    /// <summary>Phases are randomised from the shell where the estimated FSC over the whole box falls below this.</summary>
    public const double RandomisedBelow = 0.8;

    /// <summary>The usual FSC threshold for half-maps.</summary>
    public const double HalfMapThreshold = 0.143;

    private const int HandOver = 2; // the first random shell and the next stay as measured: the edge of the randomisation leaves artefacts there

    public required int Box { get; init; }
    public required double PixelSizeAngstrom { get; init; }

    /// <summary>The FSC of the half-maps, which are zero outside their support; by shell, 0 … N/2, as all curves.</summary>
    public required double[] Support { get; init; }

    /// <summary>The FSC of the half-maps times the mask.</summary>
    public required double[] Masked { get; init; }

    /// <summary>The FSC of the masked maps with random phases; the masked curve where no phases were randomised.</summary>
    public required double[] RandomisedMasked { get; init; }
    public required double[] Corrected { get; init; }

    /// <summary>The first shell with random phases; null where none was randomised (no mask, or an FSC over the box that never falls below 0.8).</summary>
    public required int? RandomisedFrom { get; init; }

    /// <summary>Resolution of a shell, Å; infinite for shell 0.</summary>
    public double ResolutionOf(int shell) => Box * PixelSizeAngstrom / shell;

    /// <summary>Returns the resolution of the corrected curve.</summary>
    public FscCrossing Resolution(double threshold = HalfMapThreshold) => Resolution(Corrected, threshold);

    /// <summary>Returns the resolution of any of the curves.</summary>
    public FscCrossing Resolution(ReadOnlySpan<double> curve, double threshold) => FscCrossing.Find(curve, threshold, Box, PixelSizeAngstrom);

    /// <summary>Computes the curves of two half-maps.</summary>
    /// <param name="half1">The map of the first half-set.</param>
    /// <param name="half2">The map of the second half-set.</param>
    /// <param name="support">The soft mask in which the half-maps were reconstructed, of the same box; null where they fill their box.</param>
    /// <param name="mask">A soft mask, 0 to 1, of the same box; null for none.</param>
    /// <param name="seed">Seed of the random phases: the same seed gives the same curves.</param>
    /// <param name="parallelism">The number of threads.</param>
    /// <param name="randomisedFrom">First shell with random phases, so that several maps are corrected from the same one; null to find it.</param>
    /// <exception cref="InputException">The boxes differ, or are odd or below 4.</exception>
    public static FscReport Compute(DensityMap half1, DensityMap half2, DensityMap? support, DensityMap? mask, ulong seed, int parallelism = 1, int? randomisedFrom = null)
    {
        double[] asReconstructed = FourierShells.Fsc(half1, half2, parallelism);
        if (mask is null)
        {
            return Of(half1, asReconstructed, asReconstructed, asReconstructed, asReconstructed, null);
        }
        RequireBox(mask, "mask", half1);
        double boxes = 1;
        if (support is not null)
        {
            RequireBox(support, "support", half1);
            boxes = support.Values.Length / Math.Max(1, support.Values.Sum(value => (double)value));
        }
        double[] masked = FourierShells.Fsc(half1.Times(mask), half2.Times(mask), parallelism);
        int from = randomisedFrom ?? Array.FindIndex(asReconstructed, 1, fsc => OverBox(fsc, boxes) < RandomisedBelow);
        if (from < 0)
        {
            return Of(half1, asReconstructed, masked, masked, masked, null);
        }
        DensityMap random1 = PhaseRandomisation.From(half1, from, seed, 1, parallelism);
        DensityMap random2 = PhaseRandomisation.From(half2, from, seed, 2, parallelism);
        double[] random = FourierShells.Fsc(random1.Times(mask), random2.Times(mask), parallelism);
        return Of(half1, asReconstructed, masked, random, Correct(masked, random, from), from);
    }

    /// <summary>Estimates the FSC of maps that fill <paramref name="boxes"/> times the volume of the support: f/(f + R(1 − f)), and f itself where it is not positive.</summary>
    internal static double OverBox(double fsc, double boxes) => fsc > 0 ? fsc / (fsc + boxes * (1 - fsc)) : fsc;

    internal static double[] Correct(double[] masked, double[] random, int from)
    {
        var corrected = (double[])masked.Clone();
        for (int k = from + HandOver; k < corrected.Length; k++)
        {
            // If the mask explains all of the correlation, none is left.
            corrected[k] = random[k] < 1 - 1e-6 ? (masked[k] - random[k]) / (1 - random[k]) : 0;
        }
        return corrected;
    }

    private static void RequireBox(DensityMap mask, string name, DensityMap half)
    {
        if (mask.Box != half.Box)
        {
            throw new InputException(name, null, $"a box of {mask.Box}", $"the half-maps' {half.Box}");
        }
    }

    private static FscReport Of(DensityMap map, double[] support, double[] masked, double[] random, double[] corrected, int? from) => new()
    {
        Box = map.Box,
        PixelSizeAngstrom = map.PixelSizeAngstrom,
        Support = support,
        Masked = masked,
        RandomisedMasked = random,
        Corrected = corrected,
        RandomisedFrom = from,
    };
}
