using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>Which axes are gone along.</summary>
public sealed class LatentPathsTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.1, 0.2 }, new[] { 0, 1, 2 })]
    [InlineData(new[] { 0.5, 0, 0.2, 0 }, new[] { 0, 2 })]
    [InlineData(new[] { 0.0, 0 }, new[] { 0 })]
    public void Axes_along_which_no_particles_differ_are_left_out(double[] deviation, int[] used) => LatentPaths.Used(deviation).ShouldBe(used);
}
