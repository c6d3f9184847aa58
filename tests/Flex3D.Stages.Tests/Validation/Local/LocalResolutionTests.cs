using System.Numerics;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation.Local;

namespace Flex3D.Tests.Validation.Local;

public class LocalResolutionTests
{
    private const int Box = 64;
    private const double Pixel = 2.5;
    private static readonly LocalResolutionOptions s_options = new(56) { Seed = 3 };

    private static readonly (DensityMap Half1, DensityMap Half2) s_halves = TwoSides();

    [Fact]
    public void A_map_of_8_angstrom_on_its_left_and_16_on_its_right_shows_that()
    {
        LocalResolution local = LocalResolution.Compute(s_halves.Half1, s_halves.Half2, Rod(), s_options, 2);
        local.Angstrom[32, 32, 14].ShouldBeInRange(7, 8.6f); // the window blurs the border by some 0.007/Å: 8 Å becomes 7.6, 16 Å becomes 14.4
        local.Angstrom[32, 32, 50].ShouldBeInRange(13, 18);
        local.Angstrom[32, 32, 20].ShouldBeLessThan(local.Angstrom[32, 32, 44]);
        local.Angstrom[5, 32, 14].ShouldBe(0); // outside the mask
        ResolutionRange left = ResolutionRange.Of(local.Angstrom, i => i % Box < 20)!, right = ResolutionRange.Of(local.Angstrom, i => i % Box > 44)!;
        left.Median.ShouldBeInRange(7, 8.6);
        right.Median.ShouldBeInRange(13, 18);
        right.Best.ShouldBeGreaterThan(left.Worst);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_number_of_threads()
    {
        DensityMap one = LocalResolution.Compute(s_halves.Half1, s_halves.Half2, Rod(), s_options, 1).Angstrom;
        LocalResolution.Compute(s_halves.Half1, s_halves.Half2, Rod(), s_options, 3).Angstrom.Values.ShouldBe(one.Values);
    }

    [Fact]
    public void The_FSC_of_a_window_is_that_of_its_sums_written_out()
    {
        DensityMap a = TestMaps.Noise(20, 1), b = TestMaps.Noise(20, 2);
        for (int i = 0; i < b.Values.Length; i++)
        {
            b.Values[i] += a.Values[i];
        }
        (int Z, int Y, int X) centre = (3, 11, 17); // the window reaches beyond two faces of the box
        var window = new LocalWindow(8 * a.PixelSizeAngstrom, a.PixelSizeAngstrom);
        window.Box.ShouldBe(12);
        double[] fsc = new WindowedFsc(window).At(a, b, centre);
        for (int shell = 1; shell <= 6; shell++)
        {
            fsc[shell].ShouldBe(WrittenOut(a, b, centre, 8, 12, shell), 1e-4, $"shell {shell}");
        }
    }

    [Fact]
    public void Noise_alone_is_resolved_nowhere_though_small_shells_exceed_the_threshold_by_chance()
    {
        LocalResolution noise = LocalResolution.Compute(TestMaps.Noise(48, 1), TestMaps.Noise(48, 2), Ball(48, 14), new LocalResolutionOptions(20), 2);
        noise.Thresholds[6].ShouldBeGreaterThan(0.2);
        ResolutionRange.Of(noise.Angstrom, Ball(48, 14))!.Percentile25.ShouldBeGreaterThan(9);
    }

    [Fact]
    public void The_crossing_is_linear_between_shells()
    {
        double[] thresholds = [0.2, 0.2, 0.2, 0.2];
        LocalResolution.Crossing([1, 0.8, 0.4, 0.1], thresholds).ShouldBe(2 + 2.0 / 3, 1e-12);
        LocalResolution.Crossing([1, 0.8, 0.4, 0.3], thresholds).ShouldBe(3);
        LocalResolution.Crossing([1, 0.1, 0.4, 0.3], thresholds).ShouldBe(1);
    }

    // Direct sums over the voxels of the window for every frequency of a shell.
    private static double WrittenOut(DensityMap a, DensityMap b, (int Z, int Y, int X) centre, double width, int period, int shell)
    {
        double cross = 0, powerA = 0, powerB = 0;
        for (int i = 0; i < 13 * 13 * 13; i++)
        {
            int kx = i % 13 - 6, ky = i / 13 % 13 - 6, kz = i / 169 - 6;
            if (kx > -6 && ky > -6 && kz > -6 && (int)Math.Round(Math.Sqrt(kx * kx + ky * ky + kz * kz)) == shell)
            {
                Complex fa = Transform(a, kx, ky, kz), fb = Transform(b, kx, ky, kz);
                cross += (fa * Complex.Conjugate(fb)).Real;
                powerA += fa.Magnitude * fa.Magnitude;
                powerB += fb.Magnitude * fb.Magnitude;
            }
        }
        return cross / Math.Sqrt(powerA * powerB);

        Complex Transform(DensityMap map, int kx, int ky, int kz)
        {
            Complex sum = 0;
            for (int z = Math.Max(0, centre.Z - 6); z < Math.Min(map.Box, centre.Z + 6); z++)
            {
                for (int y = Math.Max(0, centre.Y - 6); y < Math.Min(map.Box, centre.Y + 6); y++)
                {
                    for (int x = Math.Max(0, centre.X - 6); x < Math.Min(map.Box, centre.X + 6); x++)
                    {
                        double r = Math.Sqrt(Math.Pow(x - centre.X, 2) + Math.Pow(y - centre.Y, 2) + Math.Pow(z - centre.Z, 2));
                        double weight = r <= width / 4 ? 1 : r >= 0.75 * width ? 0 : 0.5 + 0.5 * Math.Cos(2 * Math.PI * (r / width - 0.25));
                        sum += weight * map[z, y, x] * Complex.FromPolarCoordinates(1, -2 * Math.PI * (kx * x + ky * y + kz * z) / period);
                    }
                }
            }
            return sum;
        }
    }

    // White signal cut at 8 Å on the left and at 16 Å on the right, with a soft border, and noise of its own in each half.
    private static (DensityMap, DensityMap) TwoSides()
    {
        DensityMap signal = TestMaps.Noise(Box, 20, Pixel), fine = RadialFilter.LowPassAngstrom(signal, 8, parallelism: 2), coarse = RadialFilter.LowPassAngstrom(signal, 16, parallelism: 2);
        DensityMap Half(ulong seed)
        {
            DensityMap half = TestMaps.Noise(Box, seed, Pixel);
            for (int i = 0; i < half.Values.Length; i++)
            {
                double left = 1 / (1 + Math.Exp((i % Box - Box / 2) / 2.0));
                half.Values[i] = (float)(left * fine.Values[i] + (1 - left) * coarse.Values[i] + 0.7 * half.Values[i]);
            }
            return half;
        }
        return (Half(21), Half(22));
    }

    // Along x through the centre.
    private static DensityMap Rod() => new(Box, Pixel, [.. Enumerable.Range(0, Box * Box * Box).Select(i => Math.Abs(i / Box % Box - 32) <= 3 && Math.Abs(i / Box / Box - 32) <= 3 ? 1f : 0)]);

    private static DensityMap Ball(int box, double radius) => new(box, 2, [.. Enumerable.Range(0, box * box * box).Select(i =>
        Math.Pow(i % box - box / 2, 2) + Math.Pow(i / box % box - box / 2, 2) + Math.Pow(i / box / box - box / 2, 2) <= radius * radius ? 1f : 0)]);
}
