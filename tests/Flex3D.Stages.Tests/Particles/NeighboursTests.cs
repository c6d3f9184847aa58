using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Tests.Particles;

public class NeighboursTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("7", "0:7+1")]
    [InlineData("3 4 5", "0:3+3")]
    [InlineData("3 4 6 7 8 2 1", "0:3+2 2:6+3 5:2+1 6:1+1")]
    [InlineData("5 5 6", "0:5+1 1:5+2")]
    public void Runs_of_consecutive_numbers_are_found(string numbers, string runs)
    {
        List<string> found = [];
        foreach (Neighbours.Run run in new Neighbours([.. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]))
        {
            found.Add($"{run.At}:{run.First}+{run.Count}");
        }
        string.Join(' ', found).ShouldBe(runs);
    }

    [Fact]
    public void A_run_that_is_too_long_comes_in_parts()
    {
        List<Neighbours.Run> found = [];
        foreach (Neighbours.Run run in new Neighbours([3, 4, 5, 6, 7, 9], most: 2))
        {
            found.Add(run);
        }
        found.ShouldBe([new(0, 3, 2), new(2, 5, 2), new(4, 7, 1), new(5, 9, 1)]);
    }
}
