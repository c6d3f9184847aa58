using Flex3D.Stages.Results;

namespace Flex3D.Stages.Tests.Results;

public class ModelHealthTests
{
    [Fact]
    public void Each_sign_of_a_run_gone_wrong_gets_a_warning_and_a_healthy_run_none()
    {
        Warnings(new()).ShouldBeEmpty();
        Warnings(new() { LatentsAtEdge = 0.01, LatentSpread = 0.4, Flow = new(0.7, default, 0), ImageScale = 2.6 }).ShouldBeEmpty();
        Warnings(new() { LatentsAtEdge = 0.2 }).ShouldHaveSingleItem().ShouldContain("lie at the edge");
        Warnings(new() { LatentSpread = 0.001 }).ShouldHaveSingleItem().ShouldContain("collapsed at zero");
        Warnings(new() { Flow = new(-0.3, (1.2, -30, 4), 6.4) }).ShouldHaveSingleItem().ShouldContain("folds over (determinant of the deformation gradient -0.30 and less) around x 1, y -30, z 4 Å from the box centre, within 6 Å");
        Warnings(new() { Flow = new(0.1, default, 5) }).ShouldHaveSingleItem().ShouldContain("nearly folded");
        Warnings(new() { ImageScale = -1.4 }).ShouldHaveSingleItem().ShouldContain("contrast");
    }

    private static IReadOnlyList<string> Warnings(ModelHealth health) =>
        new MotionSummary(SampleReport.Supported() with { Health = health }).Warnings;
}
