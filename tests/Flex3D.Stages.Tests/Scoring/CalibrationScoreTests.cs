using Flex3D.Stages.Numerics;
using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

/// <summary>Uncertainties of latents against errors that are drawn from them.</summary>
public class CalibrationScoreTests
{
    private const int Particles = 4000;

    private static double Normal(int series, int i) => CounterRandom.Normal(91, (ulong)series, 0, (ulong)i, 0);

    private static double Uniform(int i) => 2 * CounterRandom.Uniform(92, 0, 0, (ulong)i, 0) - 1;

    // Each particle has a deviation of its own, 0.02 to 0.06.
    private static double Deviation(int i) => 0.04 + 0.02 * Math.Sin(i);

    private static CalibrationScore Score(Func<int, double> truth, Func<int, int, double> latent, Func<int, int, double> deviation, int k)
    {
        float[] Numbers(Func<int, int, double> value) => [.. Enumerable.Range(0, Particles * k).Select(i => (float)value(i / k, i % k))];
        return CoordinateScore.Of(["t0"], [.. Enumerable.Range(0, Particles).Select(i => (double[])[truth(i)])], Numbers(latent), k, [.. Enumerable.Range(0, Particles)], Covariances(deviation, k))[0].Calibration!;
    }

    // Independent errors: the lower triangles of diagonal matrices.
    private static float[] Covariances(Func<int, int, double> deviation, int k) =>
        [.. Enumerable.Range(0, Particles).SelectMany(i => Enumerable.Range(0, k).SelectMany(row => Enumerable.Range(0, row + 1).Select(column => row == column ? (float)(deviation(i, row) * deviation(i, row)) : 0f)))];

    [Theory]
    [InlineData(1, 0.683, 1)]
    [InlineData(0.5, 0.383, 2)] // P(|n| < 1/2)
    [InlineData(2, 0.954, 0.5)] // P(|n| < 2)
    public void Errors_drawn_with_the_deviations_are_within_them_as_often_as_normal_ones(double stated, double within, double standardised)
    {
        CalibrationScore score = Score(i => 0.6 * Normal(3, i), (i, _) => 0.6 * Normal(3, i) + Deviation(i) * Normal(0, i), (i, _) => stated * Deviation(i), 1);
        score.Particles.ShouldBe(Particles);
        score.Within.ShouldBe(within, 0.025);
        score.Standardised.ShouldBe(standardised, 0.05 * standardised);
        score.Ratio.ShouldBe(standardised, 0.05 * standardised);
        score.Error.ShouldBe(Math.Sqrt(0.04 * 0.04 + 0.5 * 0.02 * 0.02), 0.002);
        score.Deviation.ShouldBe(stated * Math.Sqrt(0.04 * 0.04 + 0.5 * 0.02 * 0.02), 0.03 * stated * 0.04);
    }

    [Fact]
    public void A_distribution_with_ends_changes_the_fraction_and_the_ratio_little()
    {
        // Near an end the mean of the truth at a latent no longer follows the latent: its slope, and with it the deviation, goes to 0.
        CalibrationScore score = Score(Uniform, (i, _) => Uniform(i) + Deviation(i) * Normal(0, i), (i, _) => Deviation(i), 1);
        score.Within.ShouldBe(0.683, 0.025);
        score.Ratio.ShouldBe(1, 0.05);
        Score(Uniform, (i, _) => Uniform(i) + Deviation(i) * Normal(0, i), (i, _) => Deviation(i) / 2, 1).Within.ShouldBeLessThan(0.42);
    }

    [Fact]
    public void Deviations_go_through_a_curve_and_a_scale_by_its_slope()
    {
        // t = 3 z + z³ of a first latent that is also 100 times smaller; a second one, with a deviation of its own, says nothing of t.
        static double Curve(double z) => 3 * z + z * z * z;
        CalibrationScore score = Score(i => Curve(Uniform(i)), (i, axis) => axis == 0 ? (Uniform(i) + Deviation(i) * Normal(0, i)) / 100 : Normal(1, i), (i, axis) => axis == 0 ? Deviation(i) / 100 : 0.3, 2);
        score.Within.ShouldBe(0.683, 0.025);
        score.Standardised.ShouldBe(1, 0.05);
        // The slope is 3 + 3 z², of mean square 9 + 6 + 9/5 over −1 to 1; z and the deviation are independent.
        score.Deviation.ShouldBe(Math.Sqrt((9 + 6 + 1.8) * (0.04 * 0.04 + 0.5 * 0.02 * 0.02)), 0.01);
    }

