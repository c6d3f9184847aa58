namespace Flex3D.Stages.Comparison;

/// <summary>The mean difference of a number that was measured twice on each of some images.</summary>
/// <param name="Images">Number of images.</param>
/// <param name="Mean">Mean of first − second.</param>
/// <param name="Error">Its standard error, from the spread of the differences over the images.</param>
public sealed record PairedDifference(int Images, double Mean, double Error)
{
    /// <summary>Compares the numbers; null for fewer than two images, which have no spread.</summary>
    /// <param name="first">A number for each image.</param>
    /// <param name="second">The other number of the same images, in the same order.</param>
    public static PairedDifference? Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Count, first.Count);
        int n = first.Count;
        if (n < 2)
        {
            return null;
        }
        double mean = 0, square = 0;
        for (int i = 0; i < n; i++)
        {
            mean += (first[i] - second[i]) / n;
        }
        for (int i = 0; i < n; i++)
        {
            double from = first[i] - second[i] - mean;
            square += from * from;
        }
        return new(n, mean, Math.Sqrt(square / (n - 1) / n));
    }
}
