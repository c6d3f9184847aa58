using Flex3D.Stages.Canonical;
using Flex3D.Stages.Maps;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Canonical;

public sealed class CanonicalMapTests
{
    // What M images of information h a component would have told of a map T: a loss of ½ h Σ (V − T)² for each image.
    private static float[] Fit(SmallWorld world, float[] target, double information, float power, double lowPass)
    {
        var map = new CanonicalMap(world.Binding, 0.37);
        var prior = new MapPrior([.. Enumerable.Repeat(information, 9)], 50, 0.3);
        float[] parameters = new float[4096], voxels = new float[target.Length];
        for (int step = 0; step < 200; step++)
        {
            map.Voxels(parameters, lowPass, voxels);
            map.Step(parameters, [.. voxels.Select((v, i) => (float)(information * (v - target[i])))], lowPass, prior, [.. Enumerable.Repeat(power, 9)], 0.3);
        }
        map.Voxels(parameters, lowPass, voxels);
        return voxels;
    }

    [Fact]
    public void Steps_go_to_the_map_that_the_images_show()
    {
        var world = new SmallWorld();
        float[] target = new float[world.Voxels.Length];
        new CanonicalMap(world.Binding, 1).Voxels(new CanonicalMap(world.Binding, 1).ToParameters(world.Density), 0.3, target);
        float[] found = Fit(world, target, 4, 1e6f, 0.35);
        float[] error = [.. found.Zip(target, (f, t) => f - t)];
        Math.Sqrt(Dot(error, error) / Dot(target, target)).ShouldBeLessThan(0.01);
    }

    [Fact]
    public void Steps_go_to_the_posterior_mean_where_a_prior_counts()
    {
        // In the mask's middle the data have precision M h = 200 and the prior <mask²>/S = 0.3/S: equal for S = 0.3/200.
        var world = new SmallWorld();
        float[] target = [.. world.Binding.Mask.Select(mask => mask * mask)];
        float[] half = Fit(world, target, 4, 0.3f / 200, 0.5), whole = Fit(world, target, 4, 1e6f, 0.5);
        int middle = Array.IndexOf(world.Binding.Voxels.ToArray(), 8 + 16 * (8 + 16 * 8));
        (half[middle] / whole[middle]).ShouldBe(0.5f, 0.05f);
    }

    [Fact]
    public void The_power_of_a_map_is_that_of_its_waves()
    {
        var world = new SmallWorld();
        float[] voxels = [.. world.Binding.Voxels.ToArray().Select(v => 0.1f + MathF.Cos(2 * MathF.PI * 3 * (v % 16) / 16))];
        double[] power = new CanonicalMap(world.Binding, 0.37).Power(voxels);
        // Parseval: the sphere of shells has all but what the mask's edge sends to the corners.
        (power.Select((p, r) => p * Components(r)).Sum() / voxels.Sum(v => (double)v * v)).ShouldBeInRange(0.8, 1);
        Array.IndexOf(power, power.Skip(1).Max()).ShouldBe(3);
    }

    // The number of components of shell r of a cube of 16.
    private static int Components(int r) => Enumerable.Range(0, 4096).Count(i => (int)Math.Round(Math.Sqrt(Square(i % 16) + Square(i / 16 % 16) + Square(i / 256))) == r);

    private static int Square(int k) => (k > 8 ? 16 - k : k) * (k > 8 ? 16 - k : k);

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

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
