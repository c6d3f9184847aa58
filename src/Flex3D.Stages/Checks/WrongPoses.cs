namespace Flex3D.Stages.Checks;

/// <summary>Estimates the part of the particles whose image does not fit their pose: wrong poses, and images that are not of the molecule.</summary>
/// <remarks>
/// Each image is also compared with the predictions at the poses of other particles. A particle whose own pose is wrong scores as high there: its own score is below
/// the median of those in one case of two. Of the others few are below, by noise: how many is computed from the energy of their predictions.
/// </remarks>
internal static class WrongPoses
{
    private const int Others = 12;

    // Scatter of an image's contrast about the mean, relative; ice and dose differ.
    private const double ContrastSpread = 0.3;

    /// <summary>An estimate of a fraction.</summary>
    /// <param name="Fraction">The part of the particles, 0 to 1.</param>
    /// <param name="Error">Its standard error.</param>
    /// <param name="Overlap">The part of right particles that score below the median of wrong poses, by noise: near 0 where the images tell right from wrong.</param>
    /// <param name="Significance">Standard errors by which the images agree better with their own poses than with others.</param>
    internal sealed record Estimate(double Fraction, double Error, double Overlap, double Significance)
    {
        /// <summary>Images of the sample that score higher at their own pose than at all others tried.</summary>
        public IReadOnlyList<int> Fitting { get; init; } = [];
    }

    /// <summary>Compares each image with its own pose and with others'.</summary>
    public static Estimate Of(AgreementScorer scorer, Agreement best, Func<ImageReading, ImageReading> reading)
    {
        ImageSample sample = scorer.Sample;
        int count = sample.Count;
        if (count < 2)
        {
            return new Estimate(0, 1, 1, 0);
        }
        double[][] others = new double[Math.Min(Others, count - 1)][];
        for (int k = 0; k < others.Length; k++)
        {
            int shift = 1 + (int)((long)k * (count - 1) / others.Length);
            Agreement agreement = scorer.Score((i, r) => reading(r) with { Rotation = reading(ImageReading.Of(sample.Row((i + shift) % count), sample.Optics((i + shift) % count))).Rotation });
            others[k] = [.. Enumerable.Range(0, count).Select(i => Score(agreement, i, best))];
        }
        double significance = Difference(best, others);
        double below = 0, overlap = 0;
        double fraction = 0;
        double[] median = [.. Enumerable.Range(0, count).Select(i => Median([.. others.Select(other => other[i])]))];
        double[] own = [.. Enumerable.Range(0, count).Select(i => Score(best, i, best))];
        below = Enumerable.Range(0, count).Average(i => own[i] < median[i] ? 1.0 : 0);
        for (int round = 0; round < 8; round++)
        {
            // Wrong particles lower the factor between images and map: that of the right ones is larger.
            double right = 1 / Math.Max(0.2, 1 - fraction);
            overlap = Enumerable.Range(0, count).Average(i =>
            {
                double expected = right * Math.Sqrt(Math.Max(0, best.Energy(i, best)));
                return Normal((median[i] - expected) / Math.Sqrt(1 + ContrastSpread * ContrastSpread * expected * expected));
            });
            fraction = overlap < 0.45 ? Math.Clamp((below - overlap) / (0.5 - overlap), 0, 1) : 0;
        }
        double error = Math.Sqrt(Math.Max(below * (1 - below), 1.0 / count) / count) / Math.Max(0.05, 0.5 - overlap);
        return new Estimate(fraction, error, overlap, significance) { Fitting = [.. Enumerable.Range(0, count).Where(i => others.All(other => own[i] > other[i]))] };
    }

    private static double Score(Agreement agreement, int image, Agreement at) =>
        agreement.Energy(image, at) is > 0 and var energy ? agreement.Cross(image, at) / Math.Sqrt(energy) : 0;

    private static double Difference(Agreement best, double[][] others)
    {
        double[] difference = [.. Enumerable.Range(0, best.Images).Select(i => Score(best, i, best) - others.Average(other => other[i]))];
        double mean = difference.Average(), variance = difference.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, difference.Length - 1);
        return variance > 0 ? mean / Math.Sqrt(variance / difference.Length) : 0;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : 0.5 * (values[values.Length / 2 - 1] + values[values.Length / 2]);
    }

    private static double Normal(double z) => 0.5 * (1 + MathNet.Numerics.SpecialFunctions.Erf(z / Math.Sqrt(2)));
}
