using Flex3D.Stages.Numerics;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Training;

public sealed class GivenLatentsTests
{
    private const double Limit = 1.5;

    private static float[] Normal(double mean, double deviation) =>
        [.. Enumerable.Range(0, 4000).Select(i => (float)(mean + deviation * CounterRandom.Normal(8, 120, 0, (ulong)i, 0)))];

    [Theory]
    [InlineData(40, 10)]
    [InlineData(-3, 0.001)]
    [InlineData(0.2, 0.001)]
    [InlineData(0, 1000)]
    public void Latents_of_any_unit_come_to_lie_where_the_same_ones_standardised_do(double mean, double deviation)
    {
        float[] given = Normal(mean, deviation), standard = Normal(0, 1);
        GivenLatents laid = GivenLatents.Lay(given, 2, Limit).ShouldNotBeNull();
        GivenLatents.Lay(standard, 2, Limit).ShouldNotBeNull();
        given.ShouldBe(standard, 1e-3);
        given.Max(Math.Abs).ShouldBeLessThanOrEqualTo(1.5f);
        for (int k = 0; k < 2; k++)
        {
            laid.Offset[k].ShouldBe(mean, 0.15 * deviation);
            laid.Factor[k].ShouldBe(0.8 * Limit / (2.33 * deviation), 0.08 * 0.8 * Limit / (2.33 * deviation));
            given.Where((_, i) => i % 2 == k).Order().ElementAt(20).ShouldBe(-1.2f, 0.01f); // the 1st percentile of 2,000
        }
    }

    [Fact]
    public void Each_value_follows_from_offset_and_factor_and_those_beyond_the_limit_are_counted()
    {
        float[] given = Normal(40, 10), before = [.. given];
        (given[0], before[0]) = (1e6f, 1e6f); // an outlier does not squash the rest
        GivenLatents laid = GivenLatents.Lay(given, 1, Limit).ShouldNotBeNull();
        int cut = 0;
        for (int i = 0; i < given.Length; i++)
        {
            double z = (before[i] - laid.Offset[0]) * laid.Factor[0];
            cut += Math.Abs(z) > Limit ? 1 : 0;
            given[i].ShouldBe((float)Math.Min(Limit, Math.Max(-Limit, z)), 1e-5f);
        }
        laid.Cut.ShouldBe(cut);
        cut.ShouldBeInRange(1, 40);
        given.Count(z => Math.Abs(z) > 0.3f).ShouldBeGreaterThan(2000);
    }

    [Fact]
    public void Latents_that_fit_are_left_alone_and_an_axis_that_is_not_used_stays_narrow()
    {
        float[] given = [.. Enumerable.Range(0, 4000).Select(i => (float)((i % 2 == 0 ? 1 : 0.01) * (2 * CounterRandom.Uniform(8, 121, 0, (ulong)i, 0) - 1)))], before = [.. given];
        GivenLatents.Lay(given, 2, Limit).ShouldBeNull();
        given.ShouldBe(before);
    }

    [Fact]
    public void An_axis_without_spread_is_only_centred()
    {
        float[] given = [.. Enumerable.Range(0, 2000).Select(i => i % 2 == 0 ? 7f : i)];
        GivenLatents laid = GivenLatents.Lay(given, 2, Limit).ShouldNotBeNull();
        (laid.Offset[0], laid.Factor[0]).ShouldBe((7, 1));
        given.Where((_, i) => i % 2 == 0).ShouldAllBe(z => z == 0);
    }
}
