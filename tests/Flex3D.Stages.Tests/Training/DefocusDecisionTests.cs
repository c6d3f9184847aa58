using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Training;

public sealed class DefocusDecisionTests
{
    private const double Radian = 600;
    private static readonly DefocusDecision s_decision = new(Radian);

    [Theory]
    [InlineData(400, 1, true)]
    [InlineData(400, 0.4, false)] // the spread is there, but images of less signal do not tell which way each is off
    [InlineData(120, 1, false)] // a fifth of a radian does not show
    [InlineData(0, 1, false)]
    public void Defocus_is_re_estimated_where_errors_show_and_the_images_tell_by_how_much(double spread, double signal, bool pays)
    {
        // Images of which each tells its defocus to 300 Å, and less by a factor: the posterior under a prior of a radian.
        const int Count = 1000;
        var sum = default(OffsetMoments);
        for (int i = 0; i < Count; i++)
        {
            double precision = signal * signal / (300.0 * 300), covariance = 1 / (precision + 1 / (Radian * Radian));
            double truth = spread * CounterRandom.Normal(2, 1, 0, (ulong)i, 0), noise = CounterRandom.Normal(2, 1, 0, (ulong)i, 1) / Math.Sqrt(precision);
            sum += OffsetMoments.Of([covariance * precision * (truth + noise)], [covariance], Radian);
        }
        sum.Deviation().ShouldBe(spread, 0.2 * spread + 1e-9);
        s_decision.Pays(sum).ShouldBe(pays);
    }

    [Fact]
    public void Only_searches_of_the_second_half_find_it()
    {
        var options = new TrainingOptions { BatchSize = 5, FlowPriors = Flex3D.Stages.Priors.PriorStrengths.None, HeldOut = 2, Epochs = 16 };
        for (int epoch = 0; epoch < EpochSchedule.Count(options); epoch++)
        {
            EpochSettings without = EpochSchedule.At(options, epoch), with = EpochSchedule.Refining(without, options, epoch, poses: false, defocus: true);
            if (without.Search is null || epoch < 8)
            {
                with.ShouldBe(without);
                continue;
            }
            (with.Search!.Defocus, with.Search.Poses, with.MeasuresPoses, with.Search.NewtonSteps).ShouldBe((true, false, true, Math.Max(1, without.Search.NewtonSteps)));
        }
    }
}
