using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>The weight of images that show the molecule, of others, and what it does to sums.</summary>
public sealed class FitWeightTests
{
    private const int Images = 12;

    [Theory]
    [InlineData(100, 100, 0, 0.99, 1)] // as predicted
    [InlineData(160, 100, 0, 0.99, 1)] // stronger than predicted is no fault
    [InlineData(70, 100, 0.3, 0.9, 1)] // a weak image where contrasts differ
    [InlineData(0, 100, 0, 0, 0.01)] // nothing of it, and it would be seen
    [InlineData(-40, 100, 0, 0, 0.001)]
    [InlineData(0, 1, 0, 0.85, 0.96)] // nothing of it, and it would hardly be seen
    [InlineData(0, 0, 0, 0.95, 0.95)]
    public void The_weight_is_the_probability_that_the_image_shows_the_molecule(double cross, double power, double spread, double least, double most) =>
        FitWeight.Of(cross, power, spread).ShouldBeInRange(least, most);

    [Fact]
    public void Neither_an_empty_image_nor_a_blob_as_strong_as_the_molecule_passes_for_it()
    {
        var world = new SmallWorld(box: 32, particles: Images, cellsAcross: 4);
        float[] blob = [.. world.Binding.Voxels.Select(flat =>
        {
            double x = flat % 32 - 16, y = flat / 32 % 32 - 16, z = flat / 1024 - 16;
            return (float)(0.35 * Math.Exp(-(x * x + y * y + z * z) / 98)); // a sd of 28 Å
        })];
        float[] flow = world.LivelyFlow();
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Images).Select(p =>
        {
            float[] image = (p % 3) switch
            {
                0 => world.Project(p, world.Voxels, world.Flow(flow, world.Latents(p, 5))),
                1 => world.Project(p, blob, []),
                _ => new float[32 * 32],
            };
            SmallWorld.AddNoise(image, (ulong)p, 1);
            return image;
        })]);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, flow));
        float[] weights = new float[Images];
        new FitWeight(32, SmallWorld.Pixel, Images).Measure(evaluator, shard, world.AllLatents(5), 0, weights);
        for (int p = 0; p < Images; p++)
        {
            weights[p].ShouldBeInRange(p % 3 == 0 ? 0.9f : 0, p % 3 == 0 ? 1 : 0.3f, $"image {p}");
        }
    }

    [Fact]
    public void A_weight_multiplies_the_gradient_of_its_image()
    {
        var world = new SmallWorld(particles: 2);
        ImageShard both = world.LivelyShard();
        float[] half = Gradient(world, both, [0.5f, 0]);
        float[] first = Gradient(world, world.LivelyShard(), [1, 0]);
        float[] second = Gradient(world, world.LivelyShard(), [0, 1]), whole = Gradient(world, world.LivelyShard(), [1, 1]);
        float largest = whole.Max(Math.Abs);
        for (int v = 0; v < half.Length; v++)
        {
            half[v].ShouldBe(0.5f * first[v], 1e-5f * largest);
            whole[v].ShouldBe(first[v] + second[v], 1e-5f * largest);
        }
    }

    [Fact]
    public void Images_that_show_nothing_lose_their_weight_in_training_and_are_counted()
    {
        const int Count = 150;
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = [.. SmallTraining.BendingImages(world, noise: 0.3).Select((image, p) => Array.ConvertAll(image, value => value / (p % 2 == 0 ? 0.6f : 1.4f)))]; // of one contrast
        for (int p = 0; p < Count; p += 10)
        {
            images[p] = new float[world.Box * world.Box];
            SmallWorld.AddNoise(images[p], (ulong)p, 0.3);
        }
        using var engine = new SimdEngine();
        using var particles = new ParticleState(Count, ParticleColumns.OfRun(1), "in memory");
        TrainingState state = SmallTraining.Begin(world, particles);
        SmallTraining.Run(SmallTraining.Session(world, images, SmallTraining.Options, state), engine);
        var rows = new ParticleBlock(particles.Layout, Count);
        particles.Read(0, Count, rows);
        float[] weights = [.. rows.Column(ParticleColumns.Weight)];
        state.History[^1].Unfit.ShouldBe(weights.Count(weight => weight < FitWeight.Least));
        weights.Index().Count(entry => entry.Index % 10 == 0 && entry.Item < FitWeight.Least).ShouldBe(15);
        weights.Index().Count(entry => entry.Index % 10 != 0 && entry.Item < FitWeight.Least).ShouldBe(0);
    }

    private static float[] Gradient(SmallWorld world, ImageShard shard, float[] weights)
    {
        long stamp = shard.Stamp;
        FitWeight.Apply(weights, shard);
        (shard.Stamp == stamp).ShouldBe(weights.All(weight => weight == 1)); // a device copies terms again only where they differ
        float[] gradient = new float[world.Voxels.Length];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, world.LivelyFlow()));
        evaluator.AccumulateMapGradient(shard, world.AllLatents(3), gradient, new CandidateEnergy[2]);
        return gradient;
    }
}
