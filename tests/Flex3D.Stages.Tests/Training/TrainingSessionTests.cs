using System.Reflection;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>Whole small trainings, driven by one thread.</summary>
public sealed class TrainingSessionTests : IDisposable
{
    private const int Count = 90;
    private readonly TemporaryFolder _folder = new();
    private readonly List<ParticleLatents> _particles = [];
    private int _swaps;

    public void Dispose()
    {
        _particles.ForEach(particles => particles.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void The_order_in_which_shards_are_reduced_changes_no_bit()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = Images(world);
        TrainingState forward = Train(world, images, reverse: false), backward = Train(world, images, reverse: true);
        ShouldBeEqual(backward, forward, Enumerable.Range(0, Count));
        backward.History.ShouldBe(forward.History);
    }

    [Fact]
    public void What_is_held_out_never_reaches_the_model_or_another_particle()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = Images(world);
        TrainingState clean = Train(world, images, reverse: false);
        int[] held = EpochPlan.HeldOut(Count, Options());
        foreach (int p in held)
        {
            images[p] = Array.ConvertAll(images[p], v => -3 * v);
        }
        clean.ScaleSpread.ShouldBeGreaterThan(0);
        TrainingState changed = Train(world, images, reverse: false);
        ShouldBeEqual(changed, clean, Enumerable.Range(0, Count).Except(held));
        changed.ScaleSpread.ShouldBe(clean.ScaleSpread);
        changed.History[^1].HeldOutFlexed.ShouldNotBe(clean.History[^1].HeldOutFlexed);
    }

