using Flex3D.Stages.Checks;

namespace Flex3D.Stages.Tests.Checks;

/// <summary>What <c>--fix</c> corrects, and what its remedies promise.</summary>
public class TableCorrectionTests
{
    private static readonly string[] s_ofTheTable =
    [
        "pose-transposed", "psi-negated", "tilt-negated", "rot-negated", "angles-negated", "rot-psi-exchanged", "zxz", "zxz-opposite", "radians",
        "shift-negated", "shift-x-negated", "shift-y-negated", "shift-exchanged", "shift-pixels", "shift-angstrom", "shift-none",
        "defocus-negated", "defocus-micrometre", "defocus-nanometre", "astigmatism-turned", "astigmatism-90", "ctf-recorded", "ctf-premultiplied", "cs-too-small", "cs-too-large",
    ];

    [Fact]
    public void ATableIsCorrectedForEachErrorThatIsItsOwn()
    {
        string[] corrected = [.. Alternative.All.Select(a => a.Code).Where(code => TableCorrection.Of([new CheckFinding(code, CheckSeverity.Error, "", "")], 2).What.Count > 0)];

        corrected.ShouldBe(s_ofTheTable, ignoreOrder: true);
    }

    [Fact]
    public void ARemedyNamesTheOptionWhereItCorrects() =>
        Alternative.All.ShouldAllBe(a => a.Remedy.Contains("--fix", StringComparison.Ordinal) == s_ofTheTable.Contains(a.Code));
}
