using Flex3D.Stages.Validation;

namespace Flex3D.Tests.Validation;

/// <summary>An FSC report with a given curve.</summary>
internal static class SyntheticReport
{
    public static FscReport Of(int box, double pixel, Func<int, double> fsc)
    {
        double[] curve = [.. Enumerable.Range(0, box / 2 + 1).Select(fsc)];
        return new FscReport { Box = box, PixelSizeAngstrom = pixel, Support = curve, Masked = curve, RandomisedMasked = curve, Corrected = curve, RandomisedFrom = null };
    }
}
