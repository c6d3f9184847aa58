using Flex3D.Crash;
using Flex3D.Gpu;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Faults;

/// <summary>A device that is lost in the middle of an epoch or a pass: the processor goes on from what is counted.</summary>
public sealed class LostDeviceTests(LostDeviceTests.Reference reference) : IClassFixture<LostDeviceTests.Reference>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-lost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A training and a reconstruction that nothing disturbed, and what was prepared for them.</summary>
    public sealed class Reference(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-kept-").FullName;

        public string Run => Path.Combine(_root, "run");
        public string Pipeline => Path.Combine(_root, "tiny.yaml");

        public async ValueTask InitializeAsync()
        {
            string prepared = Path.Combine(_root, "prepared"), mesh = Path.Combine(_root, "mesh");
            await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", prepared);
            await Flex.DoneAsync("mesh", "--from", prepared, "--out", mesh, "--cell-size", "20");
            File.WriteAllText(Pipeline, $"""
                seed: 3
                from: {mesh}
                train: {"{epochs: 4, warmUpEpochs: 2, batchSize: 60, layers: 2, width: 32}"}
                reconstruct: {"{iterations: 2}"}
                """);
            await Flex.DoneAsync("run", Pipeline, "--out", Run, "--set", "threads=2");
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private string Run => Path.Combine(_folder, "run");

    private string[] Command(params string[] settings) => ["run", reference.Pipeline, "--out", Run, "--set", .. settings];

    private void ShouldBeTheReference() => RunHashes.Differences(RunHashes.Of(reference.Run), RunHashes.Of(Run)).ShouldBeEmpty();

    [Fact]
    public Task The_processor_goes_on_and_ends_with_its_own_bytes() => GoesOnAsync(step: 1, calls: 40);

    [Fact]
    [Trait("Category", "Long")]
    public Task And_so_it_goes_on_in_the_reconstruction()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return GoesOnAsync(step: 2, calls: 10);
    }

    private async Task GoesOnAsync(int step, int calls)
    {
        string said;
        int made = 0, lost = 0;
        using (Engines.Replace(engine => ++made == step ? new LosingEngine(engine, calls, () => Interlocked.Increment(ref lost)) : engine, "cuda:0"))
        {
            said = await Flex.DoneAsync(Command("threads=2"));
        }
        lost.ShouldBeGreaterThan(0, "the device was lost");
        said.ShouldContain("device cuda:0 failed");
        said.ShouldContain("continuing on cpu");
        ShouldBeTheReference();
    }

    [Theory]
    [InlineData(1, 6, false)] // in a step of the flow
    [InlineData(1, 3, true)] // in a step of the map
    [InlineData(2, 5, true)] // in the reconstruction
    public async Task Sums_that_are_lost_with_the_device_are_made_anew_to_the_same_bytes(int step, int additions, bool maps)
    {
        string said;
        int made = 0, lost = 0;
        using (Engines.Replace(engine => ++made == step ? new KeepingEngine(engine, additions, () => Interlocked.Increment(ref lost), maps) : engine, "cuda:0"))
        {
            said = await Flex.DoneAsync(Command("threads=2"));
        }
        lost.ShouldBeGreaterThan(0, "the device was lost");
        said.ShouldContain("continuing on cpu");
        ShouldBeTheReference();
    }

    [Fact]
    public Task Without_leave_to_go_on_it_ends_with_69_and_a_checkpoint_that_leads_to_the_same_bytes() =>
        EndsAsync(step: 1, calls: 46); // when shards of a minibatch are counted, which a checkpoint of training does not hold

    [Fact]
    [Trait("Category", "Long")]
    public Task And_so_it_ends_in_the_reconstruction()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return EndsAsync(step: 2, calls: 10);
    }

    private async Task EndsAsync(int step, int calls)
    {
        int made = 0;
        using (Engines.Replace(engine => ++made == step ? new LosingEngine(engine, calls, () => { }) : engine, "cuda:0"))
        {
            Flex.Said said = await Flex.RunAsync(Command("threads=1", "safety.lostDevice=stop"));
            said.Code.ShouldBe(69, said.Text);
            said.Text.ShouldContain("the device failed: the device has fallen off the bus");
        }
        Directory.GetFiles(Path.Combine(Run, "checkpoints", step == 1 ? "train" : "reconstruct")).ShouldNotBeEmpty();
        (await Flex.DoneAsync("resume", Run)).ShouldContain("continuing from");
        ShouldBeTheReference();
    }

    [Fact]
    public async Task A_kernel_that_the_device_refuses_is_named_and_its_code_is_kept()
    {
        using IDisposable _ = Engines.Replace(_ => throw new KernelLoadException("Splat.Project", "card 7 (driver 11.0)", ".entry Project", "ptx", "ptxas: error: what is this", new NotSupportedException("no such instruction")), "cuda:0");
        Flex.Said said = await Flex.RunAsync(Command("threads=1"));
        said.Code.ShouldBe(69, said.Text);
        string code = Path.Combine(Run, "diagnostics", "Splat.Project.ptx");
        said.Text.ShouldContain($"kernel Splat.Project could not be loaded on card 7 (driver 11.0): no such instruction (ptxas: error: what is this); its code is in {code}, and what the driver's compiler said in {code}.log");
        said.Text.ShouldNotContain("   at ");
        File.ReadAllText(code).ShouldBe(".entry Project");
        File.ReadAllText($"{code}.log").ShouldBe("ptxas: error: what is this");
    }

    [Fact]
    public async Task A_device_that_is_not_there_ends_the_run_with_69_and_says_what_there_is()
    {
        Flex.Said said = await Flex.RunAsync(Command("device=cuda:97"));
        said.Code.ShouldBe(69, said.Text);
        said.Text.ShouldContain("device cuda:97 cannot be used; found: cuda");
        said.Text.ShouldNotContain("   at ");
    }

    /// <summary>Works for a number of calls, and never again.</summary>
    private sealed class LosingEngine(IEngine engine, int calls, Action lost) : IEngine
    {
        private int _left = calls;

        public string Name => engine.Name;

        public string BackendId => engine.BackendId;

        public IShardEvaluator CreateEvaluator(EngineProblem problem) => new Evaluator(engine.CreateEvaluator(problem), this);

        public void Dispose() => engine.Dispose();

        private void Use()
        {
            if (Interlocked.Decrement(ref _left) < 0)
            {
                lost();
                throw new DeviceException("the device has fallen off the bus");
            }
        }

        private sealed class Evaluator(IShardEvaluator evaluator, LosingEngine owner) : IShardEvaluator
        {
            public void SetModel(ModelSnapshot model) => evaluator.SetModel(model);

            public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies)
            {
                owner.Use();
                evaluator.Evaluate(shard, latents, candidates, energies);
            }

            public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations)
            {
                owner.Use();
                evaluator.Linearise(shard, latents, equations);
            }

            public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies)
            {
                owner.Use();
                evaluator.AccumulateFlowGradient(shard, latents, parameterGradient, energies);
            }

            public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies)
            {
                owner.Use();
                evaluator.AccumulateMapGradient(shard, latents, voxelGradient, energies);
            }

            public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies)
            {
                owner.Use();
                evaluator.AccumulateComponentGradient(shard, latents, componentGradient, energies);
            }

            public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies)
            {
                owner.Use();
                evaluator.EvaluatePrior(prior, latents, energies);
            }

            public void Dispose() => evaluator.Dispose();
        }
    }
}
