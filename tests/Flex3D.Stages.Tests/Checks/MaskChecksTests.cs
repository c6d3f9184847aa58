using Flex3D.Stages.Checks;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Checks;

/// <summary>A mask is judged by how much of the map's density lies in it.</summary>
public class MaskChecksTests
{
    private const int Box = 32;

    [Fact]
    public void AMaskOverTheMoleculeIsRight() => Judge(Ball(6, 0, 0, 9)).Single().Code.ShouldBe("mask");

    [Fact]
    public void AMirroredMaskIsNamed() => Judge(Ball(-6, 0, 0, 8)).Single().Code.ShouldBe("mask-mirrored");

    [Fact]
    public void AMaskThatLeavesOutPartOfTheMoleculeIsNamed() => Judge(Ball(6, 0, 0, 3)).Single().Code.ShouldBe("mask-cover");

    [Fact]
    public void AMaskOfTheWholeBoxIsNamed() => Judge(Ball(0, 0, 0, 40)).Single().Code.ShouldBe("mask-wide");

    private static IReadOnlyList<CheckFinding> Judge(DensityMap mask) => InputCheck.OfMask(Ball(6, 0, 0, 6), mask);

    private static DensityMap Ball(int x, int y, int z, int radius)
    {
        var map = new DensityMap(Box, 4);
        for (int i = 0; i < map.Values.Length; i++)
        {
            int dx = i % Box - Box / 2 - x, dy = i / Box % Box - Box / 2 - y, dz = i / Box / Box - Box / 2 - z;
            map.Values[i] = dx * dx + dy * dy + dz * dz <= radius * radius ? 1 : 0;
        }
        return map;
    }
}
