using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Tests.Motion;

namespace Flex3D.Stages.Tests.Results;

public class MotionSummaryTests
{
    [Fact]
    public void A_supported_motion_is_told_with_what_where_how_far_and_where_to_look()
    {
        var summary = new MotionSummary(SampleReport.Supported());
        summary.Supported.ShouldBeTrue();
        string text = summary.Text();
        text.ShouldContain("The molecule moves");
        text.ShouldContain("RMS");
        text.ShouldContain("That part is centred at x ");
        text.ShouldContain("rigid 14.2 Å, flexed 9.3 Å");
        text.ShouldContain("rigid 22.7 Å, flexed 9.8 Å");
        text.ShouldContain("20.3 standard errors");
        text.ShouldContain("report.html");
        text.ShouldNotContain("Warnings");
        text.Split('\n').Max(line => line.Length).ShouldBeLessThan(130);
    }

    [Fact]
    public void A_gain_that_fitted_latents_make_on_noise_is_not_taken_for_motion()
    {
        MotionReportInput input = SampleReport.Unsupported();
        input.HeldOut.Rigid.ShouldBeGreaterThan(input.HeldOut.Flexed + 3 * input.HeldOut.StandardErrorOfGain);
        var summary = new MotionSummary(input);
        summary.Supported.ShouldBeFalse();
        string text = summary.Text();
        text.ShouldContain("The data do not support motion");
        text.ShouldContain("fits noise: ignore it. The maps are made without it.");
        text.ShouldNotContain("That part is centred");
    }

    [Fact]
    public void A_motion_too_small_to_matter_is_no_motion_even_where_held_out_particles_agree()
    {
        PrincipalMotion tiny = PrincipalMotion.Of(100, PlantedMotion.Vertices, PlantedMotion.Weights, (first, stride, count, flows) =>
        {
            PlantedMotion.Evaluate(first, stride, count, flows);
            foreach (ref float value in flows)
            {
                value *= 0.01f;
            }
        });
        var summary = new MotionSummary(SampleReport.Supported(tiny));
        summary.Supported.ShouldBeFalse();
        string text = summary.Text();
        text.ShouldContain("too small to matter");
        text.ShouldContain("The molecule hardly moves");
        text.ShouldNotContain("do not support");
    }

    [Fact]
    public void Without_held_out_particles_nothing_is_claimed()
    {
        var heldOut = new HeldOutLoss(double.NaN, double.NaN, double.NaN, double.NaN, 0);
        heldOut.Supported.ShouldBeNull();
        var summary = new MotionSummary(SampleReport.Supported() with { HeldOut = heldOut });
        summary.Supported.ShouldBeFalse();
        string text = summary.Text();
        text.ShouldContain("Motion was not tested, since no particles were held out: the flexed map is made with the learned motion, unverified.");
        text.ShouldContain("no evidence either way");
        text.ShouldContain("What the model learned, which may be noise");
        text.ShouldNotContain("do not support");
        text.ShouldNotContain("The molecule moves");
        text.Split('\n').Max(line => line.Length).ShouldBeLessThan(130);
    }

    [Theory]
    [InlineData(3.0, 1.0, 250, true)]
    [InlineData(2.9, 1.0, 250, false)]
    [InlineData(-5.0, 1.0, 250, false)]
    [InlineData(0.0, 0.0, 250, false)]
    [InlineData(5.0, 0.0, 1, null)]
    [InlineData(double.NaN, double.NaN, 250, null)]
    public void Motion_is_supported_by_a_gain_of_three_standard_errors_over_two_particles_or_more(double gain, double error, int particles, bool? expected) =>
        new HeldOutLoss(800, 790, gain, error, particles).Supported.ShouldBe(expected);

    [Fact]
    public void Each_sign_of_a_run_gone_wrong_gets_a_warning_and_a_healthy_run_none()
    {
        Warnings(new()).ShouldBeEmpty();
        Warnings(new() { LatentsAtEdge = 0.01, LatentSpread = 0.4, SmallestDeformationDeterminant = 0.7, ImageScale = 2.6 }).ShouldBeEmpty();
        Warnings(new() { LatentsAtEdge = 0.2 }).ShouldHaveSingleItem().ShouldContain("lie at the edge");
        Warnings(new() { LatentSpread = 0.001 }).ShouldHaveSingleItem().ShouldContain("collapsed at zero");
        Warnings(new() { SmallestDeformationDeterminant = -0.3 }).ShouldHaveSingleItem().ShouldContain("folds over");
        Warnings(new() { SmallestDeformationDeterminant = 0.1 }).ShouldHaveSingleItem().ShouldContain("nearly folded");
        Warnings(new() { ImageScale = -1.4 }).ShouldHaveSingleItem().ShouldContain("contrast");
    }

    private static IReadOnlyList<string> Warnings(ModelHealth health) =>
        new MotionSummary(SampleReport.Supported() with { Health = health }).Warnings;
}
