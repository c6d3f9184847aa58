using Flex3D.Stages.Subspaces;

namespace Flex3D.Stages.Tests.Subspaces;

public sealed class SubspacePlanTests
{
    private static readonly SubspaceOptions s_options = new() { Components = 2, Box = 16, Passes = 3, BatchSize = 100, MostImages = 400 };

    [Fact]
    public void Rows_that_are_not_trained_on_are_never_fitted_and_every_row_gets_coordinates_once()
    {
        int[] untrained = [.. Enumerable.Range(0, 1000).Where(row => row % 7 == 3)];
        var plan = new SubspacePlan(1000, untrained, s_options);
        for (int phase = 0; phase < 3; phase++)
        {
            plan.Embeds(phase).ShouldBeFalse();
            IReadOnlyList<int[]> steps = plan.Steps(phase);
            steps.Count.ShouldBe(4);
            steps.Sum(step => step.Length).ShouldBeInRange(400 - s_options.ShardSize, 400); // one run may be shorter
            steps.SelectMany(step => step).ShouldBeUnique();
            steps.SelectMany(step => step).Intersect(untrained).ShouldBeEmpty();
        }
        plan.Embeds(3).ShouldBeTrue();
        plan.Steps(3).SelectMany(step => step).ShouldBe(Enumerable.Range(0, 1000));
    }

    [Theory]
    [InlineData(48, 5.0, 2, 2000, 4, 40, 6)]
    [InlineData(128, 3.0, 5, 100_000, 7, 48, 3)] // 40 batches a pass
    [InlineData(16, 4.0, 8, 100, 8, 14, 12)] // a box that must be smaller than that of the images
    public void Components_box_and_passes_follow_from_the_data(int trainingBox, double pixel, int latents, int trained, int components, int box, int passes)
    {
        var options = SubspaceOptions.For(trainingBox, pixel, latents, trained, 1);
        (options.Components, options.Box, options.Passes).ShouldBe((components, box, passes));
    }
}
