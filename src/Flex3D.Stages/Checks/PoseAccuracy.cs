using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Checks;

/// <summary>Estimates the error of the table's poses from how the images' likelihood changes around them.</summary>
/// <remarks>
/// The gain of each image is computed at offsets of its pose about the image's x, y and z axes (and of its shift along x and y). The error is the standard
/// deviation σ of a normal distribution of offsets under which the images are most likely: σ maximises Σ_i log Σ_θ p_σ(θ) exp(gain_i(θ)). The noise of each
/// image's optimum is thereby taken out.
/// </remarks>
internal static class PoseAccuracy
{
    private const double AngleStep = 1.25;
    private const int Reach = 8, MostImages = 200;

    /// <summary>An estimate.</summary>
    /// <param name="Value">The standard deviation of the error.</param>
    /// <param name="Low">The least value that the images are compatible with (2 standard errors).</param>
    /// <param name="High">The largest.</param>
    internal sealed record Estimate(double Value, double Low, double High);

    /// <summary>Estimates the error of an angle, degrees, as the mean over three axes.</summary>
    /// <param name="all">The images and the map.</param>
    /// <param name="reading">The reading of the table.</param>
    public static Estimate Angle(AgreementScorer all, Func<ImageReading, ImageReading> reading)
    {
        AgreementScorer scorer = all.Thinned(MostImages);
        Agreement best = scorer.Score((_, r) => reading(r));
        var profiles = new List<double[][]>();
        for (int axis = 0; axis < 3; axis++)
        {
            int about = axis;
            profiles.Add(Profiles(scorer, best, (r, offset) => reading(r) with { Rotation = Turned(reading(r).Rotation, about, offset * AngleStep) }));
        }
        return Fit(profiles, AngleStep);
    }

    /// <summary>Estimates the error of a shift, Å, as the mean over x and y.</summary>
    public static Estimate Shift(AgreementScorer all, Func<ImageReading, ImageReading> reading)
    {
        AgreementScorer scorer = all.Thinned(MostImages);
        Agreement best = scorer.Score((_, r) => reading(r));
        double step = scorer.Sample.Optics(0).PixelSizeAngstrom * scorer.Sample.FullBox / scorer.Sample.Box / 2;
        return Fit(
            [
                Profiles(scorer, best, (r, offset) => reading(r) with { OriginXAngstrom = reading(r).OriginXAngstrom + offset * step }),
                Profiles(scorer, best, (r, offset) => reading(r) with { OriginYAngstrom = reading(r).OriginYAngstrom + offset * step }),
            ], step);
    }

    // Gains of each image at the offsets −Reach … Reach.
    private static double[][] Profiles(AgreementScorer scorer, Agreement best, Func<ImageReading, int, ImageReading> change) =>
        [.. Enumerable.Range(-Reach, 2 * Reach + 1).Select(offset => offset == 0 ? best.GainsAt(best) : scorer.Score((_, r) => change(r, offset)).GainsAt(best))];

    private static Estimate Fit(IReadOnlyList<double[][]> profiles, double step)
    {
        double[] sigmas = [.. Enumerable.Range(0, 41).Select(i => 0.2 * i * step)];
        double[] likelihood = Array.ConvertAll(sigmas, sigma => LogLikelihood(profiles, sigma / step));
        double most = likelihood.Max();
        int at = Array.IndexOf(likelihood, most);
        double[] compatible = [.. sigmas.Where((_, i) => likelihood[i] > most - 2)];
        return new Estimate(sigmas[at], compatible.Min(), compatible.Max());
    }

    private static double LogLikelihood(IReadOnlyList<double[][]> profiles, double sigma)
    {
        double[] weight = [.. Enumerable.Range(-Reach, 2 * Reach + 1).Select(offset => sigma == 0 ? (offset == 0 ? 1 : 0) : Math.Exp(-0.5 * offset * offset / (sigma * sigma)))];
        double norm = weight.Sum(), sum = 0;
        foreach (double[][] profile in profiles)
        {
            for (int image = 0; image < profile[0].Length; image++)
            {
                double highest = profile.Max(gains => gains[image]), inside = 0;
                for (int offset = 0; offset < weight.Length; offset++)
                {
                    inside += weight[offset] / norm * Math.Exp(profile[offset][image] - highest);
                }
                sum += highest + Math.Log(Math.Max(inside, 1e-300));
            }
        }
        return sum;
    }

    // Turns the image's frame about its x, y or z axis.
    private static Rotation Turned(in Rotation r, int axis, double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return axis switch
        {
            0 => r with { M10 = cos * r.M10 - sin * r.M20, M11 = cos * r.M11 - sin * r.M21, M12 = cos * r.M12 - sin * r.M22 },
            1 => r with { M00 = cos * r.M00 + sin * r.M20, M01 = cos * r.M01 + sin * r.M21, M02 = cos * r.M02 + sin * r.M22 },
            _ => r with
            {
                M00 = cos * r.M00 - sin * r.M10,
                M01 = cos * r.M01 - sin * r.M11,
                M02 = cos * r.M02 - sin * r.M12,
                M10 = sin * r.M00 + cos * r.M10,
                M11 = sin * r.M01 + cos * r.M11,
                M12 = sin * r.M02 + cos * r.M12,
            },
        };
    }
}
