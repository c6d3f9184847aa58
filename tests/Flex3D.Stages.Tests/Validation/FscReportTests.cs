using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Tests.Validation;

public class FscReportTests
{
    [Fact]
    public void Random_phases_keep_amplitudes_and_everything_below_the_shell()
    {
        DensityMap map = TestMaps.Noise(20, 3);
        DensityMap random = PhaseRandomisation.From(map, 5, seed: 8, stream: 1), again = PhaseRandomisation.From(map, 5, 8, 1), other = PhaseRandomisation.From(map, 5, 8, 2);
        again.Values.ShouldBe(random.Values);
        other.Values.ShouldNotBe(random.Values);
        double[] fsc = FourierShells.Fsc(map, random), before = TestMaps.MeanPower(FourierVolume.Of(map)), after = TestMaps.MeanPower(FourierVolume.Of(random));
        fsc[..5].ShouldAllBe(v => v > 0.8);
        fsc[..4].ShouldAllBe(v => v > 1 - 1e-6);
        fsc[6..].ShouldAllBe(v => Math.Abs(v) < 0.2);
        for (int k = 0; k < before.Length; k++)
        {
            after[k].ShouldBe(before[k], 1e-4 * before[k]);
        }
    }

    [Fact]
    public void Correction_takes_out_what_the_mask_alone_correlates()
    {
        const int Box = 40;
        (DensityMap half1, DensityMap half2, DensityMap mask) = TestMaps.Halves(Box, 0.05);
        FscReport report = FscReport.Compute(half1, half2, null, mask, seed: 5);
        int from = report.RandomisedFrom!.Value;
        report.Support[from].ShouldBeLessThan(0.8);
        report.Support[1..from].ShouldAllBe(v => v >= 0.8);
        report.Corrected[..(from + 2)].ShouldBe(report.Masked[..(from + 2)]);
        report.Corrected[^3..].Average().ShouldBe(0, 0.1);
        report.Resolution().Angstrom.ShouldBeLessThanOrEqualTo(report.Resolution(report.Support, 0.143).Angstrom);

        // A tight, hard-edged mask on pure noise outside the signal's band correlates by itself; the correction removes that.
        FscReport tight = FscReport.Compute(half1, half2, null, Threshold(half1), seed: 5);
        double masked = tight.Masked[^6..].Average(), corrected = tight.Corrected[^6..].Average();
        masked.ShouldBeGreaterThan(0.1);
        Math.Abs(corrected).ShouldBeLessThan(0.5 * masked);
        FscReport.Compute(half1, half2, null, Threshold(half1), seed: 5).Corrected.ShouldBe(tight.Corrected);
    }

    [Fact]
    public void Phases_are_random_from_about_the_same_shell_whether_the_half_maps_come_with_their_solvent_or_without()
    {
        const int Box = 40;
        (DensityMap half1, DensityMap half2, DensityMap mask) = TestMaps.Halves(Box, 0.02);
        FscReport filled = FscReport.Compute(half1, half2, null, mask, seed: 5);
        DensityMap inside1 = Inside(half1, mask), inside2 = Inside(half2, mask);
        FscReport inside = FscReport.Compute(inside1, inside2, mask, mask, seed: 5), mistaken = FscReport.Compute(inside1, inside2, null, mask, seed: 5);
        filled.RandomisedFrom!.Value.ShouldBeInRange(5, Box / 2 - 4);
        inside.RandomisedFrom!.Value.ShouldBeInRange(filled.RandomisedFrom.Value - 1, filled.RandomisedFrom.Value + 1);
        mistaken.RandomisedFrom!.Value.ShouldBeGreaterThan(filled.RandomisedFrom.Value + 1);
    }

    [Theory]
    [InlineData(0.8, 1, 0.8)]
    [InlineData(0.98, 10, 0.830508)]
    [InlineData(0.5, 3, 0.25)]
    [InlineData(1, 20, 1)]
    [InlineData(-0.1, 20, -0.1)]
    public void The_correlation_over_the_whole_box_follows_from_that_inside_the_support(double inside, double boxes, double expected) =>
        FscReport.OverBox(inside, boxes).ShouldBe(expected, 1e-6);

    [Fact]
    public void The_corrected_value_is_the_published_formula()
    {
        double[] corrected = FscReport.Correct([1, 0.9, 0.8, 0.7, 0.6, 0.5], [1, 0.9, 0.5, 0.4, 0.2, 1], from: 2);
        corrected[..4].ShouldBe([1, 0.9, 0.8, 0.7]);
        corrected[4].ShouldBe(0.5, 1e-12);
        corrected[5].ShouldBe(0);
    }

