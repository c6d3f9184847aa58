using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Tests.Reconstruction;

public class EarlyStoppingTests
{
    [Fact]
    public void Stops_one_iteration_after_the_held_out_energy_turns_and_names_the_turn()
    {
        (int stoppedAt, StoppingDecision decision) = Run(new(), i => 2254 - 200 * (1 - Math.Exp(-i)), i => 2260 - 180 * (1 - Math.Exp(-i)) + 0.6 * i * i);
        double[] heldOut = [.. Enumerable.Range(0, 20).Select(i => 2260 - 180 * (1 - Math.Exp(-i)) + 0.6 * i * i)];
        int turn = Array.IndexOf(heldOut, heldOut.Min());
        decision.BestIteration.ShouldBe(turn);
        stoppedAt.ShouldBe(turn + 1);
        decision.Reason.ShouldContain("fit noise");
    }

    [Fact]
    public void Gains_too_small_to_matter_end_the_run_with_the_earlier_map()
    {
        double[] heldOut = [100, 60, 50, 49.99, 49.985, 49.98];
        (int stoppedAt, StoppingDecision decision) = Run(new(), i => heldOut[Math.Min(i, 5)], i => heldOut[Math.Min(i, 5)]);
        stoppedAt.ShouldBe(3);
        decision.BestIteration.ShouldBe(2);
    }

    [Fact]
    public void A_curve_that_keeps_falling_runs_to_the_limit()
    {
        (int stoppedAt, StoppingDecision decision) = Run(new() { Most = 12 }, i => 100 - 5 * i, i => 100 - 4 * i);
        stoppedAt.ShouldBe(12);
        decision.BestIteration.ShouldBe(12);
    }

    [Fact]
    public void Pure_noise_keeps_the_first_map_that_is_not_empty_but_not_before_the_fewest_iterations()
    {
        (int stoppedAt, StoppingDecision decision) = Run(new(), i => 100 - i, i => 100 + i);
        stoppedAt.ShouldBe(2);
        decision.BestIteration.ShouldBe(1, "iteration 0 is a map of zeros");
    }

    [Fact]
    public void Patience_rides_over_a_bump()
    {
        double[] heldOut = [100, 80, 81, 60, 61, 62, 63];
        Run(new(), i => -i, i => heldOut[i]).Decision.BestIteration.ShouldBe(1);
        Run(new() { Patience = 2 }, i => -i, i => heldOut[i]).Decision.BestIteration.ShouldBe(3);
    }

    [Fact]
    public void A_curve_out_of_order_or_not_finite_is_refused()
    {
        Should.Throw<ArgumentException>(() => new EarlyStopping().Decide([]));
        Should.Throw<ArgumentException>(() => new EarlyStopping().Decide([new(1, 1, 1), new(1, 1, 1)]));
        Should.Throw<ArgumentException>(() => new EarlyStopping().Decide([new(0, 1, double.NaN)]));
    }

    private static (int StoppedAt, StoppingDecision Decision) Run(EarlyStopping rule, Func<int, double> training, Func<int, double> heldOut)
    {
        var curve = new List<StoppingSample>();
        for (int iteration = 0; ; iteration++)
        {
            curve.Add(new(iteration, training(iteration), heldOut(iteration)));
            StoppingDecision decision = rule.Decide(curve);
            if (decision.Stop)
            {
                return (iteration, decision);
            }
        }
    }
}
