using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;
using Flex3D.Stages.Validation.Sharpening;

namespace Flex3D.Tests.Validation.Sharpening;

public sealed class SharpeningTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(60)]
    [InlineData(150)]
    public void The_Guinier_fit_finds_a_known_B_factor(double blurred)
    {
        GuinierFit fit = GuinierFit.Of(TestMaps.Blurred(TestMaps.Noise(60, 4), blurred), SyntheticReport.Of(60, 2, _ => 1))!;
        fit.BFactor.ShouldBe(-blurred, 2);
        fit.Correlation.ShouldBeLessThan(-0.99);
        fit.LowAngstrom.ShouldBe(10, 1e-9);
        fit.HighAngstrom.ShouldBe(4, 1e-9);
    }

    [Fact]
    public void The_fit_weighs_amplitudes_with_the_FSC()
    {
        // √(2 FSC/(1 + FSC)) = exp(−c s²): the weight adds 4 c to the fall of the amplitudes.
        double c = 5;
        FscReport report = SyntheticReport.Of(60, 2, k => Math.Exp(-2 * c * Math.Pow(k / 120.0, 2)) is var square ? square / (2 - square) : 0);
        GuinierFit.Of(TestMaps.Blurred(TestMaps.Noise(60, 4), 60), report)!.BFactor.ShouldBe(-60 - 4 * c, 2);
    }

    [Fact]
    public void A_map_that_ends_near_10_angstrom_has_no_B_factor() =>
        GuinierFit.Of(TestMaps.Noise(60, 4), SyntheticReport.Of(60, 2, k => k <= 14 ? 1 : 0)).ShouldBeNull();

    [Fact]
    public void Sharpening_undoes_the_B_factor_up_to_the_resolution_and_leaves_nothing_beyond()
    {
        DensityMap white = TestMaps.Noise(60, 4);
        FscReport report = SyntheticReport.Of(60, 2, k => k <= 20 ? 1 : 0);
        double[] before = TestMaps.MeanPower(FourierVolume.Of(white)), after = TestMaps.MeanPower(FourierVolume.Of(new SharpeningCurve(report, -80).Apply(TestMaps.Blurred(white, 80))));
        for (int k = 1; k < 19; k++)
        {
            (after[k] / before[k]).ShouldBe(1, 0.01);
        }
        after[23].ShouldBeLessThan(1e-6 * before[23]);
    }

    [Fact]
    public void A_curve_is_stretched_to_the_resolution_of_a_part()
    {
        var curve = new SharpeningCurve(SyntheticReport.Of(60, 2, k => 1 - k / 30.0), 0);
        curve.Gain(0.25 * curve.Cutoff, 0.5 * curve.Cutoff).ShouldBe(curve.Gain(0.5 * curve.Cutoff, curve.Cutoff), 1e-9);
        curve.Gain(0.5 * curve.Cutoff + 1, 0.5 * curve.Cutoff).ShouldBe(0, 1e-9);
    }

    [Fact]
    public void The_detectors_MTF_is_read_interpolated_and_divided_out()
    {
        File.WriteAllText(_file, "data_\n\nloop_\n_rlnResolutionInversePixel #1\n_rlnMtfValue #2\n0 1\n0.25 0.8\n0.5 0.4\n");
        var mtf = DetectorMtf.Read(_file, 2);
        mtf.At(0).ShouldBe(1);
        mtf.At(0.0625).ShouldBe(0.9, 1e-12);
        mtf.At(0.1875).ShouldBe(0.6, 1e-12);
        mtf.At(0.4).ShouldBe(0.4);
        var plain = new SharpeningCurve(SyntheticReport.Of(60, 2, _ => 1), -30);
        new SharpeningCurve(SyntheticReport.Of(60, 2, _ => 1), -30, mtf).Gain(15, 30).ShouldBe(plain.Gain(15, 30) / mtf.At(0.125), 1e-12);
    }

    [Theory]
    [InlineData("data_\n\nloop_\n_rlnOther #1\n1\n", "no table with the columns")]
    [InlineData("data_\n\nloop_\n_rlnResolutionInversePixel #1\n_rlnMtfValue #2\n0 1\n0.5 0\n", "at least two rows")]
    [InlineData("data_\n\nloop_\n_rlnResolutionInversePixel #1\n_rlnMtfValue #2\n0 1\n0 0.5\n", "at least two rows")]
    [InlineData("data_\n\nloop_\n_rlnResolutionInversePixel #1\n_rlnMtfValue #2\n0 1\n", "1 rows")]
    [InlineData("data_\n\nloop_\n_rlnResolutionInversePixel #1\n_rlnMtfValue #2\n0 one\n", "'one' for rlnMtfValue")]
    public void What_is_not_an_MTF_is_refused(string text, string says)
    {
        File.WriteAllText(_file, text);
        Should.Throw<InputException>(() => DetectorMtf.Read(_file, 1)).Message.ShouldContain(says);
    }
}
