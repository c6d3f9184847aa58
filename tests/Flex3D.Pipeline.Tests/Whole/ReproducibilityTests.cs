using System.Collections.Concurrent;
using Flex3D.Crash;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Runner;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The same bytes whatever the threads, the memory, and the number of stops and resumes.</summary>
public sealed class ReproducibilityTests(TinyParticles tiny, ReproducibilityTests.Reference reference) : IClassFixture<ReproducibilityTests.Reference>, IDisposable
{
    private static readonly string[] Named =
    [
        "results.json", "latents.csv", "particles.star", "model.npz", "train/model.npz", "fsc.csv", "mesh/mesh.json", "prep/mask.mrc", "traces/train/epoch-0001.csv",
        "maps/canonical.mrc", "maps/flex.mrc", "maps/rigid.mrc", "maps/flex_half1.mrc", "maps/flex_half2.mrc", "maps/rigid_half1.mrc", "maps/rigid_half2.mrc",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-again-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>An uninterrupted run on one thread.</summary>
    public sealed class Reference(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-once-").FullName;

        public string Run => Path.Combine(_root, "run");

        public async ValueTask InitializeAsync() => await Flex.DoneAsync("run", WritePipeline(_root, tiny), "--out", Run, "--set", "threads=1", "queue=1", "memory=1KiB");

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private static string WritePipeline(string folder, TinyParticles tiny)
    {
        string path = Path.Combine(folder, "tiny.yaml");
        File.WriteAllText(path, $"""
            seed: 3
            from: {tiny.Run}
            prep: {"{trainingBox: 24}"}
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 4, warmUpEpochs: 2, batchSize: 20, mostParticles: 40, layers: 2, width: 32, traceHashes: true}"}
            reconstruct: {"{iterations: 2}"}
            """);
        return path;
    }

    private string In(string name) => Path.Combine(_folder, name);

    private void ShouldBeTheReference(string run)
    {
        SortedDictionary<string, string> expected = RunHashes.Of(reference.Run);
        foreach (string name in Named)
        {
            expected.ShouldContainKey(name);
        }
        RunHashes.Differences(expected, RunHashes.Of(run)).ShouldBeEmpty();
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("threads=8", "queue=1", "memory=500MB")]
    [InlineData("threads=1", "queue=4", "memory=500MB")]
    [InlineData("threads=2", "queue=64", "memory=1KiB")]
    [InlineData("threads=2", "queue=4", "memory=auto")]
    [InlineData("threads=8", "queue=4", "memory=1KiB")]
    [InlineData("threads=8", "queue=64", "memory=500MB")]
    public Task Neither_threads_nor_queues_nor_memory_change_a_byte(params string[] settings)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return RunsToTheReferenceAsync(settings);
    }

    private async Task RunsToTheReferenceAsync(string[] settings)
    {
        await Flex.DoneAsync(["run", WritePipeline(_folder, tiny), "--out", In("run"), "--set", .. settings]);
        ShouldBeTheReference(In("run"));
    }

    [Fact]
    public async Task Shards_that_arrive_in_another_order_change_no_byte()
    {
        ConcurrentQueue<int>[] arrivals = [new(), new()];
        foreach (int seed in new[] { 0, 1 })
        {
            using IDisposable _ = Engines.Replace(engine => new ShuffledEngine(engine, (ulong)seed, TimeSpan.FromMilliseconds(2), arrivals[seed]));
            await Flex.DoneAsync("run", WritePipeline(_folder, tiny), "--out", In($"run{seed}"), "--set", "threads=8", "queue=64", "memory=500MB");
            ShouldBeTheReference(In($"run{seed}"));
        }
        arrivals[0].Count.ShouldBe(arrivals[1].Count);
        arrivals[0].ShouldNotBe(arrivals[1]);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Another_seed_does()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        await Flex.DoneAsync("run", WritePipeline(_folder, tiny), "--out", In("run"), "--set", "seed=4");
        File.ReadAllText(In("run/latents.csv")).ShouldNotBe(File.ReadAllText(Path.Combine(reference.Run, "latents.csv")));
    }

    [Fact]
    public async Task Ctrl_C_in_training_ends_with_130_and_a_checkpoint_that_leads_to_the_same_bytes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/env"), "needs signals");
        (int code, string text) = await RealProgram.InterruptedAsync(RealProgram.Interrupt, In("run"), ["epoch 2 (", "epoch 1 ("], "train done", "run", WritePipeline(_folder, tiny), "--out", In("run"), "--set", "threads=2");
        code.ShouldBe(130, text);
        text.ShouldContain("flex3d resume");
        text.ShouldNotContain("train done");
        text.ShouldNotContain("   at ");
        Directory.GetFiles(In("run/checkpoints/train")).ShouldNotBeEmpty();
        File.ReadAllText(In("run/status.json")).ShouldContain("\"exitCode\": 130");
        File.Exists(In("run/latents.csv")).ShouldBeFalse();
        (await Flex.DoneAsync("resume", In("run"))).ShouldContain("continuing from epoch");
        ShouldBeTheReference(In("run"));
    }

    [Theory]
    [InlineData("epoch 3/")]
    [InlineData("pass 3")]
    public Task A_run_stopped_anywhere_goes_on_to_the_same_bytes(string task) => ResumesAsync(task);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("prep")]
    [InlineData("pass 4, held-out particles")]
    public Task And_so_does_one_stopped_in_prep_or_among_held_out_particles(string task)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return ResumesAsync(task);
    }

    private async Task ResumesAsync(string task)
    {
        using var stop = new CancellationTokenSource();
        var console = TextWriter.Synchronized(new StringWriter());
        var runner = new PipelineRunner(StepCatalogue.Default, console, new StopsAt(task, stop));
        (await runner.RunAsync(PipelineFile.Load(WritePipeline(_folder, tiny), ["threads=2"]), In("run"), stop.Token)).ShouldBe(ExitCode.Stopped, console.ToString());
        stop.IsCancellationRequested.ShouldBeTrue();
        (await Flex.DoneAsync("resume", In("run"))).ShouldContain(task == "prep" ? "prep done" : "continuing from");
        ShouldBeTheReference(In("run"));
    }
}
