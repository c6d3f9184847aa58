using Flex3D.Stages.Conformations;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Conformations;

public sealed class LatentCoverageTests
{
    [Fact]
    public void Places_among_particles_are_covered_and_those_in_a_hole_or_beyond_the_ends_are_not()
    {
        var coverage = new LatentCoverage(Cloud.Horseshoe(2000), 2);
        Covered(-1, 0).ShouldBeTrue();
        Covered(0, 0.99f).ShouldBeTrue();
        Covered(0, 0).ShouldBeFalse(); // within the range of each axis
        Covered(1, 0).ShouldBeFalse();
        Covered(-1.4f, 0).ShouldBeFalse();

        bool Covered(float x, float y) => coverage.Nearest([x, y]).Distance <= coverage.Radius;
    }

    [Fact]
    public void Of_a_handful_of_particles_nothing_is_told() => new LatentCoverage([0, 1, 2], 1).Radius.ShouldBe(double.PositiveInfinity);

    [Fact]
    public void A_grid_has_its_nodes_in_rows_about_the_middle() =>
        LatentPaths.Grid([1f, 2f, 3f], (2, 0.5, 2), (0, 1, 3)).ShouldBe([0, 2, 2.5f, 1, 2, 2.5f, 2, 2, 2.5f, 0, 2, 3.5f, 1, 2, 3.5f, 2, 2, 3.5f]);
}
