using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Reconstruction;

/// <summary>Whole small reconstructions, driven by one thread.</summary>
public sealed class ReconstructionSessionTests
{
    private const int Count = 200;
    private readonly SmallWorld _world = new(box: 16, particles: Count, latentDimension: 1);

    [Fact]
    public void Noiseless_static_images_give_the_map_back_in_both_halves()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState state = Run(images, flow: null, new float[Count], heldOut: 10, most: 12);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            (double correlation, double scale) = Against(state.Best[map], _world.Voxels);
            TestContext.Current.TestOutputHelper?.WriteLine($"map {map}: correlation {correlation:f4}, scale {scale:f3}, iterations {state.Curves[map].Count}");
            correlation.ShouldBeGreaterThan(0.98);
            scale.ShouldBe(1, 0.05);
        }
    }

    [Fact]
    public void With_the_flow_moving_images_give_the_map_at_rest_and_without_it_a_worse_one()
    {
        float[] bend = _world.LinearFlow((x, y, z) => (0, 0, 14 * Math.Max(0, x) / 20));
        float[] latents = [.. Enumerable.Range(0, Count).Select(p => (float)(3 * CounterRandom.Uniform(4, 114, 0, (ulong)p, 0) - 1.5))];
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, _world.Flow(bend, [latents[p]])))];
        ReconstructionState state = Run(images, bend, latents, heldOut: 10, most: 10);
        for (int half = 0; half < 2; half++)
        {
            (double flexed, _) = Against(state.Best[half], _world.Voxels);
            (double rigid, _) = Against(state.Best[2 + half], _world.Voxels);
            TestContext.Current.TestOutputHelper?.WriteLine($"half {half + 1}: flexed {flexed:f4}, rigid {rigid:f4}");
            flexed.ShouldBeGreaterThan(0.98);
            rigid.ShouldBeLessThan(flexed - 0.02);
        }
    }

    [Fact]
    public void A_half_never_sees_an_image_of_the_other()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState clean = Run(images, null, new float[Count], heldOut: 10, most: 3);
        for (int p = 1; p < Count; p += 2)
        {
            images[p] = Array.ConvertAll(images[p], v => -2 * v); // odd rows are of half 2
        }
        ReconstructionState changed = Run(images, null, new float[Count], heldOut: 10, most: 3);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            changed.Best[map].AsSpan().SequenceEqual(clean.Best[map]).ShouldBe(map % 2 == 0, $"map {map}");
            (changed.Curves[map][^1] == clean.Curves[map][^1]).ShouldBe(map % 2 == 0);
        }
    }

    [Fact]
    public void Held_out_images_enter_no_map()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState clean = Run(images, null, new float[Count], heldOut: 10, most: 2);
        ReconstructionPlan plan = ReconstructionPlan.Create(_world.Table, 10, 16, 3);
        foreach (int p in plan.Shards.Where(shard => shard.HeldOut).SelectMany(shard => plan.Rows(shard, new int[16]).ToArray()))
        {
            SmallWorld.AddNoise(images[p], (ulong)p);
        }
        ReconstructionState changed = Run(images, null, new float[Count], heldOut: 10, most: 2);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            changed.Minimisers[map].Iterate.SequenceEqual(clean.Minimisers[map].Iterate).ShouldBeTrue();
            changed.Curves[map][^1].HeldOutEnergy.ShouldNotBe(clean.Curves[map][^1].HeldOutEnergy);
        }
    }

    [Fact]
    public void The_order_of_shards_changes_no_bit()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState forward = Run(images, null, new float[Count], heldOut: 10, most: 3), backward = Run(images, null, new float[Count], heldOut: 10, most: 3, reverse: true);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            backward.Best[map].ShouldBe(forward.Best[map]);
            backward.Curves[map].ShouldBe(forward.Curves[map]);
        }
    }

    [Fact]
    public void A_reconstruction_interrupted_after_every_pass_ends_with_the_same_bits()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState whole = Run(images, null, new float[Count], heldOut: 10, most: 4), pieces = Run(images, null, new float[Count], heldOut: 10, most: 4, interrupted: true);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            pieces.Best[map].ShouldBe(whole.Best[map]);
            pieces.Curves[map].ShouldBe(whole.Curves[map]);
        }
        pieces.Passes.ShouldBe(whole.Passes);
    }

    [Fact]
    public void Results_that_were_written_and_read_back_give_the_same_bits()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState here = Run(images, null, new float[Count], heldOut: 10, most: 2), there = Run(images, null, new float[Count], heldOut: 10, most: 2, reverse: true, travels: true);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            there.Best[map].ShouldBe(here.Best[map]);
            there.Curves[map].ShouldBe(here.Curves[map]);
        }
    }

    [Fact]
    public void A_pass_interrupted_after_every_shard_ends_with_the_same_bits_whatever_order_its_shards_have()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState whole = Run(images, null, new float[Count], heldOut: 10, most: 2), pieces = Run(images, null, new float[Count], heldOut: 10, most: 2, reverse: true, insidePasses: true);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            pieces.Best[map].ShouldBe(whole.Best[map]);
            pieces.Curves[map].ShouldBe(whole.Curves[map]);
        }
        pieces.Exponents.ShouldBe(whole.Exponents);
    }

    [Fact]
    public void An_image_of_weight_0_changes_no_map()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        var particles = new ParticleBlock(ParticleColumns.OfRun(1), Count);
        for (int p = 0; p < Count; p += 7)
        {
            particles.Write(ParticleColumns.Weight, ColumnWriters.Training)[p] = 0;
        }
        ReconstructionState clean = Run(images, null, [], heldOut: 10, most: 3, particles: particles);
        for (int p = 0; p < Count; p += 7)
        {
            images[p] = Array.ConvertAll(images[p], v => 5 - 2 * v);
        }
        ReconstructionState changed = Run(images, null, [], heldOut: 10, most: 3, particles: particles), counted = Run(images, null, new float[Count], heldOut: 10, most: 3);
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            Difference(changed.Best[map], clean.Best[map]).ShouldBeLessThan(1e-5f); // constants of the losses round the lines that are searched
            Difference(counted.Best[map], clean.Best[map]).ShouldBeGreaterThan(0.1f);
        }
    }

    // The largest difference of a voxel, over the largest voxel.
    private static float Difference(float[] map, float[] from) => map.Zip(from, (a, b) => Math.Abs(a - b)).Max() / from.Max(Math.Abs);

    [Fact]
    public void Without_held_out_particles_the_training_energy_decides()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => _world.Project(p, _world.Voxels, []))];
        ReconstructionState state = Run(images, null, new float[Count], heldOut: 0, most: 6);
        state.Curves.Min(curve => curve[^1].Iteration).ShouldBeGreaterThanOrEqualTo(5);
        Against(state.Best[0], _world.Voxels).Correlation.ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void A_minimiser_that_cannot_descend_ends_its_map_and_nothing_else()
    {
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => p % 2 == 0 ? _world.Project(p, _world.Voxels, []) : new float[256])];
        ReconstructionState state = Run(images, null, new float[Count], heldOut: 10, most: 6); // half 2 holds nothing: its gradient is 0
        state.Best[1].ShouldAllBe(v => v == 0);
        Against(state.Best[0], _world.Voxels).Correlation.ShouldBeGreaterThan(0.95);
    }

    private ReconstructionState Run(float[][] images, float[]? flow, float[] latents, int heldOut, int most, bool reverse = false, bool interrupted = false, bool insidePasses = false, bool travels = false, ParticleBlock? particles = null)
    {
        ReconstructionPlan plan = ReconstructionPlan.Create(_world.Table, heldOut, 16, seed: 3);
        var state = new ReconstructionState(_world.Voxels.Length, _world.Voxels.Length, new EarlyStopping { Most = most });
        ReconstructionSession session = Session(state);
        TrainingBuffer buffer = session.CreateBuffer();
        using var engine = new SimdEngine();
        using ReconstructionWorker worker = session.CreateWorker(engine);
        for (bool done = false; !done;)
        {
            state.Passes.ShouldBeLessThan(200);
            session.BeginPass();
            for (int i = 0; i < session.Shards.Count; i++)
            {
                int shard = reverse ? session.Shards.Count - 1 - i : i;
                session.Read(shard, buffer);
                session.Transform(buffer);
                session.SetTerms(buffer);
                session.Accumulate(buffer, worker);
                session.Reduce(travels ? SmallTraining.Travelled(buffer.Result()) : buffer.Result());
                if (insidePasses)
                {
                    PassSums sums = session.Sums;
                    session = Session(state = Copy(state, most));
                    session.BeginPass();
                    CopyTo(sums, session.Sums);
                }
            }
            session.Sums.Shards.ShouldBe(session.Shards.Count);
            done = session.Commit();
            if (interrupted)
            {
                session = Session(state = Copy(state, most));
            }
        }
        return state;

        ReconstructionSession Session(ReconstructionState of) => new([new(_world.Problem, flow), new(_world.Problem, flow)], _world.Problem, new MemorySource(_world.Table, images), plan, particles ?? ParticleBlock.OfLatents(latents, 1), of);
    }

    // What a checkpoint inside a pass keeps beside the state.
    private static void CopyTo(PassSums from, PassSums to)
    {
        to.Restore(from.Shards, from.RawEnergies());
        for (int m = 0; m < ReconstructionSession.Maps; m++)
        {
            to.RestoreGradient(m, from.RawGradient(m).Span);
        }
    }

    // What a checkpoint keeps.
    private static ReconstructionState Copy(ReconstructionState from, int most)
    {
        int voxels = from.Best[0].Length;
        var to = new ReconstructionState(voxels, voxels, new EarlyStopping { Most = most }) { Passes = from.Passes, ScoresHeldOut = from.ScoresHeldOut };
        from.Stopped.CopyTo(to.Stopped, 0);
        from.Exponents.CopyTo(to.Exponents, 0);
        for (int m = 0; m < ReconstructionSession.Maps; m++)
        {
            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            from.Minimisers[m].Write(writer);
            bytes.Position = 0;
            using var reader = new BinaryReader(bytes);
            to.Minimisers[m] = LBfgs.Read(reader, voxels, "memory");
            from.Best[m].CopyTo(to.Best[m], 0);
            to.Curves[m].AddRange(from.Curves[m]);
        }
        return to;
    }

    private (double Correlation, double Scale) Against(float[] iterate, float[] truth)
    {
        // A constant inside the mask is hardly seen (the images' mean does not count): compare about the mean.
        double[] found = [.. iterate.Zip(_world.Binding.Mask, (v, m) => (double)v * m)];
        double meanFound = found.Average(), meanTruth = truth.Average(), cross = 0, own = 0, other = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double a = found[i] - meanFound, b = truth[i] - meanTruth;
            (cross, own, other) = (cross + a * b, own + a * a, other + b * b);
        }
        return (cross / Math.Sqrt(own * other), cross / other);
    }
}
