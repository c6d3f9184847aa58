using System.Runtime.InteropServices;
using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Validation;

namespace Flex3D.Tests.Validation;

public class FourierShellsTests
{
    [Fact]
    public void The_correlation_is_the_golden_one()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("fsc.json")));
        double[] expected = [.. golden.RootElement.GetProperty("fsc").EnumerateArray().Select(v => v.GetDouble())];
        double[] actual = FourierShells.Fsc(Raw("fsc_a.f32", 16), Raw("fsc_b.f32", 16));
        actual.Length.ShouldBe(9);
        for (int k = 0; k < expected.Length; k++)
        {
            actual[k].ShouldBe(expected[k], 2e-6);
        }
    }

    [Theory]
    [InlineData(null, 0.714)]
    [InlineData("mask.mrc", 0.828)]
    [InlineData("truth/mask_moving.mrc", 0.533)]
    public void The_published_reconstruction_scores_against_the_truth_as_measured_elsewhere(string? mask, double mean)
    {
        DensityMap map = Mrc("consensus.mrc"), truth = Mrc("truth/map_t+0.mrc");
        if (mask is not null)
        {
            DensityMap soft = Mrc(mask);
            for (int i = 0; i < soft.Values.Length; i++)
            {
                map.Values[i] *= soft.Values[i];
                truth.Values[i] *= soft.Values[i];
            }
        }
        FourierShells.Fsc(map, truth)[1..32].Average().ShouldBe(mean, 0.001);
    }

    [Fact]
    public void Scale_and_sign_enter_as_for_any_correlation()
    {
        DensityMap a = TestMaps.Noise(20, 1), b = a.Clone();
        for (int i = 0; i < b.Values.Length; i++)
        {
            b.Values[i] *= -3;
        }
        FourierShells.Fsc(a, a).ShouldAllBe(v => Math.Abs(v - 1) < 1e-9);
        FourierShells.Fsc(a, b).ShouldAllBe(v => Math.Abs(v + 1) < 1e-6);
        FourierShells.Fsc(a, new DensityMap(20, 1)).ShouldAllBe(v => v == 0);
        Should.Throw<InputException>(() => FourierShells.Fsc(a, new DensityMap(24, 1))).Message.ShouldContain("24");
    }

    private static DensityMap Raw(string name, int box) =>
        new(box, 1, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Golden(name))).ToArray());

    private static DensityMap Mrc(string name)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(SharedData.Require($"igg1d/{name}"));
        return new DensityMap(64, 4, MemoryMarshal.Cast<byte, float>(bytes[^(4 * 64 * 64 * 64)..]).ToArray());
    }
}
