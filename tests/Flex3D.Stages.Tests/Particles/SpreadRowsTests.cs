using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Tests.Particles;

/// <summary>A sample of rows is spread over all of the table.</summary>
public class SpreadRowsTests
{
    [Theory]
    [InlineData(10, 4, new[] { 0, 2, 5, 7 })]
    [InlineData(3, 8, new[] { 0, 1, 2 })]
    [InlineData(0, 5, new int[0])]
    public void RowsAreEvenlyApart(int total, int most, int[] rows) => SpreadRows.Of(total, most).ShouldBe(rows);

    [Fact]
    public void ALargeTableDoesNotOverflow() => SpreadRows.Of(int.MaxValue, 1000)[^1].ShouldBe((int)(999L * int.MaxValue / 1000));
}
