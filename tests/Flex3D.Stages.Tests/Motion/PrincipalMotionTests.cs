using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Motion;

public class PrincipalMotionTests
{
    private readonly PrincipalMotion _motion = PlantedMotion.Motion();

    [Fact]
    public void The_first_component_is_the_planted_coordinate()
    {
        float[] scores = _motion.Components[0].Scores;
        scores.Length.ShouldBe(PlantedMotion.Particles);
        Math.Abs(Correlation(scores, [.. Enumerable.Range(0, scores.Length).Select(i => PlantedMotion.Latents[2 * i])])).ShouldBeGreaterThan(0.9999);
        scores.Average(s => (double)s).ShouldBe(0, 1e-3);
        scores.Average(s => (double)s * s).ShouldBe(1, 1e-3);
    }

    [Fact]
    public void Variances_and_amplitudes_are_those_planted()
    {
        // u = 10 t S(z) along x and −5 t² S(z) along z, t uniform in ±1: variances 100/3 and 25·(1/5 − 1/9).
        double along = 100.0 / 3, bend = 25 * (1.0 / 5 - 1.0 / 9);
        _motion.Components[0].VarianceExplained.ShouldBe(along / (along + bend), 0.01);
        _motion.Components[1].VarianceExplained.ShouldBe(bend / (along + bend), 0.01);
        _motion.Components[2].VarianceExplained.ShouldBe(0, 1e-6);
        _motion.Components[0].MovingRmsAngstrom.ShouldBe(Math.Sqrt(along), 0.15);
        _motion.Components[0].TravelAngstrom.ShouldBe(0.9 * 2 * 10, 0.5); // from t = −0.9 to 0.9
        _motion.Components[0].Percentile.ShouldBe(5);
        _motion.RmsAngstrom.ShouldBe(Math.Sqrt(_motion.Components.Take(2).Sum(c => c.RmsAngstrom * c.RmsAngstrom)), 0.03);
    }

    [Fact]
    public void The_moving_region_is_the_upper_blob()
    {
        (double x, double y, double z) = _motion.Components[0].MovingCentroid;
        z.ShouldBeInRange(20, 36);
        x.ShouldBe(0, 6);
        y.ShouldBe(4, 6);
        _motion.Components[0].MovingRadiusAngstrom.ShouldBeInRange(5, 25);
    }

    [Fact]
    public void Displacements_follow_the_vertices_flow_whatever_density_they_carry()
    {
        float[] moved = _motion.Components[0].DisplacementPerSd;
        float[] unit = new float[moved.Length];
        PlantedMotion.Flow(1 / Math.Sqrt(3), unit); // sd of t
        for (int v = 0; v < PlantedMotion.VertexCount; v++)
        {
            Math.Abs(moved[3 * v]).ShouldBe(Math.Abs(unit[3 * v]), 0.1);
            moved[3 * v + 1].ShouldBe(0, 0.01);
        }
    }

    [Fact]
    public void Nothing_moving_gives_zeros_and_not_NaN()
    {
        PrincipalMotion still = PrincipalMotion.Of(50, PlantedMotion.Vertices, PlantedMotion.Weights, (_, _, _, flows) => flows.Fill(1));
        still.RmsAngstrom.ShouldBe(0, 1e-6);
        still.Components[0].TravelAngstrom.ShouldBe(0, 1e-6);
        still.Components[0].VarianceExplained.ShouldBe(0, 1e-6);
    }

    [Theory]
    [InlineData(0.03, 1, 10)]
    [InlineData(0.3, 5, 10)]
    public void A_minority_beyond_the_95th_percentile_counts(double fraction, int percentile, double travel)
    {
        const int Particles = 1000;
        PrincipalMotion motion = PrincipalMotion.Of(Particles, [1f, 2f, 3f], [1f], (first, stride, count, flows) =>
        {
            for (int i = 0; i < count; i++)
            {
                int particle = first + i * stride;
                flows[3 * i] = (particle < fraction * Particles ? 10 : 0) + 0.1f * (particle % 7 - 3);
                flows[3 * i + 1] = flows[3 * i + 2] = 0;
            }
        });
        motion.Components[0].Percentile.ShouldBe(percentile);
        motion.Components[0].TravelAngstrom.ShouldBe(travel, 1);
    }

    [Fact]
    public void Few_particles_and_a_single_vertex_are_enough()
    {
        PrincipalMotion motion = PrincipalMotion.Of(2, [1f, 2f, 3f], [1f], (first, stride, count, flows) =>
        {
            for (int i = 0; i < count; i++)
            {
                flows[3 * i] = first + i * stride;
                flows[3 * i + 1] = flows[3 * i + 2] = 0;
            }
        });
        motion.Components[0].RmsAngstrom.ShouldBe(0.5, 1e-5);
        motion.Components[0].Scores.ShouldBe([-1f, 1f], 1e-5);
    }

    [Fact]
    public void No_density_or_a_flow_that_is_not_finite_is_refused()
    {
        Should.Throw<ArgumentException>(() => PrincipalMotion.Of(2, [1f, 2f, 3f], [0f], (_, _, _, flows) => flows.Clear()));
        Should.Throw<ArgumentException>(() => PrincipalMotion.Of(2, [1f, 2f, 3f], [1f], (_, _, _, flows) => flows.Fill(float.NaN)));
    }

    private static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.Sqrt(aa * bb);
    }
}
