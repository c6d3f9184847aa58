using Flex3D.Pipeline.Steps.Viewing;

namespace Flex3D.Pipeline.Tests.Steps;

public class FrameNamesTests
{
    [Theory]
    [InlineData(0, 1, "frame_000.mrc")]
    [InlineData(7, 41, "frame_007.mrc")]
    [InlineData(999, 1000, "frame_999.mrc")]
    [InlineData(7, 1001, "frame_0007.mrc")]
    [InlineData(99_999, 100_000, "frame_99999.mrc")]
    public void Names_of_maps_have_as_many_digits_as_the_last(int frame, int frames, string name) => FrameNames.Map(frame, frames).ShouldBe(name);

    [Fact]
    public void The_order_of_the_names_is_that_of_the_maps()
    {
        string[] names = [.. Enumerable.Range(0, 1200).Select(frame => FrameNames.Map(frame, 1200))];
        names.Order(StringComparer.Ordinal).ShouldBe(names);
    }
}
