using Flex3D.Stages.Canonical;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;

namespace Flex3D.Tests.Worlds;

/// <summary>A training on images of a small world whose molecule bends, driven without the graph that drives it in a run.</summary>
internal static class SmallTraining
{
    private const double MapUnit = 0.3;

    /// <summary>A few epochs, in which latents are laid out twice and the map is made anew.</summary>
    public static TrainingOptions Options { get; } = new()
    {
        Seed = 4,
        Epochs = 7,
        WarmUpEpochs = 1,
        BatchSize = 40,
        StepsPerBatch = 2,
        ShardSize = 8,
        FlowPriors = Strengths.Rigidity(0.05),
        RigidityShare = 0.01,
        CoarseBox = 12,
        HeldOut = 15,
    };

    /// <summary>An image a particle, of a molecule bent by a random amount, of two contrasts and with noise.</summary>
    public static float[][] BendingImages(SmallWorld world, double noise = 1)
    {
        float[] bend = world.LinearFlow((x, y, z) => (0, 0, 14 * Math.Max(0, x) / 20));
        return [.. Enumerable.Range(0, world.Table.Count).Select(p =>
        {
            float[] image = world.Project(p, world.Voxels, world.Flow(bend, [(float)(2 * CounterRandom.Uniform(4, 112, 0, (ulong)p, 0) - 1)]));
            image = Array.ConvertAll(image, v => v * (p % 2 == 0 ? 0.6f : 1.4f)); // contrasts differ, so that their spread is estimated
            SmallWorld.AddNoise(image, (ulong)p, noise);
            return image;
        })];
    }

    /// <summary>The state before the first epoch, with the world's density as its map.</summary>
    public static TrainingState Begin(SmallWorld world, ParticleState particles)
    {
        var state = new TrainingState(particles, world.Network.ParameterCount, world.Density.Values.Length, CompositionModel.ParameterCount(world.Problem), OptimizerKind.Adam);
        world.Network.Initialise(4).CopyTo(state.Flow, 0);
        new CanonicalMap(world.Binding, MapUnit).ToParameters(world.Density).CopyTo(state.Map, 0);
        state.Map.CopyTo(state.RigidMap, 0);
        CompositionModel.Initialise(4, state.Occupancy.Length).CopyTo(state.Occupancy, 0);
        return state;
    }

    /// <param name="table">The particles as they are given to the training; null where they are as the images were made.</param>
    /// <param name="half">The half-set that is trained on; null for all particles.</param>
    public static TrainingSession Session(SmallWorld world, float[][] images, TrainingOptions options, TrainingState state, ParticleTable? table = null, HalfSet? half = null) =>
        new(world.Problem, options, state, new MemorySource(table ?? world.Table, images), MapUnit, half: half);

    /// <summary>Buffers for the shards of the largest step.</summary>
    public static TrainingBuffer[] Buffers(TrainingSession session) =>
        [.. Enumerable.Range(0, session.State.Particles.Count / session.Options.ShardSize + 1).Select(_ => session.CreateBuffer())];

    /// <summary>Every epoch, by workers that share the shards of each step.</summary>
    public static void Run(TrainingSession session, IEngine engine, int workers = 1)
    {
        TrainingBuffer[] buffers = Buffers(session);
        TrainingWorker[] trainers = [.. Enumerable.Range(0, workers).Select(_ => session.CreateWorker(engine))];
        while (session.State.Epoch < EpochSchedule.Count(session.Options))
        {
            session.BeginEpoch();
            while (session.State.Step < session.Steps.Count)
            {
                Step(session, buffers, trainers);
            }
            session.EndEpoch();
        }
        session.LeaveDevice();
        foreach (TrainingWorker trainer in trainers)
        {
            trainer.Dispose();
        }
    }

    /// <summary>The open step.</summary>
    /// <param name="reverse">Whether the last shard comes first.</param>
    /// <param name="travels">Whether work and results go through bytes, as between machines.</param>
    /// <param name="together">Whether the gradients of some shards are then added up before they travel.</param>
    public static void Step(TrainingSession session, TrainingBuffer[] buffers, TrainingWorker[] workers, bool reverse = false, bool travels = false, bool together = false)
    {
        int step = session.State.Step, shards = session.Steps[step].ShardCount(session.Options.ShardSize);
        session.KeepsGradients &= !travels;
        int[] order = [.. Enumerable.Range(0, shards).Select(s => reverse ? shards - 1 - s : s)];
        Parallel.For(0, workers.Length, new ParallelOptions { MaxDegreeOfParallelism = workers.Length }, worker =>
        {
            for (int i = worker; i < shards; i += workers.Length)
            {
                TrainingBuffer buffer = buffers[order[i]];
                session.Read(step, order[i], buffer);
                buffer.Work = travels ? ShardWork.Read(Bytes(buffer.Work.Write)) : buffer.Work;
                session.Transform(buffer);
                session.Infer(buffer, workers[worker]);
                session.Accumulate(buffer, workers[worker]);
            }
        });
        if (together)
        {
            order = ReduceTogether(session, step, buffers, order);
        }
        foreach (int shard in order)
        {
            session.Reduce(travels ? Travelled(buffers[shard].Result()) : buffers[shard].Result());
            buffers[shard].ReleaseKept();
        }
        session.Commit(step);
    }

    // Shards of equal units, three at a time, as one sum; returns those that are left.
    private static int[] ReduceTogether(TrainingSession session, int step, TrainingBuffer[] buffers, int[] order)
    {
        int[][] groups = [.. order.GroupBy(shard => string.Join(';', session.UnitsOf(step, shard))).Where(alike => session.UnitsOf(step, alike.First()).Count > 0).SelectMany(alike => alike.Chunk(3)).Where(group => group.Length == 3)];
        foreach (int[] group in groups)
        {
            IReadOnlyList<GradientUnit> units = session.UnitsOf(step, group[0]);
            var sum = new GroupSum(units);
            sum.Begin(units);
            ShardResult[] rows = [.. group.Select(shard => { ShardResult result = buffers[shard].Result(); sum.Add(result.Gradient.Span); return result.CopyOfRows(); })];
            var dealt = new DealtGroup([.. group.Select(shard => DealtShard.Of(session.Work(step, shard), session.State.Particles))], units);
            GroupResult read = GroupResult.Read(Bytes(new GroupResult(rows, sum.ToArray()).Write), dealt);
            foreach (ShardResult result in read.Shards)
            {
                session.ReduceRows(result);
            }
            session.AddSums(step, group[^1], read.Sum);
            Array.ForEach(group, shard => buffers[shard].ReleaseKept());
        }
        return [.. order.Except(groups.SelectMany(group => group))];
    }

    /// <summary>What arrives of a result that is sent as bytes.</summary>
    public static ShardResult Travelled(ShardResult result) => ShardResult.Read(Bytes(result.Write));

    /// <summary>What is written.</summary>
    public static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    /// <summary>Every particle's latents, [particle][K].</summary>
    public static float[] Latents(TrainingState state, int dimensions)
    {
        var all = new ParticleBlock(new ParticleLayout(dimensions, ParticleColumns.Latents), state.Particles.Count);
        state.Particles.Read(0, all.Count, all);
        return [.. all.Column(ParticleColumns.Latents)];
    }
}