    [Fact]
    public void Without_a_mask_and_with_equal_halves_nothing_is_randomised()
    {
        DensityMap map = TestMaps.Noise(16, 1);
        FscReport plain = FscReport.Compute(map, TestMaps.Noise(16, 2), null, null, 1), equal = FscReport.Compute(map, map, null, TestMaps.Halves(16, 1).Mask, 1);
        plain.RandomisedFrom.ShouldBeNull();
        plain.Corrected.ShouldBe(plain.Support);
        equal.RandomisedFrom.ShouldBeNull();
        equal.Resolution().Kind.ShouldBe(FscCrossing.Kinds.BeyondNyquist);
        equal.Resolution().Angstrom.ShouldBe(4);
        Should.Throw<InputException>(() => FscReport.Compute(map, map, null, new DensityMap(20, 1), 1)).Message.ShouldContain("mask");
        Should.Throw<InputException>(() => FscReport.Compute(map, map, new DensityMap(20, 1), TestMaps.Halves(16, 1).Mask, 1)).Message.ShouldContain("support");
    }

    [Fact]
    public void Resolution_is_interpolated_between_shells_and_says_when_it_is_not_reached()
    {
        FscCrossing crossing = FscCrossing.Find([1, 0.9, 0.243, 0.043, 0.5], 0.143, box: 100, pixelSizeAngstrom: 2);
        crossing.Angstrom.ShouldBe(200 / 2.5, 1e-9);
        crossing.ToString().ShouldBe("80.0 Å");
        FscCrossing.Find([1, 0.1, 0.9], 0.143, 100, 2).ToString().ShouldBe("not reached");
        FscCrossing.Find([1, 0.9, 0.9], 0.143, 4, 2).ToString().ShouldContain("Nyquist");
    }

    [Fact]
    public void Files_hold_every_shell_under_the_agreed_names()
    {
        (DensityMap half1, DensityMap half2, DensityMap mask) = TestMaps.Halves(16, 0.1);
        FscReport flex = FscReport.Compute(half1, half2, mask, mask, 1), rigid = FscReport.Compute(half2, half1, mask, mask, 2);
        string folder = Directory.CreateTempSubdirectory("flex3d-fsc").FullName;
        try
        {
            string csv = Path.Combine(folder, "fsc.csv"), star = Path.Combine(folder, "fsc.star");
            FscFiles.WriteCsv(csv, flex, rigid);
            string[] lines = File.ReadAllLines(csv);
            lines[0].ShouldBe("shell,resolution_angstrom,flex_support,flex_masked,flex_corrected,rigid_support,rigid_masked,rigid_corrected");
            lines.Length.ShouldBe(10);
            string[] shell4 = lines[5].Split(',');
            shell4[0].ShouldBe("4");
            double.Parse(shell4[1], CultureInfo.InvariantCulture).ShouldBe(8);
            double.Parse(shell4[3], CultureInfo.InvariantCulture).ShouldBe(flex.Masked[4], 1e-6);
            double.Parse(shell4[7], CultureInfo.InvariantCulture).ShouldBe(rigid.Corrected[4], 1e-6);
            FscFiles.WriteCsv(csv, flex, null);
            File.ReadAllLines(csv)[5].ShouldEndWith(",,,");

            FscFiles.WriteStar(star, flex, rigid);
            string text = File.ReadAllText(star);
            text.ShouldContain("data_fsc\n");
            text.ShouldContain("data_fsc_rigid\n");
            text.ShouldContain("_rlnFourierShellCorrelationCorrected #4\n");
            text.ShouldContain("_flex3dFourierShellCorrelationSupport #7\n");
            text.ShouldNotContain("Unmasked"); // no half-map is
            text.Split('\n').First(line => line.StartsWith("4 ", StringComparison.Ordinal)).Split(' ').Length.ShouldBe(7);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static DensityMap Inside(DensityMap map, DensityMap mask)
    {
        DensityMap inside = map.Clone();
        for (int i = 0; i < inside.Values.Length; i++)
        {
            inside.Values[i] *= mask.Values[i];
        }
        return inside;
    }

    private static DensityMap Threshold(DensityMap map)
    {
        // Inside the signal's sphere, only the voxels where this half is high.
        DensityMap mask = TestMaps.Halves(map.Box, 0.05).Mask.Clone();
        DensityMap smooth = RadialFilter.LowPass(map, 0.15, 0.05);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = mask.Values[i] > 0.5f && smooth.Values[i] > 0.05f ? 1 : 0;
        }
        return mask;
    }
}
