using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A reconstruction that ends in the middle of a pass goes on there, to the same bytes.</summary>
public sealed class PassCheckpointTests(PassCheckpointTests.Reference reference) : IClassFixture<PassCheckpointTests.Reference>, IDisposable
{
    private static readonly string[] Results =
        ["model.npz", "fsc.csv", "ledger.json", "maps/flex.mrc", "maps/rigid.mrc", "maps/flex_half1.mrc", "maps/flex_half2.mrc", "maps/rigid_half1.mrc", "maps/rigid_half2.mrc"];

    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-pass-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A short training, and a reconstruction from it that nothing disturbed.</summary>
    public sealed class Reference(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-passes-").FullName;

        public string Run => Path.Combine(_root, "maps");
        public string Pipeline => Path.Combine(_root, "maps.yaml");

        public async ValueTask InitializeAsync()
        {
            string trained = Path.Combine(_root, "trained"), first = Path.Combine(_root, "train.yaml");
            File.WriteAllText(first, $"from: {tiny.Run}\nprep:\nmesh: {{cellSize: 20}}\ntrain: {{epochs: 2, warmUpEpochs: 1, batchSize: 32, layers: 2, width: 32}}\n");
            File.WriteAllText(Pipeline, $"from: {trained}\nreconstruct: {{iterations: 4}}\n");
            await Flex.DoneAsync("run", first, "--out", trained);
            await Flex.DoneAsync("run", Pipeline, "--out", Run, "--set", "threads=1");
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private string Run => Path.Combine(_folder, "maps");

    private async Task<(ExitCode Code, string Text)> BeginAsync(IProgressReport progress, CancellationToken stop, params string[] settings)
    {
        using var said = new StringWriter();
        ExitCode code = await new PipelineRunner(StepCatalogue.Default, TextWriter.Synchronized(said), progress).RunAsync(PipelineFile.Load(reference.Pipeline, ["threads=2", .. settings]), Run, stop);
        return (code, said.ToString());
    }

    private void ShouldBeTheReference()
    {
        foreach (string name in Results)
        {
            File.ReadAllBytes(Path.Combine(Run, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(reference.Run, name))).ShouldBeTrue(name);
        }
    }

    private SavedLedger? Saved()
    {
        using CheckpointReader? checkpoint = new CheckpointFolder(Path.Combine(Run, "checkpoints", "reconstruct")).OpenNewest(damaged => throw damaged);
        return SavedLedger.Of(checkpoint.ShouldNotBeNull());
    }

    [Theory]
    [InlineData("pass 1", 1)]
    [InlineData("pass 3", 2)]
    [InlineData("pass 5", 1)]
    public async Task Stopped_after_some_shards_of_a_pass_it_does_none_of_them_again(string pass, int shards)
    {
        using var stop = new CancellationTokenSource();
        var watch = new PassWatch(pass, shards, stop.Cancel);
        (ExitCode code, string text) = await BeginAsync(watch, stop.Token, "threads=1", "memory=1KiB"); // two shards of the four in flight
        code.ShouldBe(ExitCode.Stopped, text);
        SavedLedger saved = Saved().ShouldNotBeNull();
        saved.OpenTotals.Total.ShouldBe(watch.Units);
        watch.Units.ShouldBeLessThan(watch.Total);

        var rest = new PassWatch(pass, int.MaxValue, () => { });
        using var said = new StringWriter();
        (await new PipelineRunner(StepCatalogue.Default, TextWriter.Synchronized(said), rest).ResumeAsync(Run, default)).ShouldBe(ExitCode.Done, said.ToString());
        said.ToString().ShouldContain($"continuing from {pass}, with {watch.Units} particles of it counted");
        rest.Units.ShouldBe(watch.Total - watch.Units);
        rest.Total.ShouldBe(rest.Units);
        ShouldBeTheReference();
    }

    [Fact]
    public async Task Ended_in_a_pass_without_a_warning_it_goes_on_from_the_checkpoint_inside()
    {
        var watch = new PassWatch("pass 3", 3, () => throw new InvariantException("the end"));
        (ExitCode code, string text) = await BeginAsync(watch, default, "safety.checkpointMinutes=0");
        code.ShouldBe(ExitCode.Broken, text);
        SavedLedger saved = Saved().ShouldNotBeNull();
        saved.OpenTotals.Total.ShouldBeInRange(1, watch.Units - 1); // the shard at which it ended was not saved

        (await Flex.DoneAsync("resume", Run)).ShouldContain($"continuing from pass 3, with {saved.OpenTotals.Total} particles");
        ShouldBeTheReference();
    }

    // Stops in pass 3 and changes a setting of the run.
    private async Task StopAndSetAsync(string from, string to)
    {
        using var stop = new CancellationTokenSource();
        (ExitCode code, string text) = await BeginAsync(new PassWatch("pass 3", 1, stop.Cancel), stop.Token, "threads=1");
        code.ShouldBe(ExitCode.Stopped, text);
        string settings = Path.Combine(Run, "run.yaml"), before = File.ReadAllText(settings);
        before.ShouldContain(from);
        File.WriteAllText(settings, before.Replace(from, to, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_setting_that_its_work_does_not_follow_from_may_change_and_it_goes_on()
    {
        await StopAndSetAsync("sharpeningB: auto", "sharpeningB: -200");
        (await Flex.DoneAsync("resume", Run)).ShouldContain("continuing from pass 3");
        byte[] Read(string run, string name) => File.ReadAllBytes(Path.Combine(run, "maps", name));
        foreach (string half in (string[])["flex_half1.mrc", "flex_half2.mrc", "rigid_half1.mrc", "rigid_half2.mrc"])
        {
            Read(Run, half).SequenceEqual(Read(reference.Run, half)).ShouldBeTrue(half);
        }
        Read(Run, "flex.mrc").SequenceEqual(Read(reference.Run, "flex.mrc")).ShouldBeFalse("it is sharpened now");
    }

    [Fact]
    public async Task A_setting_that_its_work_follows_from_may_not_and_is_named_with_both_values()
    {
        await StopAndSetAsync("iterations: 4", "iterations: 5");
        await Flex.RefusedAsync(["resume", Run], "a checkpoint of another run (reconstruct.iterations was 4 and is 5)");
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_130_soon_and_resume_gives_the_same_bytes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/env"), "needs signals");
        (int code, string text) = await RealProgram.InterruptedAsync(RealProgram.Terminate, Run, ["ledger of pass 2", "ledger of pass 1"], "reconstruct done", "run", reference.Pipeline, "--out", Run, "--set", "threads=1");
        code.ShouldBe(130, text);
        File.Exists(Path.Combine(Run, "fsc.csv")).ShouldBeFalse();
        (await Flex.DoneAsync("resume", Run)).ShouldContain("continuing from pass");
        ShouldBeTheReference();
    }

    [Fact]
    public void Every_pass_is_in_the_ledger_once_with_every_particle_it_has()
    {
        PhaseRecord[] passes = [.. RunFolder.Open(reference.Run).Phases()];
        passes.Select(pass => pass.Phase).ShouldBe([.. Enumerable.Range(1, passes.Length).Select(n => n % 2 == 1 ? $"pass {n}" : $"pass {n}, held-out particles")]);
        passes.ShouldAllBe(pass => pass.Step == "reconstruct" && pass.Steps == 1 && pass.Counted + pass.Quarantined == pass.Particles);
        (passes[0].Particles + passes[1].Particles).ShouldBe(TinyParticles.Count);
    }

    /// <summary>Counts what is told of one task, and acts at a number of its reports.</summary>
    private sealed class PassWatch(string task, int at, Action act) : IProgressReport
    {
        private int _reports;

        public long Total { get; private set; }
        public long Units { get; private set; }

        public IProgressTask Begin(string name, long total, string unit)
        {
            bool mine = name.Split(',')[0] == task;
            Total = mine ? total : Total;
            return new Task(units =>
            {
                if (mine)
                {
                    Units += units;
                    if (++_reports == at)
                    {
                        act();
                    }
                }
            });
        }

        private sealed class Task(Action<long> advanced) : IProgressTask
        {
            public void Advance(long units = 1, string? note = null) => advanced(units);

            public void Dispose()
            {
            }
        }
    }
}
