using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

public class DefocusScoreTests
{
    [Fact]
    public void A_re_estimated_defocus_is_the_given_one_with_its_change()
    {
        // Errors of 300 and −400 Å, of which 340 and −360 are left: 340 − 300 and −360 + 400 of change.
        DefocusScore score = DefocusScore.Of([10300, 11600], [10000, 12000], [40, 40])!;
        score.GivenAngstrom.ShouldBe(Math.Sqrt((300 * 300 + 400 * 400) / 2.0), 1e-9);
        score.RefinedAngstrom!.Value.ShouldBe(Math.Sqrt((340 * 340 + 360 * 360) / 2.0), 1e-9);
        score.CommonAngstrom!.Value.ShouldBe(-10, 1e-9);
    }

    [Fact]
    public void What_is_true_or_was_not_re_estimated_has_no_error()
    {
        DefocusScore.Of([1, 2], null, [0, 0]).ShouldBeNull();
        DefocusScore.Of([10300, 11600], [10000, 12000], [0, 0])!.RefinedAngstrom.ShouldBeNull();
        DefocusScore changed = DefocusScore.Of([10000, 11000], null, [60, -80])!;
        (changed.GivenAngstrom, changed.RefinedAngstrom!.Value).ShouldBe((0, Math.Sqrt((3600 + 6400) / 2.0)));
    }
}
