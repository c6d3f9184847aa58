using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class HeldOutValidationTests
{
    private const int Count = 120;
    private static readonly LatentPrior Prior = new(20, 1.5, 4);

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void A_motion_that_is_not_there_predicts_nothing(double amplitude)
    {
        var world = new SmallWorld(box: 20, particles: Count, latentDimension: 1);
        (double mean, double error) = Gain(world, moving: null, model: world.LinearFlow((x, y, z) => (0, amplitude * y / 20, amplitude * x / 20)));
        mean.ShouldBeLessThan(2 * error);
        error.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_motion_that_is_real_predicts_what_was_not_seen()
    {
        var world = new SmallWorld(box: 20, particles: Count, latentDimension: 1);
        float[] bend = world.LinearFlow((x, y, z) => (0, 0, 12 * Math.Max(0, x) / 20));
        (double mean, double error) = Gain(world, moving: bend, model: bend);
        mean.ShouldBeGreaterThan(5 * error);
    }

    // Half the energy of a static or moving data set's noise is far above its signal: single images say little.
    private static (double Mean, double Error) Gain(SmallWorld world, float[]? moving, float[] model)
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p =>
        {
            float[] image = world.Project(p, world.Voxels, moving is null ? [] : world.Flow(moving, [(float)(2 * CounterRandom.Uniform(4, 111, 0, (ulong)p, 0) - 1)]));
            SmallWorld.AddNoise(image, (ulong)p);
            return image;
        })];
        ImageShard shard = world.Shard(images);
        double[] gains = new double[Count];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        var validation = new HeldOutValidation(world.Box, Count, 1, seed: 5);
        validation.Gains(evaluator, new LatentSearch(1, Count), shard, new ModelSnapshot(world.Voxels, model), new ModelSnapshot(world.Voxels), Prior, 5, gains);
        double mean = gains.Average();
        double error = Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / Count / (Count - 1));
        TestContext.Current.TestOutputHelper?.WriteLine($"gain {mean:f3} ± {error:f3}; energy of an image's signal {images.Average(i => i.Sum(v => (double)v * v)) - 400:f1}");
        return (mean, error);
    }
}
