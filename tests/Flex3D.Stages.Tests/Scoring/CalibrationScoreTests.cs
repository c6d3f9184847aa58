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

    private static CalibrationScore Score(Func<int, double> truth, Func<int, int, double> latent, Func<int, int, double> deviation, int k) =>
        Score(i => [truth(i)], Latents(latent, k), k, Covariances(deviation, k))[0]!;

    private static CalibrationScore?[] Score(Func<int, double[]> truth, float[] latents, int k, float[] covariances)
    {
        string[] names = [.. truth(0).Select((_, c) => $"t{c}")];
        return [.. CoordinateScore.Of(names, [.. Enumerable.Range(0, Particles).Select(truth)], latents, k, [.. Enumerable.Range(0, Particles)], covariances).Select(score => score.Calibration)];
    }

    private static float[] Latents(Func<int, int, double> latent, int k) => [.. Enumerable.Range(0, Particles * k).Select(i => (float)latent(i / k, i % k))];

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

    [Theory]
    [InlineData(1, 0.683, 1)]
    [InlineData(6, 0.683, 1)]
    public void Ends_of_a_distribution_and_errors_as_large_as_it_change_nothing(double larger, double within, double ratio)
    {
        // Errors of 0.12 to 0.36 of a coordinate within ±1: the mean of the truth at a latent no longer follows the latent near the ends, which is no error of the posterior.
        CalibrationScore score = Score(Uniform, (i, _) => Uniform(i) + larger * Deviation(i) * Normal(0, i), (i, _) => larger * Deviation(i), 1);
        score.Within.ShouldBe(within, 0.025);
        score.Ratio.ShouldBe(ratio, 0.05);
        score.Standardised.ShouldBe(ratio, 0.05);
        Score(Uniform, (i, _) => Uniform(i) + larger * Deviation(i) * Normal(0, i), (i, _) => larger * Deviation(i) / 2, 1).Within.ShouldBeLessThan(0.42);
    }

    [Fact]
    public void Deviations_go_through_a_curve_and_a_scale_by_its_slope()
    {
        // t = 3 z + z³ of a first latent that is also 100 times smaller; a second one moves nothing, and is as uncertain as it scatters.
        static double Curve(double z) => 3 * z + z * z * z;
        CalibrationScore score = Score(i => Curve(Uniform(i)), (i, axis) => axis == 0 ? (Uniform(i) + Deviation(i) * Normal(0, i)) / 100 : Normal(1, i), (i, axis) => axis == 0 ? Deviation(i) / 100 : 1, 2);
        score.Within.ShouldBe(0.683, 0.025);
        score.Standardised.ShouldBe(1, 0.05);
        // The slope is 3 + 3 z², of mean square 9 + 6 + 9/5 over −1 to 1; z and the deviation are independent.
        score.Deviation.ShouldBe(Math.Sqrt((9 + 6 + 1.8) * (0.04 * 0.04 + 0.5 * 0.02 * 0.02)), 0.01);
    }

    [Fact]
    public void Deviations_of_several_latents_add_up_in_squares()
    {
        // t0 = a + b and t1 = 2 (a − b), with an error each of a and b.
        static double Other(int i) => 0.5 * Normal(2, i);
        CalibrationScore?[] score = Score(i => [Uniform(i) + Other(i), 2 * (Uniform(i) - Other(i))], Latents((i, axis) => axis == 0 ? Uniform(i) + 0.03 * Normal(0, i) : Other(i) + 0.04 * Normal(1, i), 2), 2, Covariances((_, axis) => axis == 0 ? 0.03 : 0.04, 2));
        score[0]!.Deviation.ShouldBe(0.05, 0.001);
        score[1]!.Deviation.ShouldBe(0.1, 0.002);
        score[0]!.Within.ShouldBe(0.683, 0.025);
        score[1]!.Within.ShouldBe(0.683, 0.025);
    }

    [Fact]
    public void A_coordinate_that_the_latents_do_not_tell_has_no_score()
    {
        // One latent cannot tell two coordinates; one that folds along a coordinate tells it away from the fold alone.
        Score(i => [Uniform(i), Normal(2, i)], Latents((i, _) => Uniform(i) + 0.03 * Normal(0, i), 1), 1, Covariances((_, _) => 0.03, 1)).ShouldBe([null, null]);
        CalibrationScore folded = Score(Uniform, (i, _) => Uniform(i) * Uniform(i) + Deviation(i) * Normal(0, i), (i, _) => Deviation(i), 1);
        folded.Particles.ShouldBeInRange(Particles * 85 / 100, Particles * 99 / 100);
        folded.Within.ShouldBe(0.683, 0.025);
    }

    [Fact]
    public void What_latents_do_not_follow_makes_their_posterior_too_narrow()
    {
        // A part of the coordinate that no latent has is an error that the posterior does not know of.
        CalibrationScore score = Score(i => Uniform(i) + 0.12 * Normal(5, i), (i, _) => Uniform(i) + 0.04 * Normal(0, i), (_, _) => 0.04, 1);
        score.Within.ShouldBeLessThan(0.4);
        score.Ratio.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Particles_without_a_deviation_do_not_count()
    {
        CalibrationScore score = Score(Uniform, (i, _) => Uniform(i) + (i % 4 == 0 ? 0.04 : 0.2) * Normal(0, i), (i, _) => i % 4 == 0 ? 0.04 : 0, 1);
        score.Particles.ShouldBe(Particles / 4);
        CalibrationScore.Of([1, 2], [0, 0]).ShouldBeNull();
    }

    [Fact]
    public void The_figures_are_those_of_their_formulas()
    {
        CalibrationScore score = CalibrationScore.Of([1, -3, 2, -5], [2, 1.5, 2, 0])!;
        (score.Particles, score.Within).ShouldBe((3, 2 / 3.0));
        score.Standardised.ShouldBe(Math.Sqrt((0.25 + 4 + 1) / 3), 1e-12);
        score.Error.ShouldBe(Math.Sqrt((1 + 9 + 4) / 3.0), 1e-12);
        score.Deviation.ShouldBe(Math.Sqrt((4 + 2.25 + 4) / 3), 1e-12);
        score.Ratio.ShouldBe(Math.Sqrt(14 / 10.25), 1e-12);
    }

    [Fact]
    public void Errors_that_two_latents_share_add_up_where_their_covariance_says_so()
    {
        // t0 = a + b; the errors of a and b are opposite, so that the sum is known far better than either.
        static double Part(int axis, int i) => 0.6 * Normal(10 + axis, i);
        static double Error(int i) => 0.05 * Normal(20, i);
        float[] latents = Latents((i, axis) => Part(axis, i) + (axis == 0 ? 1 : -1) * Error(i) + 0.01 * Normal(30 + axis, i), 2);
        float[] covariances = [.. Enumerable.Range(0, Particles).SelectMany(_ => (float[])[0.0026f, -0.0025f, 0.0026f])];
        CalibrationScore?[] score = Score(i => [Part(0, i) + Part(1, i), Part(0, i) - Part(1, i)], latents, 2, covariances);
        score[0]!.Within.ShouldBe(0.683, 0.03);
        score[0]!.Deviation.ShouldBe(Math.Sqrt(2) * 0.01, 0.001); // of independent errors it would be 0.07
        score[1]!.Deviation.ShouldBe(0.1, 0.002);
    }
}
