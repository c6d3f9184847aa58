using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

public class MapScoreTests
{
    private static DensityMap Noise(int box, int series) =>
        new(box, 2, [.. Enumerable.Range(0, box * box * box).Select(i => (float)CounterRandom.Normal(9, (ulong)series, 0, (ulong)i, 0))]);

    [Fact]
    public void The_area_of_a_curve_over_cycles_per_pixel()
    {
        MapScore.AreaUnder([1, 1, 1, 1, 1]).ShouldBe(0.5, 1e-12);
        MapScore.AreaUnder([1, 0.75, 0.5, 0.25, 0]).ShouldBe(0.25, 1e-12);
        // A step down between shells 2 and 3 of 4: 2 whole intervals and half of one, each 1/8 wide.
        MapScore.AreaUnder([1, 1, 1, 0, 0]).ShouldBe(2.5 / 8, 1e-12);
    }

    [Fact]
    public void A_weaker_copy_agrees_entirely_and_shows_its_factor()
    {
        DensityMap truth = Noise(16, 1);
        MapScore score = MapScore.Of(new DensityMap(16, 2, Array.ConvertAll(truth.Values, v => 0.7f * v)), truth, null, 1);
        score.Area.ShouldBe(0.5, 1e-6);
        score.Amplitude.ShouldAllBe(factor => Math.Abs(factor - 0.7) < 1e-5);
        score.Half.Angstrom.ShouldBe(4); // Nyquist
    }

    [Fact]
    public void Noise_lowers_the_FSC_and_leaves_the_factor()
    {
        DensityMap truth = Noise(32, 1), noise = Noise(32, 2);
        MapScore score = MapScore.Of(new DensityMap(32, 2, [.. truth.Values.Zip(noise.Values, (t, n) => 0.5f * t + n)]), truth, null, 2);
        // 0.5/√(0.25 + 1) at every shell; shells of few components scatter.
        score.Fsc.Skip(5).ShouldAllBe(fsc => Math.Abs(fsc - 0.5 / Math.Sqrt(1.25)) < 0.12);
        score.Amplitude.Skip(5).Average().ShouldBe(0.5, 0.03);
    }

    [Fact]
    public void Only_what_is_in_the_mask_counts_and_a_smaller_box_is_resampled()
    {
        DensityMap truth = Noise(16, 1), other = Noise(16, 2), mask = new(16, 2);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            bool inside = i / 256 is > 4 and < 11;
            mask.Values[i] = inside ? 1 : 0;
            other.Values[i] = inside ? truth.Values[i] : other.Values[i];
        }
        MapScore.Of(other, truth, mask, 1).Area.ShouldBe(0.5, 1e-6);
        MapScore.Of(other, truth, null, 1).Area.ShouldBeLessThan(0.4);
        double[] half = MapScore.Of(FourierResize3.Resize(truth, 8), truth, null, 1).Fsc;
        half[1..4].ShouldAllBe(fsc => fsc > 0.9);
        half[5..].ShouldAllBe(fsc => Math.Abs(fsc) < 0.3);
    }

    [Fact]
    public void A_map_of_larger_voxels_that_makes_the_same_images_shows_its_factor()
    {
        DensityMap truth = Noise(16, 1), coarse = FourierResize3.Resize(truth, 8);
        // The sum along a line of half as many voxels is the same if each is twice as large.
        MapScore score = MapScore.Of(new DensityMap(8, 4, Array.ConvertAll(coarse.Values, v => 2 * v)), truth, null, 1);
        score.Amplitude[1..4].ShouldAllBe(factor => Math.Abs(factor - 1) < 0.02);
    }
}
