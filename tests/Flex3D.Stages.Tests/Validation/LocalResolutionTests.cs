using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Tests.Validation;

public class LocalResolutionTests
{
    [Fact]
    public void A_blurred_side_of_a_map_is_told_from_a_sharp_one()
    {
        const int Box = 40;
        DensityMap sharp = RadialFilter.LowPass(TestMaps.Noise(Box, 1), 0.3, 0.02), blurred = RadialFilter.LowPass(TestMaps.Noise(Box, 1), 0.15, 0.02);
        DensityMap Half(ulong seed)
        {
            DensityMap half = TestMaps.Noise(Box, seed);
            for (int i = 0; i < half.Values.Length; i++)
            {
                half.Values[i] = 0.3f * half.Values[i] + (i % Box < Box / 2 ? sharp : blurred).Values[i];
            }
            return half;
        }
        var mask = new DensityMap(Box, 2);
        Array.Fill(mask.Values, 1);
        mask[20, 20, 3] = 0;
        DensityMap half1 = Half(2), half2 = Half(3);
        DensityMap resolution = LocalResolution.Estimate(half1, half2, mask, window: 16, step: 6);
        resolution[20, 20, 8].ShouldBe(2 / 0.3f, 1f);
        resolution[20, 20, 32].ShouldBe(2 / 0.15f, 2f);
        resolution[20, 20, 3].ShouldBe(32);
        LocalResolution.Estimate(half1, half2, mask, 16, 6, parallelism: 2).Values.ShouldBe(resolution.Values);
    }

    [Fact]
    public void Halves_that_share_nothing_have_no_resolution()
    {
        var mask = new DensityMap(24, 2);
        mask[12, 12, 12] = 1;
        LocalResolution.Estimate(TestMaps.Noise(24, 2), TestMaps.Noise(24, 3), mask, 16, 5)[12, 12, 12].ShouldBeGreaterThan(20);
    }
}
