using Flex3D.Stages.Numerics;
using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

public class CoordinateScoreTests
{
    private const int Particles = 2000;

    private static double Normal(int series, int i) => CounterRandom.Normal(77, (ulong)series, 0, (ulong)i, 0);

    private static CoordinateScore Score(Func<int, double> truth, int k, Func<int, int, double> latent, int particles = Particles)
    {
        float[] latents = [.. Enumerable.Range(0, particles * k).Select(i => (float)latent(i / k, i % k))];
        return CoordinateScore.Of(["t0"], [.. Enumerable.Range(0, particles).Select(i => (double[])[truth(i)])], latents, k, [.. Enumerable.Range(0, particles)], new float[particles * k * (k + 1) / 2])[0];
    }

    [Fact]
    public void A_curve_through_the_latents_is_found_whatever_their_sign_and_scale()
    {
        // A cubic of a combination of two latents, one of them far larger.
        static double Along(int i) => 0.8 * Math.Tanh(Normal(0, i));
        CoordinateScore score = Score(i => 3 + Math.Pow(Along(i), 3) + Along(i), 2, (i, axis) => axis == 0 ? -100 * (Along(i) + Normal(1, i)) : Normal(1, i));
        score.RSquared!.Value.ShouldBeGreaterThan(0.999);
        score.RankCorrelation!.Value.ShouldBeGreaterThan(0.999);
    }

    [Fact]
    public void A_coordinate_along_a_bow_of_two_latents_is_found()
    {
        // Most of a circle: no single latent tells the angle.
        static double Angle(int i) => 2.5 * (2 * CounterRandom.Uniform(3, 0, 0, (ulong)i, 0) - 1);
        Score(Angle, 2, (i, axis) => (axis == 0 ? Math.Cos(Angle(i)) : Math.Sin(Angle(i))) + 0.02 * Normal(axis, i)).RSquared!.Value.ShouldBeGreaterThan(0.995);
    }

    [Fact]
    public void Noise_in_the_coordinate_is_what_is_missing_from_R2()
    {
        // t = z + 0.5 n: the part of the variance that z explains is 1/1.25; the rank correlation of normal numbers is 6/π asin(ρ/2).
        CoordinateScore score = Score(i => Normal(0, i) + 0.5 * Normal(1, i), 1, (i, _) => Normal(0, i));
        score.RSquared!.Value.ShouldBe(0.8, 0.02);
        score.RankCorrelation!.Value.ShouldBe(6 / Math.PI * Math.Asin(Math.Sqrt(0.8) / 2), 0.02);
    }

    [Fact]
    public void Latents_that_know_nothing_score_nothing_even_with_many_of_them_and_few_particles()
    {
        Score(i => Normal(0, i), 2, (i, axis) => Normal(1 + axis, i)).RSquared!.Value.ShouldBeInRange(-0.03, 0.01);
        Score(i => Normal(0, i), 8, (i, axis) => Normal(1 + axis, i), 200).RSquared!.Value.ShouldBeInRange(-0.3, 0.05);
    }

    [Fact]
    public void A_coordinate_that_does_not_vary_has_no_score()
    {
        CoordinateScore score = Score(_ => 5, 2, (i, axis) => Normal(axis, i));
        (score.RSquared, score.RankCorrelation, score.Calibration).ShouldBe((null, null, null));
        Score(i => Normal(0, i), 2, (_, _) => 0).RSquared!.Value.ShouldBe(0, 0.01); // latents that are all equal
    }

    [Fact]
    public void R2_and_rank_correlation_are_those_of_the_textbook()
    {
        // Residual 0.01 + 0 + 0.04 of a total of 2.
        Agreement.RSquared([1, 2, 3], [1.1, 2, 2.8])!.Value.ShouldBe(0.975, 1e-12);
        Agreement.RSquared([1, 2, 3], [2, 2, 2]).ShouldBe(0);
        // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5/√(4.5 · 5).
        Agreement.RankCorrelation([1, 2, 2, 9], [10, 20, 30, 40])!.Value.ShouldBe(4.5 / Math.Sqrt(22.5), 1e-12);
        Agreement.RankCorrelation([1, 2, 3], [-1, -20, -300])!.Value.ShouldBe(-1, 1e-12);
    }
}
