using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;
using Flex3D.Stages.Validation.Local;
using Flex3D.Stages.Validation.Sharpening;

namespace Flex3D.Tests.Validation.Local;

public class LocalFilterTests
{
    private const int Box = 32;
    private static readonly DensityMap s_map = TestMaps.Noise(Box, 5);
    private static readonly DensityMap s_all = Constant(1);
    private static readonly SharpeningCurve s_curve = new(SyntheticReport.Of(Box, 2, k => k <= 12 ? 1 : 0), -40);

    [Fact]
    public void Where_all_voxels_have_the_resolution_of_the_whole_map_the_filter_is_that_of_the_whole_map()
    {
        DensityMap expected = s_curve.Apply(s_map), filtered = LocalFilter.Apply(s_map, Constant((float)(Box * 2 / s_curve.Cutoff)), s_all, s_curve, 2);
        for (int i = 0; i < expected.Values.Length; i += 7)
        {
            filtered.Values[i].ShouldBe(expected.Values[i], 1e-4f);
        }
    }

    [Fact]
    public void Each_side_of_a_map_gets_the_detail_of_its_own_resolution()
    {
        DensityMap angstrom = Constant(6);
        for (int i = 0; i < angstrom.Values.Length; i++)
        {
            angstrom.Values[i] = i % Box < Box / 2 ? 6 : 16;
        }
        DensityMap filtered = LocalFilter.Apply(s_map, angstrom, s_all, s_curve, 1), fine = LocalFilter.Apply(s_map, Constant(6), s_all, s_curve), coarse = LocalFilter.Apply(s_map, Constant(16), s_all, s_curve);
        filtered[9, 9, 4].ShouldBe(fine[9, 9, 4], 1e-4f);
        filtered[9, 9, 25].ShouldBe(coarse[9, 9, 25], 1e-4f);
        LocalFilter.Apply(s_map, angstrom, s_all, s_curve, 3).Values.ShouldBe(filtered.Values);
    }

    [Fact]
    public void Outside_the_mask_nothing_is_left() => LocalFilter.Apply(s_map, Constant(0), s_all, s_curve).Values.ShouldAllBe(value => value == 0);

    private static DensityMap Constant(float value) => new(Box, 2, [.. Enumerable.Repeat(value, Box * Box * Box)]);
}
