using System.Reflection;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>Whole small trainings, driven by one thread.</summary>
public sealed class TrainingSessionTests : IDisposable
{
    private const int Count = 90;
    private readonly TemporaryFolder _folder = new();
    private readonly List<ParticleState> _particles = [];
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
        float[][] images = SmallTraining.BendingImages(world);
        TrainingState forward = Train(world, images, reverse: false), backward = Train(world, images, reverse: true);
        ShouldBeEqual(backward, forward, Enumerable.Range(0, Count));
        backward.History.ShouldBe(forward.History);
    }

    [Fact]
    public void What_is_held_out_never_reaches_the_model_or_another_particle()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = SmallTraining.BendingImages(world);
        TrainingState clean = Train(world, images, reverse: false);
        int[] held = EpochPlan.HeldOut(Count, SmallTraining.Options);
        foreach (int p in held)
        {
            images[p] = Array.ConvertAll(images[p], v => -3 * v);
        }
        clean.ContrastSpread.ShouldBeGreaterThan(0);
        clean.History.ShouldContain(record => record.AnchorParticles > 0);
        clean.History[^1].RigidityStrength.ShouldNotBe(clean.History[0].RigidityStrength);
        TrainingState changed = Train(world, images, reverse: false);
        ShouldBeEqual(changed, clean, Enumerable.Range(0, Count).Except(held));
        changed.ContrastSpread.ShouldBe(clean.ContrastSpread);
        changed.History[^1].HeldOutFlexed.ShouldNotBe(clean.History[^1].HeldOutFlexed);
    }

    [Fact]
    public void A_training_interrupted_after_every_step_ends_with_the_same_bits()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = SmallTraining.BendingImages(world);
        TrainingState whole = Train(world, images, reverse: false), pieces = Train(world, images, reverse: false, interrupted: true);
        ShouldBeEqual(pieces, whole, Enumerable.Range(0, Count));
        pieces.History.ShouldBe(whole.History);
        pieces.HeldOut.ShouldBe(whole.HeldOut);
    }

    [Fact]
    public void Work_and_results_that_were_written_and_read_back_give_the_same_bits()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = SmallTraining.BendingImages(world);
        TrainingState here = Train(world, images, reverse: false), there = Train(world, images, reverse: true, travels: true);
        ShouldBeEqual(there, here, Enumerable.Range(0, Count));
        there.History.ShouldBe(here.History);
    }

    [Fact]
    public void Gradients_that_were_added_up_for_several_shards_give_the_same_bits()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = SmallTraining.BendingImages(world);
        TrainingOptions options = SmallTraining.Options with { ShardSize = 4 };
        TrainingState alone = Train(world, images, reverse: false, options), together = Train(world, images, reverse: true, options, travels: true, together: true);
        ShouldBeEqual(together, alone, Enumerable.Range(0, Count));
        together.Occupancy.ShouldBe(alone.Occupancy);
        together.History.ShouldBe(alone.History);
    }

    [Fact]
    public void Work_and_results_of_another_version_of_the_model_are_refused()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        TrainingState state = SmallTraining.Begin(world, NewParticles());
        using var engine = new SimdEngine();
        TrainingSession session = SmallTraining.Session(world, SmallTraining.BendingImages(world), SmallTraining.Options, state);
        using TrainingWorker worker = session.CreateWorker(engine);
        TrainingBuffer buffer = session.CreateBuffer();
        session.BeginEpoch();
        session.Read(1, 0, buffer); // ahead of the step that is open
        session.Transform(buffer);
        Should.Throw<InvariantException>(() => session.Infer(buffer, worker)).Message.ShouldBe("shard 0 belongs to step 1 of phase 0, and the model is at step 0 of phase 0");
        Should.Throw<InvariantException>(() => session.Accumulate(buffer, worker));
        Should.Throw<InvariantException>(() => session.Reduce(buffer.Result()));
        session.Read(0, 0, buffer);
        session.Transform(buffer);
        session.Infer(buffer, worker);
    }

    [Fact]
    public void Latents_in_a_file_change_no_bit()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[][] images = SmallTraining.BendingImages(world);
        TrainingState memory = Train(world, images, reverse: false), file = Train(world, images, reverse: true, mostInMemory: 0);
        ShouldBeEqual(file, memory, Enumerable.Range(0, Count));
        file.History.ShouldBe(memory.History);
    }

    [Fact]
    public void Training_lowers_the_loss_and_learns_a_motion_that_predicts()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        TrainingState state = Train(world, SmallTraining.BendingImages(world, noise: 0.3), reverse: false, SmallTraining.Options with { Epochs = 10, WarmUpEpochs = 8, StepsPerBatch = 5 });
        state.History[^1].Loss.ShouldBeLessThan(state.History[0].Loss);
        state.History[^1].HeldOutFlexed.ShouldBeLessThan(state.History[^1].HeldOutRigid);
        state.History[^1].PredictiveGain.ShouldBeGreaterThan(3 * state.History[^1].PredictiveGainError);
        state.History.ShouldAllBe(record => record.Epoch == 0 || record.Rigidity > 0);
    }

    [Fact]
    public void The_losses_that_are_kept_of_held_out_images_have_the_gain_of_the_record_and_its_error()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        TrainingState state = Train(world, SmallTraining.BendingImages(world), reverse: true);
        state.HeldOut.Select(image => image.Row).ShouldBe(EpochPlan.HeldOut(Count, SmallTraining.Options));
        double[] gains = [.. state.HeldOut.Select(image => image.RigidLoss - image.Loss)];
        double mean = gains.Average(), variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1);
        mean.ShouldBe(state.History[^1].PredictiveGain, 1e-9);
        Math.Sqrt(variance / gains.Length).ShouldBe(state.History[^1].PredictiveGainError, 1e-9);
        state.HeldOut.Average(image => image.Loss).ShouldBe(state.History[^1].HeldOutFlexed, 0.03 * state.History[^1].HeldOutFlexed); // with latents of the same components
        state.HeldOut.Average(image => image.RigidLoss).ShouldBe(state.History[^1].HeldOutRigid, 0.03 * state.History[^1].HeldOutRigid);
    }

    [Fact]
    public void Composition_predicts_a_part_that_half_of_the_particles_lack_and_nothing_where_all_have_it()
    {
        var world = new SmallWorld(particles: Count, latentDimension: 1);
        float[] without = [.. world.Voxels.Select((density, v) => world.Binding.Voxels[v] % world.Box > world.Box / 2 + 1 ? 0 : density)];
        EpochRecord lacking = Last(p => p % 2 == 0 ? world.Voxels : without), whole = Last(_ => world.Voxels);
        lacking.CompositionGain.ShouldBeGreaterThan(3 * lacking.CompositionGainError);
        whole.CompositionGain.ShouldBeLessThan(2 * whole.CompositionGainError);

        EpochRecord Last(Func<int, float[]> voxels)
        {
            float[][] images = [.. Enumerable.Range(0, Count).Select(p =>
            {
                float[] image = world.Project(p, voxels(p), []);
                SmallWorld.AddNoise(image, (ulong)p, 0.3);
                return image;
            })];
            return Train(world, images, reverse: false, SmallTraining.Options with { Epochs = 20, WarmUpEpochs = 2, BatchSize = 15, HeldOut = 30 }).History[^1];
        }
    }

    private TrainingState Train(SmallWorld world, float[][] images, bool reverse, TrainingOptions? options = null, bool interrupted = false, int mostInMemory = ParticleState.MostInMemory, bool travels = false, bool together = false)
    {
        options ??= SmallTraining.Options;
        TrainingState state = SmallTraining.Begin(world, NewParticles(mostInMemory));
        using var engine = new SimdEngine();
        TrainingSession session = SmallTraining.Session(world, images, options, state);
        TrainingBuffer[] buffers = SmallTraining.Buffers(session);
        using TrainingWorker worker = session.CreateWorker(engine);
        while (state.Epoch < EpochSchedule.Count(options))
        {
            session.BeginEpoch();
            while (state.Step < session.Steps.Count)
            {
                SmallTraining.Step(session, buffers, [worker], reverse, travels, together);
                if (interrupted)
                {
                    // As after a kill: a session of the state at the start, to which the checkpoint is restored.
                    state = Copy(world, state, start => session = SmallTraining.Session(world, images, options, start));
                    session.BeginEpoch();
                }
            }
            session.EndEpoch();
        }
        return state;
    }

    private ParticleState NewParticles(int mostInMemory = ParticleState.MostInMemory)
    {
        var particles = new ParticleState(Count, ParticleColumns.OfRun(1), _folder[$"swap{_swaps++}"], mostInMemory);
        _particles.Add(particles);
        return particles;
    }

    // What a checkpoint would keep: every property of the state, and nothing of the session.
    private TrainingState Copy(SmallWorld world, TrainingState from, Action<TrainingState> begin)
    {
        TrainingState to = SmallTraining.Begin(world, NewParticles());
        begin(to);
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

        static (float Latent, float Contrast) Row(TrainingState state, int particle)
        {
            var row = new ParticleBlock(state.Particles.Layout, 1);
            state.Particles.Read(particle, 1, row);
            return (row.Column(ParticleColumns.Latents)[0], row.Column(ParticleColumns.Contrast)[0]);
        }
    }
}
