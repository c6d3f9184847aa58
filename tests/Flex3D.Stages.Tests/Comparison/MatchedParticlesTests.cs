using Flex3D.Stages.Comparison;

namespace Flex3D.Stages.Tests.Comparison;

public class MatchedParticlesTests
{
    private static ImageKey[] Keys(params int[] images) => [.. images.Select(image => new ImageKey(image / 100, (ulong)(image % 100)))];

    [Fact]
    public void Selections_of_one_table_in_another_order_have_the_images_that_both_have()
    {
        var matched = MatchedParticles.Of(Keys(7, 3, 103, 5), Keys(103, 9, 7, 105));
        matched.First.ShouldBe([0, 2]);
        matched.Second.ShouldBe([2, 0]);
        matched.Ambiguous.ShouldBe(0);
    }

    [Fact]
    public void The_same_number_in_another_stack_is_another_image() => MatchedParticles.Of(Keys(3, 4), Keys(103, 104)).First.ShouldBeEmpty();

    [Fact]
    public void Rows_of_one_image_are_matched_in_their_order_where_both_tables_have_as_many()
    {
        var matched = MatchedParticles.Of(Keys(1, 2, 1, 2), Keys(2, 1, 1, 2));
        matched.First.ShouldBe([0, 1, 2, 3]);
        matched.Second.ShouldBe([1, 0, 2, 3]);
    }

    [Fact]
    public void Rows_of_an_image_that_has_another_number_of_rows_are_counted_and_not_matched()
    {
        var matched = MatchedParticles.Of(Keys(1, 1, 1, 2), Keys(1, 2));
        matched.First.ShouldBe([3]);
        matched.Ambiguous.ShouldBe(3);
    }

    [Fact]
    public void Without_particles_nothing_is_matched() => MatchedParticles.Of([], Keys(1)).First.ShouldBeEmpty();
}
