using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;
using Flex3D.Stages.Validation.Directional;

namespace Flex3D.Tests.Validation.Directional;

public class ConicalFscTests
{
    private const int Box = 48, Directions = 100;
    private static readonly (double X, double Y, double Z) s_bad = Unit(1, 2, 2);

    [Fact]
    public void The_direction_of_strong_noise_is_found()
    {
        ConicalFsc cones = ConicalFsc.Compute(Half(1, 3), Half(2, 3), null, Directions, 20, 2);
        double[] areas = cones.Areas(), resolutions = cones.Resolutions();
        Degrees(cones.Directions[Array.IndexOf(areas, areas.Min())], s_bad).ShouldBeLessThan(25);
        Degrees(cones.Directions[Array.IndexOf(areas, areas.Max())], s_bad).ShouldBeGreaterThan(30);
        int nearest = Enumerable.Range(0, Directions).MinBy(d => Degrees(cones.Directions[d], s_bad));
        resolutions[nearest].ShouldBeGreaterThan(1.5 * resolutions.Order().ElementAt(Directions / 2));
        cones.AreaRatio().ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Noise_alike_in_all_directions_leaves_the_areas_alike() =>
        ConicalFsc.Compute(Half(1, 0.5), Half(2, 0.5), null, Directions, 20, 2).AreaRatio().ShouldBeGreaterThan(0.85);

    [Fact]
    public void A_cone_that_holds_all_directions_gives_the_FSC_of_whole_shells()
    {
        DensityMap a = Half(1, 1), b = Half(2, 1);
        double[] whole = FourierShells.Fsc(a, b), cone = ConicalFsc.Compute(a, b, null, 10, 90).Curves[3];
        for (int k = 0; k < whole.Length; k++)
        {
            cone[k].ShouldBe(whole[k], 1e-9);
        }
    }

    [Fact]
    public void Curves_do_not_depend_on_the_number_of_threads_and_lose_what_the_mask_explains()
    {
        double[] mask = [.. Enumerable.Repeat(0.2, Box / 2 + 1)];
        ConicalFsc one = ConicalFsc.Compute(Half(1, 1), Half(2, 1), null, 10, 20, 1), three = ConicalFsc.Compute(Half(1, 1), Half(2, 1), mask, 10, 20, 3);
        three.Curves[4][9].ShouldBe((one.Curves[4][9] - 0.2) / 0.8, 1e-12);
        ConicalFsc.Compute(Half(1, 1), Half(2, 1), mask, 10, 20, 1).Curves.SelectMany(curve => curve).ShouldBe(three.Curves.SelectMany(curve => curve));
    }

    [Fact]
    public void Directions_are_spread_evenly_over_the_hemisphere()
    {
        IReadOnlyList<(double X, double Y, double Z)> directions = HemisphereDirections.Of(200);
        directions.ShouldAllBe(d => d.Z > 0 && Math.Abs(d.X * d.X + d.Y * d.Y + d.Z * d.Z - 1) < 1e-12);
        for (int i = 0; i < directions.Count; i++)
        {
            directions.Where((_, other) => other != i).Min(other => Degrees(other, directions[i])).ShouldBeInRange(5, 14);
        }
        directions.Count(d => d.Z > 0.5).ShouldBe(100);
    }

    // One white signal, and noise of each half: strong within 25° of the bad direction, weak elsewhere; the noise grows with frequency.
    private static DensityMap Half(ulong half, double bad)
    {
        FourierVolume signal = FourierVolume.Of(TestMaps.Noise(Box, 77)), noise = FourierVolume.Of(TestMaps.Noise(Box, half));
        for (int i = 0; i < signal.Re.Length; i++)
        {
            int kx = i % (Box / 2 + 1), row = i / (Box / 2 + 1), ky = signal.Signed(row % Box), kz = signal.Signed(row / Box);
            double radius = Math.Sqrt(kx * kx + ky * ky + kz * kz);
            bool inside = radius > 0 && Degrees((kx / radius, ky / radius, kz / radius), s_bad) < 25;
            float level = (float)((inside ? bad : 0.5) * radius / 8);
            signal.Re[i] += level * noise.Re[i];
            signal.Im[i] += level * noise.Im[i];
        }
        return signal.ToMapOverwriting();
    }

    private static (double X, double Y, double Z) Unit(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z) is var r ? (x / r, y / r, z / r) : default;

    private static double Degrees((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
        Math.Acos(Math.Min(1, Math.Abs(a.X * b.X + a.Y * b.Y + a.Z * b.Z))) * 180 / Math.PI;
}
