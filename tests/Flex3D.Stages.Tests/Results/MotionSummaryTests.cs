using Flex3D.Stages.Halves;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
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

    [Theory]
    [InlineData(1.2, 2, "by about half of that, 0.60 and 0.20 Å. It is off by more")]
    [InlineData(9, 2, "They differ by more than half of the motion")]
    [InlineData(1.2, 1, "Those particles support the motion of only one of the two by itself")]
    [InlineData(1.2, 0, "Those particles support the motion of neither of the two by itself")]
    public void Models_of_the_half_sets_are_told_by_what_they_differ(double difference, int supported, string conclusion)
    {
        MotionReportInput input = SampleReport.Supported() with { Halves = new(500, supported, new(14, difference, 0.9, 1), new(2, 0.4, 0.98, 1)), OwnFlows = true };
        string text = new MotionSummary(input).Text();
        text.ShouldContain(FormattableString.Invariant($"by {difference:0.00} Å where it moves by 14.0 Å, and for the rest by 0.40 Å where it moves by 2.0 Å (RMS about the mean)."));
        text.ShouldContain(conclusion);
        text.Contains("by about half of that", StringComparison.Ordinal).ShouldBe(supported == 2);
        text.ShouldContain("Each flexed half-map was made with the motion learned from its half-set alone.");
        text.Split('\n').Max(line => line.Length).ShouldBeLessThan(130);
        new MotionSummary(SampleReport.Supported()).Text().ShouldNotContain("half-set alone");
    }

    [Fact]
    public void A_gain_that_fitted_latents_make_on_noise_is_not_taken_for_motion()
    {
        MotionReportInput input = SampleReport.Unsupported();
        input.HeldOut.Rigid.ShouldBeGreaterThan(input.HeldOut.Flexed + 3 * input.HeldOut.Motion.Error);
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
        var heldOut = new HeldOutLoss(double.NaN, double.NaN, new(double.NaN, double.NaN), 0);
        heldOut.Supported.ShouldBeNull();
        var summary = new MotionSummary(SampleReport.Supported() with { HeldOut = heldOut });
        summary.Supported.ShouldBeFalse();
        string text = summary.Text();
        text.ShouldContain("Motion was not tested, since no particles were held out: the flexed map is made with the learned motion, unverified.");
        text.ShouldContain("no evidence either way");
        text.ShouldContain("What the model learned may come from noise that it fitted");
        text.ShouldNotContain("moves the whole molecule");
        text.ShouldNotContain("do not support");
        text.ShouldNotContain("The molecule moves");
        text.Split('\n').Max(line => line.Length).ShouldBeLessThan(130);
    }

    [Theory]
    [InlineData(3.1, 1.0, 250, true)]
    [InlineData(2.9, 1.0, 250, false)]
    [InlineData(4.2, 1.0, 10, true)]
    [InlineData(4.0, 1.0, 10, false)]
    [InlineData(200.0, 1.0, 2, false)]
    [InlineData(240.0, 1.0, 2, true)]
    [InlineData(-5.0, 1.0, 250, false)]
    [InlineData(0.0, 0.0, 250, false)]
    [InlineData(5.0, 0.0, 1, null)]
    [InlineData(double.NaN, double.NaN, 250, null)]
    public void Motion_is_supported_by_a_gain_of_three_standard_errors_and_of_more_where_few_particles_tell_the_error(double gain, double error, int particles, bool? expected) =>
        new HeldOutLoss(800, 790, new(gain, error), particles).Supported.ShouldBe(expected);

    [Theory]
    [InlineData(1, Heterogeneity.Undecided)]
    [InlineData(2, Heterogeneity.Motion)]
    [InlineData(null, Heterogeneity.Motion)]
    public void A_motion_is_not_named_over_a_composition_model_that_was_hardly_trained(int? mapEpochs, Heterogeneity expected) =>
        new HeldOutLoss(800, 790, new(20, 1), 250) { MotionDetail = new(15, 1), Composition = new(12, 1), CompositionDetail = new(9, 1), DifferenceError = 1, DetailDifferenceError = 1, MapEpochs = mapEpochs }.Kind.ShouldBe(expected);

    [Theory]
    [InlineData(0, Heterogeneity.Motion)]
    [InlineData(0.02, Heterogeneity.Motion)]
    [InlineData(0.05, Heterogeneity.Undecided)]
    public void Nothing_is_named_where_optics_groups_differ_in_magnification(double difference, Heterogeneity expected)
    {
        var heldOut = new HeldOutLoss(800, 790, new(20, 1), 250) { MotionDetail = new(15, 1), Composition = new(12, 1), CompositionDetail = new(9, 1), DifferenceError = 1, DetailDifferenceError = 1, MagnificationDifference = difference };
        heldOut.Kind.ShouldBe(expected);
        (heldOut with { Composition = new(30, 1), CompositionDetail = new(25, 1) }).Kind.ShouldBe(difference < 0.04 ? Heterogeneity.Composition : Heterogeneity.Undecided);
        (heldOut with { Motion = new(1, 1), MotionDetail = new(0, 1), Composition = new(0, 1), CompositionDetail = new(0, 1) }).Kind.ShouldBe(Heterogeneity.None);
        string text = new MotionSummary(SampleReport.Supported() with { HeldOut = heldOut }).Text();
        text.Contains("The molecule moves", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Motion);
        text.Contains("the pixel sizes of optics groups do not fit each other", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Undecided);
        text.Contains("may come from pixel sizes that do not fit each other", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Undecided);
    }

    [Theory]
    [InlineData(20, 12, 15, 9, 1, Heterogeneity.Motion, true, "The molecule moves")]
    [InlineData(20, double.NaN, 15, double.NaN, double.NaN, Heterogeneity.Motion, true, "The molecule moves")]
    [InlineData(20, 12, -1, 1, 1, Heterogeneity.Diffuse, true, "no detail finer than 15 Å is shown to differ with it")]
    [InlineData(20, 19, 15, 14, 1, Heterogeneity.Undecided, true, "do not tell whether it is a part that moves or one that some of them lack")]
    [InlineData(2, 4, 5, 5, 1, Heterogeneity.Undecided, true, "do not tell whether")]
    [InlineData(12, 20, 2, 9, 1, Heterogeneity.Composition, false, "differ in composition")]
    [InlineData(1, 20, 0, 9, 1, Heterogeneity.Composition, false, "differ in composition")]
    [InlineData(1, 20, 0, 2, 1, Heterogeneity.Composition, false, "differ in composition")]
    [InlineData(2.9, 2.9, 2.9, 2.9, 1, Heterogeneity.None, false, "do not support motion")]
    [InlineData(-20, -40, -9, -9, 1, Heterogeneity.None, false, "do not support motion")]
    [InlineData(1.4, 0.5, 4.8, -0.6, 1, Heterogeneity.Motion, true, "The molecule moves")]
    [InlineData(3.2, 12, 6, 2, 1, Heterogeneity.Undecided, true, "do not tell whether")]
    [InlineData(0.9, -8, 4.8, -4, 1, Heterogeneity.None, false, "do not support motion")] // gains detail, and loses as much elsewhere
    [InlineData(-0.4, -8, 3.2, -4, 1, Heterogeneity.None, false, "do not support motion")]
    public void What_differs_is_named_by_the_better_model_with_detail_of_its_own_or_not_at_all(
        double motion, double composition, double motionDetail, double compositionDetail, double differenceError, Heterogeneity expected, bool maps, string said)
    {
        // Every single gain has a standard error of 1.
        var heldOut = new HeldOutLoss(800, 790, new(motion, 1), 250)
        {
            MotionDetail = new(motionDetail, 1),
            Composition = new(composition, 1),
            CompositionDetail = new(compositionDetail, 1),
            DifferenceError = differenceError,
            DetailDifferenceError = differenceError,
        };
        heldOut.Kind.ShouldBe(expected);
        heldOut.Supported.ShouldBe(maps);
        HeterogeneityRules.Agree(expected, maps).ShouldBeTrue();
        var summary = new MotionSummary(SampleReport.Supported() with { HeldOut = heldOut, Varying = new(0.8, (10, -20, 3), 12) });
        summary.Verdict().ShouldContain(said);
        summary.Supported.ShouldBe(expected == Heterogeneity.Motion);
        string text = summary.Text();
        text.Contains("The molecule moves", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Motion);
        text.Contains("moves the whole molecule", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Motion);
        text.Contains("figures of the model, not of the molecule", StringComparison.Ordinal).ShouldBe(expected is Heterogeneity.Undecided or Heterogeneity.Diffuse);
        text.Contains("x 10, y -20, z 3 Å", StringComparison.Ordinal).ShouldBe(expected is Heterogeneity.Composition or Heterogeneity.Undecided or Heterogeneity.Diffuse && composition >= 3);
        text.Split('\n').Max(line => line.Length).ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, double.NaN, Heterogeneity.Motion)]
    [InlineData(0.1, 0.1, 12, Heterogeneity.Motion)] // the given orientations are right
    [InlineData(3.1, 4, 12, Heterogeneity.Orientations)] // more than an eighth of what the motion gains
    [InlineData(5.5, 7, 12, Heterogeneity.Orientations)] // composition, better than orientations, is not better than the motion
    [InlineData(5.5, 7, 30, Heterogeneity.Composition)]
    [InlineData(4, 19, 12, Heterogeneity.Orientations)] // as good as the motion
    [InlineData(4, 19, 19.5, Heterogeneity.Orientations)]
    public void A_motion_has_to_beat_a_still_molecule_in_other_orientations(double reoriented, double turned, double composition, Heterogeneity expected)
    {
        // Every single gain and difference has a standard error of 1.
        var heldOut = new HeldOutLoss(800, 790, new(20, 1), 250)
        {
            MotionDetail = new(15, 1),
            Composition = new(composition, 1),
            CompositionDetail = new(9, 1),
            DifferenceError = 1,
            DetailDifferenceError = 8,
            TurnedParticles = 250,
            TurnedDifference = new(20 - turned, 1),
            TurnedDetailDifference = new(3, 1.1),
            Reoriented = new(reoriented, 1),
            ReorientedDetail = new(0, 1),
        };
        heldOut.Kind.ShouldBe(expected);
        HeterogeneityRules.Agree(expected, heldOut.Supported).ShouldBeTrue();
        string text = new MotionSummary(SampleReport.Supported() with { HeldOut = heldOut }).Text();
        text.Contains("The molecule moves", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Motion);
        text.Contains("given orientations are far off", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Orientations);
        text.Contains("some of the given ones are far off", StringComparison.Ordinal).ShouldBe(reoriented >= 3);
        text.ShouldNotContain("of them:");
        new MotionSummary(SampleReport.Supported() with { HeldOut = heldOut with { TurnedParticles = 120 } }).Text().Contains("in 120 of them:", StringComparison.Ordinal).ShouldBe(!double.IsNaN(reoriented));
        HeterogeneityText.Of(expected, heldOut.Supported).Contains("other orientations", StringComparison.Ordinal).ShouldBe(expected == Heterogeneity.Orientations);
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, Heterogeneity.Motion)]
    [InlineData(30, 20, Heterogeneity.Motion)]
    [InlineData(2.9, 20, Heterogeneity.Motion)]
    [InlineData(30, 2.9, Heterogeneity.Diffuse)]
    [InlineData(2.9, 2.9, Heterogeneity.None)]
    [InlineData(-30, -20, Heterogeneity.None)]
    public void A_gain_that_latents_of_other_images_would_give_too_is_no_evidence(double mirror, double mirrorDetail, Heterogeneity expected)
    {
        var heldOut = new HeldOutLoss(800, 790, new(20, 1), 250) { MotionDetail = new(15, 1), Mirror = new(mirror, 1), MirrorDetail = new(mirrorDetail, 1) };
        heldOut.Kind.ShouldBe(expected);
        new MotionSummary(SampleReport.Supported() with { HeldOut = heldOut }).Text().Contains("mirrored about the mean", StringComparison.Ordinal).ShouldBe(double.IsFinite(mirror));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "One motion of 5 % or more of the displacement: 1 of 2 latent coordinates is superfluous")]
    [InlineData(8, "One motion of 5 % or more of the displacement: 7 of 8 latent coordinates are superfluous")]
    public void Latent_coordinates_that_the_motion_does_not_need_are_counted(int dimension, string? said)
    {
        // One motion, and a second with a hundredth of its variance.
        PrincipalMotion motion = PrincipalMotion.Of(100, PlantedMotion.Vertices, PlantedMotion.Weights, (first, stride, count, flows) =>
        {
            flows.Clear();
            int length = PlantedMotion.Vertices.Length;
            for (int i = 0; i < count; i++)
            {
                int p = first + i * stride;
                for (int v = 0; v < length; v += 3)
                {
                    flows[i * length + v] = p % 2 == 0 ? 10 : -10;
                    flows[i * length + v + 1] = p / 2 % 2 == 0 ? 1 : -1;
                }
            }
        });
        string text = new MotionSummary(SampleReport.Supported(motion) with { LatentDimension = dimension }).Text();
        if (said is null)
        {
            text.ShouldNotContain("superfluous");
        }
        else
        {
            text.ShouldContain(said);
        }
    }

    [Fact]
    public void Where_nothing_moves_errors_of_the_given_poses_are_named()
    {
        HeldOutLoss heldOut = SampleReport.Unsupported().HeldOut with { TurnDegrees = 2.96, ShiftAngstrom = 0.1 };
        string verdict = new MotionSummary(SampleReport.Unsupported() with { HeldOut = heldOut }).Verdict();
        verdict.ShouldContain("do not support motion");
        verdict.ShouldContain("the given poses are off by 3.0° about each axis (standard deviation)");
        verdict.ShouldNotContain("Å");
    }

    [Theory]
    [InlineData(483.6, "The given defocus values are off by 484 Å (standard deviation); they were re-estimated")]
    [InlineData(0, null)]
    public void Errors_of_the_given_defocus_are_named_where_it_was_re_estimated(double spread, string? said)
    {
        string text = string.Join("\n", EvidenceText.Lines(SampleReport.Supported() with { HeldOut = SampleReport.Supported().HeldOut with { DefocusAngstrom = spread } }));
        text.Contains("defocus", StringComparison.Ordinal).ShouldBe(said is not null);
        text.ShouldContain(said ?? "");
    }

    [Fact]
    public void The_part_that_varies_most_is_the_tenth_of_the_density_with_the_largest_spread()
    {
        // A box of density 1, of which the 100 voxels at x = 8 vary by 0.5 and all others by 0.1.
        (DensityMap spread, DensityMap density) = (new DensityMap(10, 2), new DensityMap(10, 2));
        for (int i = 0; i < 1000; i++)
        {
            (density.Values[i], spread.Values[i]) = (1, i % 10 == 8 ? 0.5f : 0.1f);
        }
        VaryingPart part = VaryingPart.Of(spread, density)!;
        part.Spread.ShouldBe(0.5, 1e-6);
        (part.Centroid.X, part.Centroid.Y, part.Centroid.Z).ShouldBe((6, -1, -1));
        part.RadiusAngstrom.ShouldBe(Math.Sqrt(2 * 4 * 99 / 12.0), 1e-6);
        VaryingPart.Of(new DensityMap(10, 2), density).ShouldBeNull();
    }
}
