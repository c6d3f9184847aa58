using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Tests.Validation;

public class MapSharpeningTests
{
    [Fact]
    public void The_weight_is_the_expected_correlation_with_the_truth()
    {
        MapSharpening.Weight(1).ShouldBe(1);
        MapSharpening.Weight(0.143).ShouldBe(0.5, 0.001);
        MapSharpening.Weight(0).ShouldBe(0);
        MapSharpening.Weight(-0.3).ShouldBe(0);
    }

    [Fact]
    public void A_known_B_factor_is_undone()
    {
        DensityMap white = TestMaps.Noise(60, 4), blurred = TestMaps.Blurred(white, 90);
        FscReport report = Flat(60, 1);
        DensityMap sharp = MapSharpening.Apply(blurred, report, -90);
        FourierVolume before = FourierVolume.Of(white), after = FourierVolume.Of(sharp);
        double[] expected = TestMaps.MeanPower(before), actual = TestMaps.MeanPower(after);
        for (int k = 1; k < 28; k++)
        {
            (actual[k] / expected[k]).ShouldBe(1, 0.01);
        }
    }

    [Fact]
    public void Shells_are_weighted_and_beyond_the_resolution_little_is_left_and_nothing_where_the_map_is_sharpened()
    {
        DensityMap map = TestMaps.Noise(40, 4);
        FscReport report = Flat(40, 0.5);
        Array.Clear(report.Corrected, 12, 9);
        double[] before = TestMaps.MeanPower(FourierVolume.Of(map)), after = TestMaps.MeanPower(FourierVolume.Of(MapSharpening.Apply(map, report)));
        (after[6] / before[6]).ShouldBe(2 * 0.5 / 1.5, 1e-4);
        (after[15] / before[15]).ShouldBe(2 * 0.02 / 1.02, 1e-4);
        double[] sharpened = TestMaps.MeanPower(FourierVolume.Of(MapSharpening.Apply(map, report, -10)));
        sharpened[15].ShouldBeLessThan(1e-6 * before[15]);
    }

    [Fact]
    public void The_merged_map_is_the_mean()
    {
        DensityMap a = TestMaps.Noise(8, 1), b = TestMaps.Noise(8, 2);
        MapSharpening.Merge(a, b).Values[77].ShouldBe((a.Values[77] + b.Values[77]) / 2, 1e-7f);
    }

    private static FscReport Flat(int box, double fsc)
    {
        double[] curve = [.. Enumerable.Repeat(fsc, box / 2 + 1)];
        return new FscReport
        {
            Box = box,
            PixelSizeAngstrom = 2,
            Support = curve,
            Masked = curve,
            RandomisedMasked = curve,
            Corrected = curve,
            RandomisedFrom = null,
        };
    }
}
