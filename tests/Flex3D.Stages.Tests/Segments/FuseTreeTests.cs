using Flex3D.Stages.Faults;
using Flex3D.Stages.Segments;

namespace Flex3D.Stages.Tests.Segments;

public class FuseTreeTests
{
    private static readonly SegmentPlan[] s_segments = [new(1, "S2"), new(2, "RBD1"), new(3, "NTD1"), new(9, "9")];

    [Fact]
    public void Pairs_are_read_by_name_or_label() =>
        FuseTree.Parse(["S2 > RBD1", "1>3", "NTD1 > 9"], s_segments).ShouldBe([(1, 2), (1, 3), (3, 9)]);

    [Theory]
    [InlineData("found the segment 'RBD2', which the segmentation does not have; expected 'RBD1'", "S2 > RBD2")]
    [InlineData("found the segment 'spoke', which the segmentation does not have; expected one of S2 (1), RBD1 (2), NTD1 (3), 9", "S2 > spoke")]
    [InlineData("found a cycle: S2 > RBD1 > NTD1 > S2", "S2 > RBD1", "RBD1 > NTD1", "NTD1 > S2")]
    [InlineData("found a cycle: S2 > S2", "S2 > S2")]
    [InlineData("found a second parent of NTD1, which is fused to S2", "S2 > NTD1", "RBD1 > NTD1")]
    [InlineData("remove the repetition", "S2 > NTD1", "1 > 3")]
    [InlineData("found 'S2 RBD1'; expected two segments", "S2 RBD1")]
    [InlineData("found 'S2 >'; expected two segments", "S2 >")]
    [InlineData("found 'S2 > RBD1 > NTD1'; expected two segments", "S2 > RBD1 > NTD1")]
    public void What_is_no_tree_is_refused_by_name(string message, params string[] pairs) =>
        Should.Throw<InputException>(() => FuseTree.Parse(pairs, s_segments)).Message.ShouldContain(message);
}
