using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Stages.Tests.Simulation.Surroundings;

public class NeighbourPlacementTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(4)]
    public void Numbers_have_the_mean_and_variance_of_poisson(double mean)
    {
        int[] counts = [.. Enumerable.Range(0, 8000).Select(i => NeighbourPlacement.Count(3, (ulong)i, mean))];
        counts.Average().ShouldBe(mean, 5 * Math.Sqrt(mean / 8000));
        counts.Average(c => (c - mean) * (c - mean)).ShouldBe(mean, 0.1 * mean);
        NeighbourPlacement.Count(3, 0, 0).ShouldBe(0);
    }

    [Fact]
    public void Centres_fill_the_frame_between_two_squares()
    {
        (double X, double Y)[] centres = [.. Enumerable.Range(0, 4000).Select(i => NeighbourPlacement.Centre(3, (ulong)i, 1, 40, 50))];
        centres.ShouldAllBe(c => Math.Max(Math.Abs(c.X), Math.Abs(c.Y)) >= 40 && Math.Max(Math.Abs(c.X), Math.Abs(c.Y)) <= 50);
        centres.Average(c => c.X).ShouldBe(0, 3);
        centres.Average(c => c.Y).ShouldBe(0, 3);
        centres.Count(c => c.X > 40 && c.Y > 40).ShouldBeInRange(66, 156); // a corner has 1/36 of the area
    }
}