    [Fact]
    public void A_training_interrupted_after_every_step_ends_with_the_same_bits()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = Images(world);
        TrainingState whole = Train(world, images, reverse: false), pieces = Train(world, images, reverse: false, interrupted: true);
        ShouldBeEqual(pieces, whole, Enumerable.Range(0, Count));
        pieces.History.ShouldBe(whole.History);
    }

    [Fact]
    public void Latents_in_a_file_change_no_bit()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = Images(world);
        TrainingState memory = Train(world, images, reverse: false), file = Train(world, images, reverse: true, mostInMemory: 0);
        ShouldBeEqual(file, memory, Enumerable.Range(0, Count));
        file.History.ShouldBe(memory.History);
    }

    [Fact]
    public void Training_lowers_the_loss_and_learns_a_motion_that_predicts()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        TrainingState state = Train(world, Images(world, noise: 0.3), reverse: false, Options() with { Epochs = 10, WarmUpEpochs = 8, StepsPerBatch = 5 });
        state.History[^1].Loss.ShouldBeLessThan(state.History[0].Loss);
        state.History[^1].HeldOutFlexed.ShouldBeLessThan(state.History[^1].HeldOutRigid);
        state.History[^1].PredictiveGain.ShouldBeGreaterThan(3 * state.History[^1].PredictiveGainError);
        state.History.ShouldAllBe(record => record.Epoch == 0 || record.Rigidity > 0);
    }

    private static TrainingOptions Options() => new()
    {
        Seed = 4,
        Epochs = 3,
        WarmUpEpochs = 1,
        BatchSize = 40,
        StepsPerBatch = 2,
        ShardSize = 8,
        RigidityStrength = 0.05,
        HeldOut = 15,
    };

    private static float[][] Images(SmallWorld world, double noise = 1)
    {
        float[] bend = world.LinearFlow((x, y, z) => (0, 0, 14 * Math.Max(0, x) / 20));
        return [.. Enumerable.Range(0, Count).Select(p =>
        {
            float[] image = world.Project(p, world.Voxels, world.Flow(bend, [(float)(2 * CounterRandom.Uniform(4, 112, 0, (ulong)p, 0) - 1)]));
            image = Array.ConvertAll(image, v => v * (p % 2 == 0 ? 0.6f : 1.4f)); // contrasts differ, so that their spread is estimated
            SmallWorld.AddNoise(image, (ulong)p, noise);
            return image;
        })];
    }

    private TrainingState Train(SmallWorld world, float[][] images, bool reverse, TrainingOptions? options = null, bool interrupted = false, int mostInMemory = ParticleLatents.MostInMemory)
    {
        options ??= Options();
        TrainingState state = NewState(world, mostInMemory);
        world.Network.Initialise(4).CopyTo(state.Flow, 0);
        const double Unit = 0.3;
        new CanonicalMap(world.Binding, Unit).ToParameters(world.Density).CopyTo(state.Map, 0);
        state.Map.CopyTo(state.RigidMap, 0);
        using var engine = new SimdEngine();
        var session = new TrainingSession(world.Problem, options, state, new MemorySource(world.Table, images), Unit);
        TrainingBuffer[] buffers = [.. Enumerable.Range(0, Count / options.ShardSize + 1).Select(_ => session.CreateBuffer())];
        using TrainingWorker worker = session.CreateWorker(engine);
        while (state.Epoch < EpochSchedule.Count(options))
        {
            session.BeginEpoch();
            while (state.Step < session.Steps.Count)
            {
                int step = state.Step, shards = session.Steps[step].ShardCount(options.ShardSize);
                int[] order = [.. Enumerable.Range(0, shards).Select(s => reverse ? shards - 1 - s : s)];
                foreach (int shard in order)
                {
                    session.Read(step, shard, buffers[shard]);
                    session.Prepare(step, shard, buffers[shard]);
                    session.Infer(step, buffers[shard], worker);
                    session.Accumulate(step, buffers[shard], worker);
                }
                foreach (int shard in order)
                {
                    session.Reduce(step, shard, buffers[shard]);
                }
                session.Commit(step);
                if (interrupted)
                {
                    state = Copy(world, state);
                    session = new TrainingSession(world.Problem, options, state, new MemorySource(world.Table, images), Unit);
                    session.BeginEpoch();
                }
            }
            session.EndEpoch();
        }
        return state;
    }

    private TrainingState NewState(SmallWorld world, int mostInMemory)
    {
        var particles = new ParticleLatents(Count, 1, _folder[$"swap{_swaps++}"], mostInMemory);
        _particles.Add(particles);
        return new TrainingState(particles, world.Network.ParameterCount, world.Box * world.Box * world.Box, OptimizerKind.Adam);
    }

    // What a checkpoint would keep: every property of the state, and nothing of the session.
    private TrainingState Copy(SmallWorld world, TrainingState from)
    {
        TrainingState to = NewState(world, ParticleLatents.MostInMemory);
        CopyProperties(from, to);
        using var rows = new MemoryStream();
        from.Particles.Save(rows);
        rows.Position = 0;
        to.Particles.Load(rows);
        to.History.AddRange(from.History);
        return to;
    }

    private static void CopyProperties(object from, object to)
    {
        foreach (PropertyInfo property in from.GetType().GetProperties())
        {
            object? value = property.GetValue(from);
            if (value is float[] array)
            {
                array.CopyTo((float[])property.GetValue(to)!, 0);
            }
            else if (value is IOptimizer)
            {
                CopyProperties(value, property.GetValue(to)!);
            }
            else if (property.CanWrite)
            {
                property.SetValue(to, value);
            }
        }
    }

    private static void ShouldBeEqual(TrainingState found, TrainingState expected, IEnumerable<int> particles)
    {
        found.Flow.ShouldBe(expected.Flow);
        found.Map.ShouldBe(expected.Map);
        found.RigidMap.ShouldBe(expected.RigidMap);
        found.FlowOptimizer.Second.ShouldBe(expected.FlowOptimizer.Second);
        foreach (int p in particles)
        {
            Row(found, p).ShouldBe(Row(expected, p));
        }

        static (float Latent, float Scale) Row(TrainingState state, int particle)
        {
            float[] latent = new float[1], scale = new float[1];
            state.Particles.Read(particle, latent, scale);
            return (latent[0], scale[0]);
        }
    }
}
