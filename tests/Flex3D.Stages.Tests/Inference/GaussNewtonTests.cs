using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Inference;

public sealed class GaussNewtonTests
{
    private static readonly LatentPrior Latent = new(0, 4, 4);

    [Fact]
    public void Latents_poses_and_contrasts_are_found_together()
    {
        const int Count = 8;
        var world = new SmallWorld(box: 24, particles: Count);
        float[] parameters = world.LivelyFlow(), truth = world.AllLatents(2);
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Count).Select(p => world.Project(p, world.Voxels, world.Flow(parameters, truth.AsSpan(2 * p, 2))))]);
        Strengthen(shard, 100, 1.3);
        var newton = new GaussNewton(2, Count, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast);
        double[] offset = [0.03, -0.02, 0.025, 0.6, -0.4];
        for (int i = 0; i < Count; i++)
        {
            Span<float> pose = shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength);
            float[] right = pose.ToArray();
            OwnState.Undo(right, offset, pose);
            truth.AsSpan(2 * i, 2).CopyTo(newton.State.Latent(i));
            newton.State.Latent(i)[0] += 0.1f;
        }
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters));
        newton.Run(evaluator, shard, new OwnPriors(Latent, 0.2, 3, 1), 12);
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < offset.Length; j++)
            {
                newton.State.Offset(i)[j].ShouldBe(offset[j], j < 3 ? 0.003 : 0.05, $"image {i}, offset {j}");
            }
            newton.State.Latent(i)[0].ShouldBe(truth[2 * i], 0.05f);
            shard.Contrast[i].ShouldBe(1.3f, 0.02f);
        }
    }

    [Fact]
    public void Defocus_is_found_with_the_others_at_its_own_ctf()
    {
        const int Count = 6;
        var world = new SmallWorld(box: 32, particles: Count);
        float[] parameters = world.LivelyFlow(), truth = world.AllLatents(2);
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => world.Project(p, world.Voxels, world.Flow(parameters, truth.AsSpan(2 * p, 2))))];
        double[] errors = [900, -900, 300, -500, 40, 700]; // up to a radian of phase at the highest frequency
        Particle[] rows = [.. Enumerable.Range(0, Count).Select(p => world.Table[p] with { DefocusUAngstrom = world.Table[p].DefocusUAngstrom + errors[p], DefocusVAngstrom = world.Table[p].DefocusVAngstrom + errors[p] })];
        var terms = new TermsOf(new MemorySource(new ParticleTable("off", world.Table.Stacks, world.Table.Optics, rows), images), Count);
        ImageShard shard = terms.Shard();
        long stamp = shard.Stamp;
        var newton = new GaussNewton(2, Count, OwnParameters.Latents | OwnParameters.Shift | OwnParameters.Contrast | OwnParameters.Defocus);
        truth.CopyTo(newton.State.Latents, 0);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot([.. world.Voxels], parameters));
        Should.Throw<InvariantException>(() => newton.Run(evaluator, shard, new OwnPriors(Latent, 0, 3, 1, 1000), 1)).Message.ShouldContain("defocus");
        newton.Run(evaluator, shard, new OwnPriors(Latent, 0, 3, 1, 1e5), 12, terms);
        shard.Stamp.ShouldNotBe(stamp); // a device copies the terms again
        for (int i = 0; i < Count; i++)
        {
            newton.State.Offset(i)[OwnState.Defocus].ShouldBe(-errors[i], 40, $"image {i}");
            shard.Contrast[i].ShouldBe(1, 0.05f);
        }
        // The shard is left at the changes that were found.
        float[] left = [.. shard.Weight];
        for (int i = 0; i < Count; i++)
        {
            terms.Set(shard, i, newton.State.Offset(i)[OwnState.Defocus]);
        }
        shard.Weight.ShouldBe(left);
    }

    [Fact]
    public void The_posterior_of_the_defocus_is_as_wide_as_its_errors_are()
    {
        const int Count = 200;
        const double Spread = 400;
        var world = new SmallWorld(box: 32, particles: Count);
        double[] errors = [.. Enumerable.Range(0, Count).Select(p => Spread * CounterRandom.Normal(9, 3, 0, 0, (ulong)p))];
        float[] voxels = [.. world.Voxels.Select(v => 3 * v)];
        float[][] images = [.. Enumerable.Range(0, Count).Select(p =>
        {
            float[] image = world.Project(p, voxels, []);
            SmallWorld.AddNoise(image, (ulong)p);
            return image;
        })];
        Particle[] rows = [.. Enumerable.Range(0, Count).Select(p => world.Table[p] with { DefocusUAngstrom = world.Table[p].DefocusUAngstrom - errors[p], DefocusVAngstrom = world.Table[p].DefocusVAngstrom - errors[p] })];
        var terms = new TermsOf(new MemorySource(new ParticleTable("off", world.Table.Stacks, world.Table.Optics, rows), images), Count);
        var newton = new GaussNewton(2, Count, OwnParameters.Shift | OwnParameters.Defocus);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(voxels));
        var sum = default(OffsetMoments);
        foreach (double prior in (double[])[Spread, 1500]) // the spread follows from either, the errors from the right one
        {
            newton.State.Offsets.AsSpan().Clear();
            newton.Run(evaluator, terms.Shard(), new OwnPriors(Latent, 0, 1, 0, prior), 8, terms);
            double[] offset = new double[OwnState.OffsetLength];
            sum = default;
            for (int i = 0; i < Count; i++)
            {
                newton.Mode(i, offset);
                sum += OffsetMoments.Of(offset.AsSpan(OwnState.Defocus, 1), newton.Block(i, OwnParameters.Defocus, 1, new double[1]), prior);
            }
            sum.Deviation().ShouldBe(Spread, 0.15 * Spread, $"under a prior of {prior} Å");
            if (prior == Spread)
            {
                int column = newton.Columns.Find(OwnParameters.Defocus);
                double[] standardised = [.. Enumerable.Range(0, Count).Select(i => (newton.State.Offset(i)[OwnState.Defocus] - errors[i]) / newton.Deviation(i, column))];
                newton.Deviation(0, column).ShouldBeLessThan(0.9 * Spread, "the images say something");
                Math.Sqrt(standardised.Average(e => e * e)).ShouldBe(1, 0.15);
            }
        }
    }

    // Sets the terms of all images of a source.
    private sealed class TermsOf : IDefocusTerms
    {
        private readonly MemorySource _source;
        private readonly Flex3D.Stages.Imaging.ImageBatch _images;

        public TermsOf(MemorySource source, int count) => (_source, _images) = (source, source.Transformed([.. Enumerable.Range(0, count)]));

        public double RadianAngstrom => _source.RadianAngstrom;

        public ImageShard Shard() => _source.Shard();

        public void Set(ImageShard shard, int image, double changeAngstrom)
        {
            shard.DefocusSlope ??= new float[shard.Weight.Length];
            _source.SetDefocus(_images, image, shard, changeAngstrom);
        }
    }

    [Fact]
    public void The_posterior_is_as_wide_as_the_errors_are()
    {
        const int Count = 300;
        var world = new SmallWorld(box: 20, particles: Count);
        float[] parameters = world.LivelyFlow();
        float[] truth = [.. Enumerable.Range(0, 2 * Count).Select(i => (float)CounterRandom.Normal(7, 3, 0, 0, (ulong)i))];
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Count).Select(p =>
        {
            float[] image = world.Project(p, world.Voxels, world.Flow(parameters, truth.AsSpan(2 * p, 2)));
            for (int i = 0; i < image.Length; i++)
            {
                image[i] *= 4;
            }
            SmallWorld.AddNoise(image, (ulong)p);
            return image;
        })]);
        var newton = new GaussNewton(2, Count, OwnParameters.Latents);
        truth.CopyTo(newton.State.Latents, 0);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot([.. world.Voxels.Select(v => 4 * v)], parameters));
        newton.Run(evaluator, shard, new OwnPriors(Latent), 6);
        double[] errors = [.. Enumerable.Range(0, 2 * Count).Select(i => (newton.State.Latents[i] - truth[i]) / newton.Deviation(i / 2, i % 2))];
        newton.Deviation(0, 0).ShouldBeLessThan(0.9, "the images say something");
        Math.Sqrt(errors.Average(e => e * e)).ShouldBe(1, 0.12);
        errors.Count(e => Math.Abs(e) < 1).ShouldBeInRange((int)(0.63 * errors.Length), (int)(0.74 * errors.Length));
    }

    [Fact]
    public void A_predictive_loss_is_the_integral_over_the_latent()
    {
        const int Count = 16;
        var world = new SmallWorld(box: 20, particles: Count, latentDimension: 1);
        float[] parameters = world.LivelyFlow(), voxels = [.. world.Voxels.Select(v => 6 * v)];
        float[][] images = [.. Enumerable.Range(0, Count).Select(p =>
        {
            float[] image = [.. world.Project(p, voxels, world.Flow(parameters, [0.4f]))];
            SmallWorld.AddNoise(image, (ulong)p);
            return image;
        })];
        ImageShard seen = Part(world.Shard(images), 0), unseen = Part(world.Shard(images), 1);
        var model = new ModelSnapshot(voxels, parameters);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        double[] least = [.. Enumerable.Repeat(double.MaxValue, Count)];
        float[] grid = [.. Enumerable.Range(0, 321).Select(g => -4 + g / 40f)];
        (double Seen, double Unseen)[,] losses = new (double, double)[grid.Length, Count];
        evaluator.SetModel(model);
        for (int g = 0; g < grid.Length; g++)
        {
            float[] at = [.. Enumerable.Repeat(grid[g], Count)];
            var energies = new CandidateEnergy[Count];
            evaluator.Evaluate(seen, at, 1, energies);
            for (int i = 0; i < Count; i++)
            {
                losses[g, i].Seen = energies[i].Data(seen.Constant[i], 1) + 0.5 * grid[g] * grid[g];
            }
            evaluator.Evaluate(unseen, at, 1, energies);
            for (int i = 0; i < Count; i++)
            {
                losses[g, i].Unseen = energies[i].Data(unseen.Constant[i], 1);
                least[i] = Math.Min(least[i], losses[g, i].Seen);
            }
        }
        double[] found = new double[Count], onSeen = new double[Count], errors = new double[Count];
        var measure = new PredictiveLoss(1, Count, OwnParameters.Latents);
        measure.Measure(evaluator, seen, [unseen], model, new OwnPriors(Latent), [.. Enumerable.Repeat(0.4f, Count)], 8, onSeen, found);
        for (int i = 0; i < Count; i++)
        {
            double reference = losses[grid.Length / 2, i].Unseen, weight = 0, sum = 0;
            for (int g = 0; g < grid.Length; g++)
            {
                double p = Math.Exp(least[i] - losses[g, i].Seen);
                weight += p;
                sum += p * Math.Exp(reference - losses[g, i].Unseen);
            }
            errors[i] = found[i] - (reference - Math.Log(sum / weight));
        }
        errors.Max(Math.Abs).ShouldBeLessThan(1); // the network's kinks make a posterior that is not quite normal
        errors.Average(Math.Abs).ShouldBeLessThan(0.25);
        Math.Abs(errors.Average()).ShouldBeLessThan(0.15);
    }

    [Fact]
    public void An_offset_and_its_undoing_cancel_and_turns_add_up()
    {
        var world = new SmallWorld(particles: 1);
        float[] given = [.. world.LivelyShard().Pose.Take(ImageShard.PoseLength)], there = new float[ImageShard.PoseLength], back = new float[ImageShard.PoseLength];
        OwnState.Pose(given, [0.1, -0.2, 0.3, 1.5, -2], there);
        OwnState.Undo(there, [0.1, -0.2, 0.3, 1.5, -2], back);
        for (int i = 0; i < given.Length; i++)
        {
            back[i].ShouldBe(given[i], 1e-5f);
        }
        (double x, double y, double z) = OwnState.Compose([0, 0, 0.2], [0, 0, 0.3]);
        (x, y).ShouldBe((0, 0));
        z.ShouldBe(0.5, 1e-12);
        OwnState.Pose(given, [.. Vector(OwnState.Compose([0.1, 0, 0], [0, 0.2, 0])), 0, 0], there);
        float[] first = new float[ImageShard.PoseLength], then = new float[ImageShard.PoseLength];
        OwnState.Pose(given, [0.1, 0, 0, 0, 0], first);
        OwnState.Pose(first, [0, 0.2, 0, 0, 0], then);
        for (int i = 0; i < given.Length; i++)
        {
            there[i].ShouldBe(then[i], 1e-5f);
        }

        static double[] Vector((double X, double Y, double Z) v) => [v.X, v.Y, v.Z];
    }

    // As if the noise were weaker and the images of another contrast.
    private static void Strengthen(ImageShard shard, float signal, double contrast)
    {
        for (int i = 0; i < shard.Count * shard.SpectrumLength; i++)
        {
            (shard.TargetReal[i], shard.TargetImaginary[i]) = ((float)(contrast * signal * shard.TargetReal[i]), (float)(contrast * signal * shard.TargetImaginary[i]));
            shard.Weight[i] *= signal;
        }
        for (int i = 0; i < shard.Count; i++)
        {
            shard.Constant[i] *= contrast * contrast * signal;
        }
    }

    private static ImageShard Part(ImageShard shard, int part)
    {
        int columns = shard.Box / 2 + 1;
        for (int i = 0; i < shard.Count * shard.SpectrumLength; i++)
        {
            int y = i % shard.SpectrumLength / columns, x = i % columns, row = x == 0 ? Math.Min(y, shard.Box - y) : y;
            if ((row + x) % 2 != part)
            {
                (shard.TargetReal[i], shard.TargetImaginary[i], shard.Weight[i]) = (0, 0, 0);
            }
        }
        return shard;
    }
}
