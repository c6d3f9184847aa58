using Flex3D.Stages.Geometry;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Tests.Inference;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Training;

public sealed class PoseDecisionTests
{
    // All voxels lie ten pixels from the box centre, so that 0.03 radians move them by 0.3 pixels.
    private static readonly PoseDecision s_decision = new(new VoxelBinding { Box = 40, PixelSizeAngstrom = 3, Voxels = [(20 * 40 + 20) * 40 + 30, (10 * 40 + 20) * 40 + 20], Cells = [], Barycentric = [], Mask = [] });

    [Theory]
    [InlineData(0.03, 1, true)]
    [InlineData(0.03, 0.05, false)] // the spread is there, but images of a twentieth of the signal do not tell which way each is off
    [InlineData(0.012, 1, false)] // 0.12 pixels do not show
    [InlineData(0, 1, false)]
    public void Poses_are_re_estimated_where_turns_show_and_the_images_tell_by_how_much(double spread, double signal, bool pays) =>
        s_decision.Pays(OffsetMomentsTests.Sum(spread, 0.035, signal * signal), default, (0.9 * spread, 0)).ShouldBe(pays);

    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.1, false)]
    public void Or_where_shifts_do(double spread, bool pays) => s_decision.Pays(default, OffsetMomentsTests.Sum(spread, 1), (0, spread)).ShouldBe(pays);

    [Theory]
    [InlineData(0.03, true)]
    [InlineData(0.032, true)]
    [InlineData(0.036, false)] // it has fallen: the model still learns a motion that looked like it
    [InlineData(double.NaN, false)] // it was not measured before
    public void A_spread_that_still_falls_does_not_count(double before, bool pays) =>
        s_decision.Pays(OffsetMomentsTests.Sum(0.03, 0.035, 1), default, double.IsNaN(before) ? null : (before, 0)).ShouldBe(pays);

    [Theory]
    [InlineData(16, 12)]
    [InlineData(28, 22)]
    public void It_is_decided_in_the_last_quarter_where_flow_epochs_follow(int epochs, int first)
    {
        var options = new TrainingOptions { BatchSize = 10, HeldOut = 2, Epochs = epochs, FlowPriors = Flex3D.Stages.Priors.PriorStrengths.None };
        int[] decides = [.. Enumerable.Range(0, epochs + 1).Where(epoch => EpochSchedule.DecidesPoses(options, epoch))];
        decides[0].ShouldBe(first);
        decides.ShouldAllBe(epoch => EpochSchedule.At(options, epoch).Kind == EpochKind.Flow);
        decides.Length.ShouldBeGreaterThan(1);
        EpochSchedule.At(options, first).MeasuresPoses.ShouldBeTrue();
    }

    [Fact]
    public void Then_every_search_of_the_second_half_ends_with_a_step_in_all_parameters()
    {
        var options = new TrainingOptions { BatchSize = 10, HeldOut = 2, FlowPriors = Flex3D.Stages.Priors.PriorStrengths.None };
        LatentSearchSettings Search(int epoch) => EpochSchedule.Refining(EpochSchedule.At(options, epoch), options, epoch, poses: true, defocus: false).Search!;
        Search(options.WarmUpEpochs - 1).Poses.ShouldBeFalse();
        foreach (int epoch in Enumerable.Range(options.Epochs / 2, options.Epochs / 2 + 1).Where(epoch => EpochSchedule.At(options, epoch).Search is not null))
        {
            (Search(epoch).Poses, Search(epoch).NewtonSteps > 0).ShouldBe((true, true));
        }
    }
}