    [Fact]
    public void Deviations_of_several_latents_add_up_in_squares()
    {
        // t = a + b, each known with an error of its own.
        static double Other(int i) => 0.5 * Normal(2, i);
        CalibrationScore score = Score(i => Uniform(i) + Other(i), (i, axis) => axis == 0 ? Uniform(i) + 0.03 * Normal(0, i) : Other(i) + 0.04 * Normal(1, i), (_, axis) => axis == 0 ? 0.03 : 0.04, 2);
        score.Deviation.ShouldBe(0.05, 0.001);
        score.Within.ShouldBe(0.683, 0.025);
    }

    [Fact]
    public void A_posterior_whose_width_is_that_of_the_prior_is_calibrated()
    {
        // The truth is 0.6 n about the estimate 0.8 m, as if drawn from a posterior under a prior of width 1.
        CalibrationScore score = Score(i => 0.8 * Normal(0, i) + 0.6 * Normal(1, i), (i, _) => 0.8 * Normal(0, i), (_, _) => 0.6, 1);
        score.Within.ShouldBe(0.683, 0.025);
        score.Standardised.ShouldBe(1, 0.05);
    }

    [Fact]
    public void Particles_without_a_deviation_do_not_count()
    {
        CalibrationScore score = Score(Uniform, (i, _) => Uniform(i) + (i % 4 == 0 ? 0.04 : 0.2) * Normal(0, i), (i, _) => i % 4 == 0 ? 0.04 : 0, 1);
        score.Particles.ShouldBe(Particles / 4);
        CalibrationScore.Of([1, 2], [1, 2], [0, 0]).ShouldBeNull();
    }

    [Fact]
    public void The_figures_are_those_of_their_formulas()
    {
        CalibrationScore score = CalibrationScore.Of([0, 0, 0, 5], [1, -3, 2, 0], [2, 1.5, 2, 0])!;
        (score.Particles, score.Within).ShouldBe((3, 2 / 3.0));
        score.Standardised.ShouldBe(Math.Sqrt((0.25 + 4 + 1) / 3), 1e-12);
        score.Error.ShouldBe(Math.Sqrt((1 + 9 + 4) / 3.0), 1e-12);
        score.Deviation.ShouldBe(Math.Sqrt((4 + 2.25 + 4) / 3), 1e-12);
        score.Ratio.ShouldBe(Math.Sqrt(14 / 10.25), 1e-12);
    }

    [Fact]
    public void Errors_that_two_latents_share_add_up_where_their_covariance_says_so()
    {
        // t = a + b; the errors of a and b are opposite, so that the sum is known far better than either.
        static double Part(int axis, int i) => 0.6 * Normal(10 + axis, i);
        static double Error(int i) => 0.2 * Normal(20, i);
        float[] latents = [.. Enumerable.Range(0, 2 * Particles).Select(j => (float)(Part(j % 2, j / 2) + (j % 2 == 0 ? 1 : -1) * Error(j / 2) + 0.01 * Normal(30 + j % 2, j / 2)))];
        float[] covariances = [.. Enumerable.Range(0, Particles).SelectMany(_ => (float[])[0.0401f, -0.04f, 0.0401f])];
        CalibrationScore score = CoordinateScore.Of(["t0"], [.. Enumerable.Range(0, Particles).Select(i => (double[])[Part(0, i) + Part(1, i)])], latents, 2, [.. Enumerable.Range(0, Particles)], covariances)[0].Calibration!;
        score.Within.ShouldBe(0.683, 0.03);
        score.Deviation.ShouldBe(Math.Sqrt(2) * 0.01, 0.005); // of independent errors it would be 0.28
    }
}
