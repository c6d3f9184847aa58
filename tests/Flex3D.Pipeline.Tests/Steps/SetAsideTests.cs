using Flex3D.Pipeline.Steps.Prep;

namespace Flex3D.Pipeline.Tests.Steps;

public sealed class SetAsideTests
{
    [Fact]
    public void Each_stands_beside_the_next_particle_that_was_kept_and_the_last_ones_beside_the_last()
    {
        int[] kept = [1, 2, 5, 8];
        SetAside aside = SetAside.Of([0, 3, 4, 6, 9, 10], kept.Length, i => kept[i]);
        aside.Any.ShouldBeTrue();
        Enumerable.Range(0, 4).Select(i => aside.Beside([i])).ShouldBe([1, 0, 2, 3]);
        aside.Beside([3, 0]).ShouldBe(4);
        SetAside.Of([], 4, i => kept[i]).Any.ShouldBeFalse();
    }
}
