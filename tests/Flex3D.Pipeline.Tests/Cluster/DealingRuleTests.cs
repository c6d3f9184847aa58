using Flex3D.Pipeline.Cluster.Dealing;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Which worker gets a shard: simulated, against what a schedule can reach at best.</summary>
public class DealingRuleTests
{
    [Fact]
    public void Nobody_gets_more_than_it_computes_at_once_and_half_as_many()
    {
        DealingRule.Next([new(4, 6, 1)], 100).ShouldBe(-1);
        DealingRule.Next([new(4, 5, 1)], 100).ShouldBe(0);
        DealingRule.Next([new(1, 2, 1)], 100).ShouldBe(-1);
        DealingRule.Next([], 100).ShouldBe(-1);
    }

    [Fact]
    public void The_last_shard_goes_to_whoever_would_finish_it_first() => DealingRule.Next([new(1, 0, 10), new(1, 0, 1)], 1).ShouldBe(1);

    [Fact]
    public void The_last_shard_waits_for_a_fast_worker_rather_than_going_to_a_slow_one() => DealingRule.Next([new(1, 0, 10), new(1, 1, 1)], 1).ShouldBe(-1);

    [Theory]
    [InlineData(1, 0, 1000, 4)] // its time is not known
    [InlineData(16, 0.1, 1000, 4)]
    [InlineData(10, 0.1, 160, 4)]
    [InlineData(1, 0.1, 15, 4)]
    [InlineData(5, 2, 1000, 4)] // no longer than 10 s
    [InlineData(1, 30, 1000, 4)]
    [InlineData(16, 0.1, 1000, 0)]
    public void Shards_are_dealt_together_fewer_towards_the_end_and_never_for_long(int together, double seconds, int undealt, int places) =>
        DealingRule.Together(new GroupRule(Most: 16, Turns: 4, Seconds: 10), seconds, undealt, places).ShouldBe(together);

    [Fact]
    public void A_worker_that_is_unknown_gets_a_first_shard() => DealingRule.Next([new(2, 2, 1), new(2, 0, 0)], 50).ShouldBe(1);

    [Theory]
    [InlineData(3, 1)]
    [InlineData(10, 1)]
    [InlineData(1, 1)]
    public void Workers_get_shards_in_proportion_to_their_rates(int faster, int slower)
    {
        double[] seconds = [1.0 / faster, 1.0 / slower];
        int[] done = new int[2];
        double[] free = [0, 0];
        Queue<double>[] has = [new(), new()];
        int left = 400;
        for (double now = 0; left > 0 || has.Any(queue => queue.Count > 0); now += 0.01)
        {
            for (int i = 0; i < 2; i++)
            {
                while (has[i].TryPeek(out double end) && end <= now)
                {
                    has[i].Dequeue();
                    done[i]++;
                }
            }
            while (left > 0 && DealingRule.Next([new(1, has[0].Count, seconds[0]), new(1, has[1].Count, seconds[1])], left) is >= 0 and var next)
            {
                free[next] = Math.Max(now, free[next]) + seconds[next];
                has[next].Enqueue(free[next]);
                left--;
            }
        }
        done.Sum().ShouldBe(400);
        ((double)done[0] / done[1]).ShouldBeInRange(0.9 * faster / slower, 1.1 * faster / slower);
        Math.Abs(free[0] - free[1]).ShouldBeLessThanOrEqualTo(2 * seconds.Max() + 0.1, "they end together");
    }

    [Fact]
    public void The_last_shard_waits_for_a_faster_worker_unless_that_one_is_late()
    {
        DealingRule.Next([new(1, 1, 0.8), new(1, 0, 3)], 1).ShouldBe(-1, "the first is done with two before the second with one");
        DealingRule.Next([new(1, 1, 0.8, Late: true), new(1, 0, 3)], 1).ShouldBe(1);
    }

    [Fact]
    public void A_shard_is_late_after_four_times_its_time_but_not_at_once()
    {
        DealingRule.IsLate(1, 0.01).ShouldBeFalse();
        DealingRule.IsLate(2.1, 0.01).ShouldBeTrue();
        DealingRule.IsLate(39, 10).ShouldBeFalse();
        DealingRule.IsLate(41, 10).ShouldBeTrue();
        DealingRule.IsLate(29, 0).ShouldBeFalse();
        DealingRule.IsLate(31, 0).ShouldBeTrue();
    }
}
