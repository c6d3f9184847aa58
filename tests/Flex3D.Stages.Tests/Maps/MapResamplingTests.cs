using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Maps;

public class MapResamplingTests
{
    // A blob that no grid here is too coarse for: at the coarsest Nyquist frequency, 1/8 per Å, its spectrum has fallen to 3e-9.
    private static DensityMap Blob(int box, double pixel, double background = 0)
    {
        var map = new DensityMap(box, pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double x = (i % box - box / 2) * pixel - 5.5, y = (i / box % box - box / 2) * pixel + 3, z = (i / box / box - box / 2) * pixel - 1.7;
            map.Values[i] = (float)(background + 3 * Math.Exp(-(x * x + y * y + 0.8 * z * z) / 128));
        }
        return map;
    }

    [Theory]
    [InlineData(64, 2.03, 24, 4, 1e-5), InlineData(63, 2.03, 24, 4, 1e-5), InlineData(24, 4, 64, 2.03, 1e-4), InlineData(27, 4, 45, 2.3, 1e-4)]
    [InlineData(64, 2, 32, 4, 1e-5), InlineData(54, 2, 27, 4, 1e-5), InlineData(26, 4, 52, 2, 1e-5), InlineData(40, 3, 30, 3, 1e-6), InlineData(31, 3, 40, 3, 1e-4), InlineData(40, 3, 30, 3.004, 1e-2)]
    public void A_density_keeps_its_place_and_its_scale(int from, double spacing, int to, double newSpacing, double error)
    {
        DensityMap resampled = MapResampling.Density(Blob(from, spacing), to, newSpacing, 3), expected = Blob(to, newSpacing);
        (resampled.Box, resampled.PixelSizeAngstrom).ShouldBe((to, newSpacing));
        Worst(resampled, expected).ShouldBeLessThan(3 * error);
        MapResampling.Density(Blob(from, spacing), to, newSpacing).Values.ShouldBe(resampled.Values, "for any number of threads");
    }

    [Theory]
    [InlineData(24, 4, 80, 2.03), InlineData(24, 4, 30, 4)]
    public void A_map_that_is_too_small_is_continued_with_its_background(int from, double spacing, int to, double newSpacing) =>
        Worst(MapResampling.Density(Blob(from, spacing, background: 10), to, newSpacing), Blob(to, newSpacing, background: 10)).ShouldBeLessThan(3e-3);

    [Theory]
    [InlineData(22, 14)] // no transform has these boxes
    [InlineData(24, 16)]
    [InlineData(21, 14)]
    public void Only_frequencies_that_both_grids_have_are_kept(int from, int to)
    {
        for (int k = 0; k <= from / 2; k++)
        {
            DensityMap Wave(int box)
            {
                var map = new DensityMap(box, 100.0 / box);
                for (int i = 0; i < map.Values.Length; i++)
                {
                    map.Values[i] = (float)Math.Cos(2 * Math.PI * k * (i / box % box - box / 2) / box + (2 * k == box ? 0 : 0.4));
                }
                return map;
            }
            DensityMap expected = 2 * k < Math.Min(from, to) ? Wave(to) : new DensityMap(to, 100.0 / to);
            Worst(MapResampling.Density(Wave(from), to, 100.0 / to), expected).ShouldBeLessThan(1e-5, $"frequency {k}");
        }
    }

    [Theory]
    [InlineData(50, 2, 32, 4), InlineData(32, 4, 50, 2.3), InlineData(33, 3, 20, 3), InlineData(40, 2, 27, 2.96), InlineData(20, 3, 32, 4.1)]
    public void A_mask_stays_within_0_and_1(int from, double spacing, int to, double newSpacing)
    {
        DensityMap ball = Ball(from, spacing), resampled = MapResampling.Mask(ball, to, newSpacing, 2);
        resampled.Values.Min().ShouldBe(0);
        resampled.Values.Max().ShouldBe(1, 1e-6);
        resampled.Values.Max().ShouldBeLessThanOrEqualTo(1);
        double reach = Math.Max(spacing, newSpacing) * Math.Sqrt(3);
        for (int i = 0; i < resampled.Values.Length; i++)
        {
            double radius = newSpacing * Math.Sqrt(Square(i % to - to / 2) + Square(i / to % to - to / 2) + Square(i / to / to - to / 2));
            if (Math.Abs(radius - 18) > reach)
            {
                resampled.Values[i].ShouldBe(radius < 18 ? 1 : 0, 1e-6f);
            }
        }
    }

    [Fact]
    public void A_mask_of_the_same_voxels_is_copied() => MapResampling.Mask(Ball(40, 2), 40, 2.001).Values.ShouldBe(Ball(40, 2).Values);

    [Fact]
    public void Beyond_a_mask_that_is_too_small_lies_nothing()
    {
        var full = new DensityMap(10, 3);
        Array.Fill(full.Values, 1f);
        DensityMap resampled = MapResampling.Mask(full, 30, 2);
        resampled[15, 15, 15].ShouldBe(1, 1e-6f);
        resampled[15, 15, 2].ShouldBe(0);
        resampled[29, 15, 15].ShouldBe(0);
    }

    [Fact]
    public void A_scaled_mask_is_told_from_a_map()
    {
        Unit(value => 255 * value).ShouldBe(255);
        Unit(value => 100 * value).ShouldBe(100);
        Unit(value => value).ShouldBe(1);
        Unit(value => 0.5f * value).ShouldBe(1, "no more than 1 is a mask");
        Unit(value => -value).ShouldBe(-1, "an 8-bit 255 that was read as signed");
        Unit(value => 255 * value - 5).ShouldBe(1, "values below 0");
        MaskScale.UnitOf(Blob(24, 4)).ShouldBe(1, "a peak");
        float Unit(Func<float, float> change) => MaskScale.UnitOf(new DensityMap(24, 2, Array.ConvertAll(Ball(24, 2).Values, value => change(value))));
    }

    [Fact]
    public void A_mask_of_nothing_but_0_and_1_is_hard()
    {
        MaskScale.IsHard(Ball(24, 2)).ShouldBeTrue();
        DensityMap soft = Ball(24, 2);
        soft[3, 4, 5] = 0.5f;
        MaskScale.IsHard(soft).ShouldBeFalse();
    }

    private static DensityMap Ball(int box, double pixel)
    {
        var ball = new DensityMap(box, pixel);
        for (int i = 0; i < ball.Values.Length; i++)
        {
            ball.Values[i] = Square(i % box - box / 2) + Square(i / box % box - box / 2) + Square(i / box / box - box / 2) <= Square(18 / pixel) ? 1 : 0;
        }
        return ball;
    }

    private static double Square(double value) => value * value;

    private static double Worst(DensityMap a, DensityMap b) => a.Values.Zip(b.Values, (x, y) => (double)Math.Abs(x - y)).Max();
}
