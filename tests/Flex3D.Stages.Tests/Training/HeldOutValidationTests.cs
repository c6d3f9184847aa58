using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class HeldOutValidationTests
{
    private const int Count = 120;
    private static readonly OwnPriors Own = new(new LatentPrior(20, 1.5, 4));
    private static readonly TestPriors Prior = new(Own, Own, Own with { Latent = CompositionModel.Prior });

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_better_map_gains_over_a_worse_one_whatever_moves_but_mirrored_latents_predict_worse_only_where_it_does(bool moves)
    {
        var world = new SmallWorld(box: 20, particles: Count, latentDimension: 1);
        float[] bend = world.LinearFlow((x, y, z) => (0, 0, 12 * Math.Max(0, x) / 20)), worse = [.. world.Voxels.Select((v, i) => v + 0.5f * world.Voxels.Max() * (float)CounterRandom.Normal(9, 113, 0, (ulong)i, 0))];
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Count).Select(p => Image(world, p, moves ? bend : null))]);
        var gains = new TestGains[Count];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        var validation = new HeldOutValidation(world.Problem, Count, seed: 5);
        validation.Measure(evaluator, new LatentSearch(1, Count), shard, new TestModels(new ModelSnapshot(world.Voxels, bend), [0, 0.7f, -0.7f], new ModelSnapshot(worse), null, null) { ActiveLatents = 1 }, Prior, 5, gains, []);
        (double mean, double error) = Moments([.. gains.Select(gain => gain.Flexed)]);
        (double mirror, double mirrorError) = Moments([.. gains.Select(gain => gain.Mirror)]);
        mean.ShouldBeGreaterThan(5 * error);
        (moves ? mirror > 5 * mirrorError : Math.Abs(mirror) < 2.5 * mirrorError).ShouldBeTrue($"{mirror} ± {mirrorError}");
        validation.Measure(evaluator, new LatentSearch(1, Count), shard, new TestModels(new ModelSnapshot(world.Voxels, bend), [], new ModelSnapshot(worse), null, null) { ActiveLatents = 1 }, Prior, 5, gains, []);
        gains.ShouldAllBe(gain => double.IsNaN(gain.Mirror), "without a mean there is no mirror");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Defocus_that_is_off_is_put_right_under_every_model(bool moves)
    {
        const double Spread = 2000;
        var world = new SmallWorld(box: 20, particles: Count, latentDimension: 1);
        float[] bend = world.LinearFlow((x, y, z) => (0, 0, 12 * Math.Max(0, x) / 20));
        float[] voxels = [.. world.Voxels.Select(v => 3 * v)];
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => Image(world, p, moves ? bend : null, voxels))];
        var off = new ParticleTable("off", world.Table.Stacks, world.Table.Optics, Enumerable.Range(0, Count).Select(p =>
        {
            double error = Spread * CounterRandom.Normal(6, 1, 0, (ulong)p, 0);
            return world.Table[p] with { DefocusUAngstrom = world.Table[p].DefocusUAngstrom + error, DefocusVAngstrom = world.Table[p].DefocusVAngstrom + error };
        }));
        var source = new MemorySource(off, images);
        var buffer = new TrainingBuffer(world.Box, SmallWorld.Pixel, Count, 1, 1);
        source.Read([.. Enumerable.Range(0, Count)], buffer.Images);
        source.Transform(buffer.Images);
        buffer.SetTerms(source, new Flex3D.Stages.Particles.State.ParticleBlock(Flex3D.Stages.Particles.State.ParticleColumns.OfRun(1), Count));
        float[] before = [.. buffer.Shard.Weight];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        double[] rigid = Losses(Spread), given = Losses(0);
        buffer.Shard.Weight.ShouldBe(before, "the images are left as they were");
        // The rigid control alone predicts the unseen half better where it may put the defocus right.
        (double mean, double error) = Moments([.. given.Zip(rigid, (without, with) => without - with)]);
        (moves || mean > 5 * error).ShouldBeTrue($"{mean} ± {error}");

        // Returns the losses of the rigid control on the halves that were not seen.
        double[] Losses(double spread)
        {
            OwnPriors own = Own with { DefocusAngstrom = spread };
            var still = new StillModels(new ModelSnapshot(voxels), [], 0);
            int width = StillTest.Losses(still.Count);
            var gains = new TestGains[Count];
            double[] losses = new double[Count * width];
            new HeldOutValidation(world.Problem, Count, seed: 5).Measure(
                evaluator, new LatentSearch(1, Count), buffer.Shard, new TestModels(new ModelSnapshot(voxels, bend), [], new ModelSnapshot(voxels), null, still) { ActiveLatents = 1 },
                new TestPriors(own, own, own with { Latent = CompositionModel.Prior }), 5, gains, losses, new DefocusTerms(world.Box, Count).Of(buffer));
            (double gain, double gainError) = Moments([.. gains.Select(g => g.Flexed)]);
            (moves ? gain > 4 * gainError : gain < 2 * gainError).ShouldBeTrue($"{gain} ± {gainError} under {spread} Å");
            return [.. Enumerable.Range(0, Count).Select(i => losses[i * width + StillTest.Unseen(StillTest.Still, 0)] + losses[i * width + StillTest.Unseen(StillTest.Still, 1)])];
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Molecules_in_any_orientation_gain_where_given_orientations_are_wrong_and_not_where_something_moves(bool moves, bool wrong)
    {
        var world = new SmallWorld(box: 20, particles: Count, latentDimension: 1);
        float[] bend = world.LinearFlow((x, y, z) => (0, 0, 12 * Math.Max(0, x) / 20)), voxels = [.. world.Voxels.Select(v => 4 * v)];
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Count).Select(p => Image(world, p, moves ? bend : null, voxels))]);
        float[] own = [.. shard.Pose];
        Turn(own, Math.PI / 2, shard);
        for (int i = 0; i < Count; i++)
        {
            if (!wrong || i % 2 == 0)
            {
                own.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength).CopyTo(shard.Pose.AsSpan(i * ImageShard.PoseLength)); // half of them, or all, stay right
            }
        }
        var gains = new TestGains[Count];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        var models = new TestModels(new ModelSnapshot(voxels, bend), [0, 0.7f, -0.7f], new ModelSnapshot(voxels), null, null) { ActiveLatents = 1, Orientations = new Flex3D.Stages.Orientations.StillOrientations(voxels, voxels) };
        new HeldOutValidation(world.Problem, Count, seed: 5).Measure(evaluator, new LatentSearch(1, Count), shard, models, Prior, 5, gains, []);
        (double reoriented, double error) = Moments([.. gains.Select(gain => gain.Reoriented)]);
        (double turned, _) = Moments([.. gains.Select(gain => gain.Turned)]);
        (double motion, _) = Moments([.. gains.Select(gain => gain.Flexed)]);
        if (wrong)
        {
            reoriented.ShouldBeGreaterThan(5 * error);
            turned.ShouldBe(reoriented, 1, "near the given orientations both molecules are the rigid control");
            gains.Where((_, i) => i % 2 == 0).Average(gain => gain.Reoriented).ShouldBeLessThan(0.2 * reoriented, "of images whose orientation is right");
        }
        else
        {
            // A bend resembles a turn in some images.
            reoriented.ShouldBeLessThan(moves ? 0.25 * motion : 2 * error + 0.05);
            turned.ShouldBeLessThan(moves ? motion : 2 * error + 0.05);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_images_in_several_poses_only_a_motion_gains_over_one_conformation_in_the_right_pose(bool moves)
    {
        // Each image is listed in its own pose and in two that are turned by 30° about z. The rigid control is the average over the three, as is the consensus map;
        // where nothing moves the flow turns the molecule back, else it bends it as the molecule bends.
        double[] turns = [0, Math.PI / 6, -Math.PI / 6];
        var world = new SmallWorld(box: 20, particles: Count, latentDimension: 1);
        float[] turning = world.LinearFlow((x, y, z) => (-Math.Tan(turns[1]) * y, Math.Tan(turns[1]) * x, 0)), bending = world.LinearFlow((x, y, z) => (0, 0, 12 * Math.Max(0, x) / 20));
        float[] model = moves ? bending : turning, average = Averaged(world, turns);
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Count).Select(p => Image(world, p, moves ? bending : null))]);
        var still = new StillModels(new ModelSnapshot(average), [0, 0.5f, -0.5f, 1], 4);
        int width = StillTest.Losses(still.Count);
        double[][][] losses = [.. Enumerable.Range(0, Count).Select(_ => new double[turns.Length][])];
        double[] overRigid = new double[Count], all = new double[Count * width];
        var gains = new TestGains[Count];
        float[] own = [.. shard.Pose];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        for (int turn = 0; turn < turns.Length; turn++)
        {
            Turn(own, turns[turn], shard);
            new HeldOutValidation(world.Problem, Count, seed: 5).Measure(
                evaluator, new LatentSearch(1, Count), shard, new TestModels(new ModelSnapshot(world.Voxels, model), [], new ModelSnapshot(average), null, still) { ActiveLatents = 1 }, Prior, 5, gains, all);
            for (int i = 0; i < Count; i++)
            {
                losses[i][turn] = all[(i * width)..((i + 1) * width)];
                overRigid[i] += gains[i].Flexed / turns.Length;
            }
        }
        (double mean, double error) = Moments([.. StillTest.Gains(losses).Select(gain => gain.Flexed)]);
        (double plain, double plainError) = Moments(overRigid);
        if (moves)
        {
            mean.ShouldBeGreaterThan(5 * error);
        }
        else
        {
            mean.ShouldBeLessThan(2 * error);
            plain.ShouldBeGreaterThan(5 * plainError, "over the average that the rigid control is, though nothing moves");
        }
    }

    // The poses of a shard for a molecule turned about z: A becomes A·R.
    private static void Turn(float[] own, double angle, ImageShard shard)
    {
        (double s, double c) = Math.SinCos(angle);
        int count = shard.Count;
        for (int row = 0; row < count * 2; row++)
        {
            int at = row / 2 * ImageShard.PoseLength + row % 2 * 3;
            (shard.Pose[at], shard.Pose[at + 1]) = ((float)(own[at] * c + own[at + 1] * s), (float)(own[at + 1] * c - own[at] * s));
        }
        shard.Count = count; // an engine copies poses with the images: these are others
    }

    // The mean of the density turned about z by each angle, trilinear.
    private static float[] Averaged(SmallWorld world, double[] angles)
    {
        int n = world.Box;
        return [.. world.Binding.Voxels.Select((flat, v) => (float)(world.Binding.Mask[v] * angles.Average(angle =>
        {
            (double s, double c) = Math.SinCos(angle);
            double x = flat % n - n / 2, y = flat / n % n - n / 2, px = c * x - s * y + n / 2, py = s * x + c * y + n / 2;
            int ix = (int)Math.Floor(px), iy = (int)Math.Floor(py), slice = flat / n / n * n * n;
            double At(int i, int j) => i < 0 || j < 0 || i >= n || j >= n ? 0 : world.Density.Values[slice + j * n + i];
            return (1 - py + iy) * ((1 - px + ix) * At(ix, iy) + (px - ix) * At(ix + 1, iy)) + (py - iy) * ((1 - px + ix) * At(ix, iy + 1) + (px - ix) * At(ix + 1, iy + 1));
        })))];
    }

    private static float[] Image(SmallWorld world, int p, float[]? moving, float[]? voxels = null)
    {
        float[] image = world.Project(p, voxels ?? world.Voxels, moving is null ? [] : world.Flow(moving, [(float)(2 * CounterRandom.Uniform(4, 111, 0, (ulong)p, 0) - 1)]));
        SmallWorld.AddNoise(image, (ulong)p);
        return image;
    }

    private static (double Mean, double Error) Moments(double[] gains)
    {
        double mean = gains.Average(), error = Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / gains.Length / (gains.Length - 1));
        TestContext.Current.TestOutputHelper?.WriteLine($"gain {mean:f3} ± {error:f3}");
        return (mean, error);
    }

    // Half the energy of a static or moving data set's noise is far above its signal: single images say little.
    private static (double Mean, double Error) Gain(SmallWorld world, float[]? moving, float[] model)
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => Image(world, p, moving))];
        ImageShard shard = world.Shard(images);
        var gains = new TestGains[Count];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        var validation = new HeldOutValidation(world.Problem, Count, seed: 5);
        validation.Measure(evaluator, new LatentSearch(1, Count), shard, new TestModels(new ModelSnapshot(world.Voxels, model), [], new ModelSnapshot(world.Voxels), null, null) { ActiveLatents = 1 }, Prior, 5, gains, []);
        TestContext.Current.TestOutputHelper?.WriteLine($"energy of an image's signal {images.Average(i => i.Sum(v => (double)v * v)) - 400:f1}");
        return Moments([.. gains.Select(gain => gain.Flexed)]);
    }
}
