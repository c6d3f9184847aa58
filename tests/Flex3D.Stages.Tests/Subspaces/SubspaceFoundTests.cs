using Flex3D.Stages.Subspaces;

namespace Flex3D.Stages.Tests.Subspaces;

/// <summary>Whether particles differ by more than K components of a subspace show.</summary>
public sealed class SubspaceFoundTests
{
    [Theory]
    [InlineData(new[] { 9.1, 6.9, 4.5, 3.9 }, 4, 2, true)] // an arm that turns by ±90°
    [InlineData(new[] { 14.5, 8.1, 2.8, 0.8 }, 4, 2, false)] // by ±30°
    [InlineData(new[] { 6, 6, 2.001, 0.1 }, 4, 2, true)]
    [InlineData(new[] { 6, 6, 1.999, 0.1 }, 4, 2, false)]
    [InlineData(new[] { 6.0, 5, 4, 3 }, 2, 2, false)] // the third is not supported
    [InlineData(new[] { 6.0, 5, 4, 3 }, 3, 2, true)]
    [InlineData(new[] { 8.0, 7, 6, 5, 4, 4, 4, 4 }, 8, 8, false)] // no component beyond K
    [InlineData(new[] { double.NaN, double.NaN, double.NaN }, 0, 1, false)] // none held out
    public void They_do_where_the_next_component_is_supported_and_gains_a_third_of_the_first(double[] gains, int supported, int latents, bool outgrows) =>
        new SubspaceFound([.. gains.Select(gain => new SubspaceComponent(1, gain, 0.1))], supported).Outgrows(latents).ShouldBe(outgrows);
}
