using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class CanonicalMapTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.35)]
    [InlineData(0.1)]
    public void Voxels_and_adjoint_pass_the_dot_product_test(double lowPass)
    {
        var world = new SmallWorld();
        var map = new CanonicalMap(world.Binding, 0.37);
        float[] x = Noise(1, 16 * 16 * 16), w = Noise(2, world.Voxels.Length), voxels = new float[w.Length], back = new float[x.Length];
        map.Voxels(x, lowPass, voxels);
        map.Adjoint(w, lowPass, back);
        double left = Dot(voxels, w), right = Dot(x, back), size = Math.Sqrt(Dot(voxels, voxels) * Dot(w, w));
        left.ShouldBe(right, 1e-5 * size);
        size.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_map_goes_through_the_parameters_unchanged_where_nothing_is_filtered()
    {
        var world = new SmallWorld();
        var map = new CanonicalMap(world.Binding, 0.37);
        float[] voxels = new float[world.Voxels.Length], parameters = map.ToParameters(world.Density);
        map.Voxels(parameters, 0.5, voxels);
        for (int i = 0; i < voxels.Length; i++)
        {
            voxels[i].ShouldBe(world.Voxels[i], 1e-6f);
        }
        DensityMap back = map.ToMap(parameters, 0.5);
        back.Values.Zip(world.Density.Values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-6f);
    }

    [Theory]
    [InlineData(2, 1.0)]  // 0.125 cycles/pixel: below the edge
    [InlineData(4, 0.5)]  // 0.25: on it
    [InlineData(6, 0.0)]  // 0.375: beyond
    public void A_wave_is_kept_halved_or_lost_by_its_frequency(int periods, double kept)
    {
        var world = new SmallWorld();
        var map = new CanonicalMap(world.Binding, 1);
        float[] wave = [.. Enumerable.Range(0, 4096).Select(i => MathF.Cos(2 * MathF.PI * periods * (i % 16) / 16))];
        DensityMap filtered = map.ToMap(wave, 0.25);
        filtered.Values.Zip(wave, (f, w) => Math.Abs(f - kept * w)).Max().ShouldBeLessThan(1e-5);
    }

    private static float[] Noise(ulong seed, int length) => [.. Enumerable.Range(0, length).Select(i => (float)CounterRandom.Normal(seed, 110, 0, 0, (ulong)i))];

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
