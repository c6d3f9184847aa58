using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Shards;
using Flex3D.Stages.Training;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Tests;

/// <summary>Gradients that are summed on devices, against the sum on the host.</summary>
public sealed class DeviceSumTests : IDisposable
{
    private const int Length = 211, Exponent = 12, Terms = 8;
    private readonly SimulatedDevice _one = SimulatedDevice.Quick(), _two = SimulatedDevice.Quick();

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public void The_sum_has_the_bits_of_the_hosts_in_any_order_and_on_several_devices()
    {
        float[][] terms = [.. Enumerable.Range(0, Terms).Select(Term)];
        long[] expected = Host(terms);
        OnDevices(terms, _ => 0).ShouldBe(expected);
        OnDevices([.. terms.Reverse()], _ => 0).ShouldBe(expected);
        OnDevices(terms, term => term % 2).ShouldBe(expected);
        expected.Max(Math.Abs).ShouldBeGreaterThanOrEqualTo(1L << 58, "terms near the limit are among them");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e20f)]
    [InlineData(-1e20f)]
    public void A_value_that_would_overflow_is_reported_when_the_sum_is_read(float value)
    {
        float[][] terms = [.. Enumerable.Range(0, 2).Select(Term)];
        terms[1][Length - 1] = value;
        Should.Throw<InvariantException>(() => Host(terms));
        Should.Throw<InvariantException>(() => OnDevices(terms, _ => 0));
    }

    [Fact]
    public void What_was_moved_is_not_moved_again_and_a_sum_begins_at_zero()
    {
        using var kept = new KeptGradients(_one.Accelerator, new KernelSet(_one.Accelerator), Length);
        KeptGradient term = Keep(kept, Term(3));
        using IGradientSum sum = term.CreateSum().ShouldNotBeNull();
        long[] found = new long[Length];
        sum.Begin(Exponent, Terms);
        sum.Add(term).ShouldBeTrue();
        sum.MoveTo(found);
        sum.MoveTo(found);
        found.ShouldBe(Host([Term(3)]));
        sum.Add(term);
        sum.Begin(Exponent, Terms);
        Array.Clear(found);
        sum.MoveTo(found);
        found.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void No_more_gradients_wait_than_there_is_memory_for()
    {
        using var kept = new KeptGradients(_one.Accelerator, new KernelSet(_one.Accelerator), Length);
        KeptGradient[] all = [.. Enumerable.Range(0, KeptGradients.Most).Select(_ => kept.Rent().ShouldNotBeNull())];
        kept.Rent().ShouldBeNull();
        all[^1].Release();
        kept.Rent().ShouldBeSameAs(all[^1]);
    }

    [Fact]
    public void A_pass_of_a_reconstruction_has_the_same_sums_whether_they_are_made_on_the_device_or_the_host()
    {
        var world = new SmallWorld(box: 12, particles: 12, latentDimension: 1);
        using var engine = new GpuEngine([_one.Accelerator]);
        (PassSums device, int kept) = Pass(world, engine);
        (PassSums host, int none) = Pass(world, new HostSums(engine));
        (kept > 0, none).ShouldBe((true, 0));
        device.RawEnergies().ShouldBe(host.RawEnergies());
        for (int map = 0; map < ReconstructionSession.Maps; map++)
        {
            device.RawGradient(map).ToArray().ShouldBe(host.RawGradient(map).ToArray());
            host.RawGradient(map).ToArray().ShouldContain(value => value != 0);
        }
    }

    [Theory]
    [InlineData(StepKind.Flow)]
    [InlineData(StepKind.Map)]
    public void A_step_of_training_ends_with_the_same_bits_whether_gradients_are_summed_on_the_device_or_the_host(StepKind kind)
    {
        var world = new SmallWorld(box: 12, particles: 10, latentDimension: 1);
        using var engine = new GpuEngine([_one.Accelerator]);
        (TrainingState device, int kept) = Step(world, engine, kind);
        (TrainingState host, int none) = Step(world, new HostSums(engine), kind);
        (kept, none).ShouldBe((kind == StepKind.Flow ? 2 : 5, 0)); // of two shards: both maps, and of the first the composition model
        (device.FlowExponent, device.MapExponent).ShouldBe((host.FlowExponent, host.MapExponent));
        device.Flow.ShouldBe(host.Flow);
        device.Map.ShouldBe(host.Map);
        device.RigidMap.ShouldBe(host.RigidMap);
        device.Occupancy.ShouldBe(host.Occupancy);
        TrainingState before = Begin(world);
        (kind == StepKind.Flow ? device.Flow : device.Occupancy).ShouldNotBe(kind == StepKind.Flow ? before.Flow : before.Occupancy);
        (kind == StepKind.Flow || !device.Map.SequenceEqual(before.Map) && !device.RigidMap.SequenceEqual(before.RigidMap)).ShouldBeTrue();
    }

    private static TrainingState Begin(SmallWorld world) => SmallTraining.Begin(world, new ParticleState(world.Table.Count, ParticleColumns.OfRun(1), "in memory"));

    // The first step of a kind, with shards of 4 images; returns the state after it, and how many gradients were left on the device.
    private static (TrainingState State, int Kept) Step(SmallWorld world, IEngine engine, StepKind kind)
    {
        var options = new TrainingOptions { Seed = 4, Epochs = 3, WarmUpEpochs = 1, BatchSize = 8, StepsPerBatch = 1, ShardSize = 4, FlowPriors = Strengths.Rigidity(0.05), HeldOut = 2 };
        TrainingState state = Begin(world);
        TrainingSession session = SmallTraining.Session(world, SmallTraining.BendingImages(world), options, state);
        TrainingBuffer buffer = session.CreateBuffer();
        using TrainingWorker worker = session.CreateWorker(engine);
        session.BeginEpoch();
        while (session.Steps[state.Step].Kind != kind)
        {
            (state.Epoch, state.Step) = state.Step + 1 < session.Steps.Count ? (state.Epoch, state.Step + 1) : (state.Epoch + 1, 0);
            session.BeginEpoch();
        }
        int step = state.Step, kept = 0;
        for (int shard = 0; shard < session.Steps[step].ShardCount(options.ShardSize); shard++)
        {
            session.Read(step, shard, buffer);
            session.Transform(buffer);
            session.Infer(buffer, worker);
            session.Accumulate(buffer, worker);
            kept += buffer.Kept.Count(gradient => gradient is not null);
            session.Reduce(buffer.Result());
            buffer.ReleaseKept();
        }
        session.Commit(step);
        session.LeaveDevice();
        return (state, kept);
    }

    private static (PassSums Sums, int Kept) Pass(SmallWorld world, IEngine engine)
    {
        float[][] images = SmallTraining.BendingImages(world);
        ReconstructionPlan plan = ReconstructionPlan.Create(world.Table, 0, 4, seed: 3);
        float[] flow = world.LivelyFlow();
        var state = new ReconstructionState(world.Voxels.Length, world.Voxels.Length, new EarlyStopping { Most = 2 });
        var session = new ReconstructionSession(
            [new(world.Problem, flow), new(world.Problem, flow)], world.Problem, new MemorySource(world.Table, images), plan, ParticleBlock.OfLatents(world.AllLatents(1), 1), state);
        TrainingBuffer buffer = session.CreateBuffer();
        int kept = 0;
        using ReconstructionWorker worker = session.CreateWorker(engine);
        session.BeginPass();
        for (int shard = 0; shard < session.Shards.Count; shard++)
        {
            session.Read(shard, buffer);
            session.Transform(buffer);
            session.SetTerms(buffer);
            session.Accumulate(buffer, worker);
            kept += buffer.Kept.Count(gradient => gradient is not null);
            session.Reduce(buffer.Result());
            buffer.ReleaseKept();
        }
        session.Sums.Gather();
        session.Sums.LeaveDevice();
        return (session.Sums, kept);
    }

    // Values of every size that the unit holds, and halves, which go to even.
    private static float[] Term(int term)
    {
        float[] values = [.. Enumerable.Range(0, Length).Select(i => (float)(CounterRandom.Normal(2, 301, 0, (ulong)term, (ulong)i) * Math.ScaleB(1, i % 60 - 20)))];
        (values[0], values[1], values[2], values[3], values[4]) = (0.5f / 4096, 1.5f / 4096, -2.5f / 4096, float.Epsilon, (float)Math.ScaleB(term % 2 == 0 ? 1 : -0.75, 58 - Exponent));
        return values;
    }

    private static long[] Host(float[][] terms)
    {
        var sum = new FixedPointSum(Length);
        sum.Begin(Exponent, Terms);
        foreach (float[] term in terms)
        {
            sum.Add(term);
        }
        return sum.Raw.ToArray();
    }

    private long[] OnDevices(float[][] terms, Func<int, int> deviceOf)
    {
        KeptGradients[] kept = [new(_one.Accelerator, new KernelSet(_one.Accelerator), Length), new(_two.Accelerator, new KernelSet(_two.Accelerator), Length)];
        IGradientSum? sum = null;
        long[] found = new long[Length];
        try
        {
            for (int i = 0; i < terms.Length; i++)
            {
                KeptGradient term = Keep(kept[deviceOf(i)], terms[i]);
                if (sum is null)
                {
                    sum = term.CreateSum().ShouldNotBeNull();
                    sum.Begin(Exponent, Terms);
                }
                sum.Add(term).ShouldBeTrue();
                term.Release();
            }
            sum!.MoveTo(found);
        }
        finally
        {
            sum?.Dispose();
            Array.ForEach(kept, each => each.Dispose());
        }
        return found;
    }

    private static KeptGradient Keep(KeptGradients kept, float[] values)
    {
        KeptGradient gradient = kept.Rent().ShouldNotBeNull();
        gradient.View.CopyFromCPU(values);
        return gradient;
    }

    // An engine whose evaluators leave nothing on the device.
    private sealed class HostSums(IEngine engine) : IEngine
    {
        public string Name => engine.Name;

        public string BackendId => engine.BackendId;

        public IShardEvaluator CreateEvaluator(EngineProblem problem) => new Evaluator(engine.CreateEvaluator(problem));

        public void Dispose()
        {
        }

        private sealed class Evaluator(IShardEvaluator inner) : IShardEvaluator
        {
            public void SetModel(ModelSnapshot model) => inner.SetModel(model);

            public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies) => inner.Evaluate(shard, latents, candidates, energies);

            public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => inner.Linearise(shard, latents, equations);

            public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies) => inner.AccumulateFlowGradient(shard, latents, gradient, energies);

            public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies) => inner.AccumulateMapGradient(shard, latents, gradient, energies);

            public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies) => inner.AccumulateComponentGradient(shard, latents, gradient, energies);

            public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies) => inner.EvaluatePrior(prior, latents, energies);

            public void Dispose() => inner.Dispose();
        }
    }
}
