using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Tracing;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Hashes along a training, and the first that differs between two.</summary>
public sealed class TraceTests(TinyParticles tiny, TraceTests.Reference reference) : IClassFixture<TraceTests.Reference>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-traces-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A traced training on one thread.</summary>
    public sealed class Reference(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-traced-").FullName;

        public string Run => Path.Combine(_root, "run");

        public async ValueTask InitializeAsync() => await TrainAsync(tiny, Run, "threads=1");

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private static string Pipeline(TinyParticles tiny, string folder)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, "traced.yaml");
        File.WriteAllText(path, $"""
            seed: 3
            from: {tiny.Run}
            prep:
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 4, warmUpEpochs: 2, batchSize: 18, layers: 2, width: 32, traceHashes: true}"}
            """);
        return path;
    }

    private static Task<string> TrainAsync(TinyParticles tiny, string run, params string[] settings) =>
        Flex.DoneAsync(["run", Pipeline(tiny, Path.GetDirectoryName(run)!), "--out", run, "--set", .. settings]);

    private static TraceLine[] Lines(string run) =>
        [.. Directory.GetFiles(TrainingTrace.FolderOf(run)).Order(StringComparer.Ordinal).SelectMany(TraceFile.Read)];

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Every_stage_of_every_shard_has_its_hash()
    {
        TraceLine[] lines = Lines(reference.Run);
        lines.Select(line => line.Point).Distinct().Order().ShouldBe(Enum.GetValues<TracePoint>());
        int shards = lines.Count(line => line.Point == TracePoint.BatchRead);
        shards.ShouldBeGreaterThan(5 * 4);
        lines.Count(line => line.Point == TracePoint.Latents).ShouldBe(shards);
        lines.Select(line => line.Hash).Distinct().Count().ShouldBeGreaterThan(lines.Length / 3);
        File.ReadLines(TraceFile.PathOf(TrainingTrace.FolderOf(reference.Run), 0)).First().ShouldBe("step,point,shard,xxh128");
    }

    [Fact]
    public async Task More_threads_and_another_memory_leave_the_same_hashes()
    {
        await TrainAsync(tiny, In("run"), "threads=3", "memory=1KiB", "queue=1");
        (await Flex.DoneAsync("compare-traces", reference.Run, In("run"))).ShouldContain($"the same: {Lines(reference.Run).Length} hashes of ");
    }

    [Fact]
    public Task A_resumed_run_has_each_line_once() => ResumesAsync("epoch 3/");

    [Fact]
    [Trait("Category", "Long")]
    public Task And_so_has_one_stopped_in_its_first_epoch()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return ResumesAsync("epoch 1/");
    }

    private async Task ResumesAsync(string task)
    {
        using var stop = new CancellationTokenSource();
        var console = TextWriter.Synchronized(new StringWriter());
        var runner = new PipelineRunner(StepCatalogue.Default, console, new StopsAt(task, stop));
        (await runner.RunAsync(PipelineFile.Load(Pipeline(tiny, _folder), ["threads=2"]), In("run"), stop.Token)).ShouldBe(ExitCode.Stopped, console.ToString());
        Lines(In("run")).Length.ShouldBeInRange(1, Lines(reference.Run).Length - 1);
        (await Flex.RunAsync("compare-traces", reference.Run, In("run"))).Code.ShouldBe((int)ExitCode.Different);
        await Flex.DoneAsync("resume", In("run"));
        Lines(In("run")).ShouldBe(Lines(reference.Run));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Another_learning_rate_of_the_map_shows_first_in_the_first_update_of_a_map()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        await TrainAsync(tiny, In("run"), "threads=2", "train.mapLearningRate=0.031");
        Flex.Said said = await Flex.RunAsync("compare-traces", reference.Run, In("run"));
        said.Code.ShouldBe((int)ExitCode.Different, said.Text);
        said.Text.ShouldContain("the first difference: epoch-0003, step 0, Updated: ");
    }

    [Fact]
    public async Task A_changed_pixel_shows_first_where_it_is_read()
    {
        await Flex.DoneAsync("prep", "--out", In("prepared"), "--from", tiny.Run, "--seed", "3");
        string stack = Path.Combine(In("prepared"), "prep", "particles.mrcs");
        byte[] bytes = File.ReadAllBytes(stack);
        bytes[^2] ^= 1;
        File.WriteAllBytes(stack, bytes);
        string pipeline = Pipeline(tiny, _folder);
        File.WriteAllLines(pipeline, File.ReadAllLines(pipeline).Where(line => line != "prep:").Select(line => line.StartsWith("from:", StringComparison.Ordinal) ? $"from: {In("prepared")}" : line));
        await Flex.DoneAsync("run", pipeline, "--out", In("run"));
        Flex.Said said = await Flex.RunAsync("compare-traces", reference.Run, In("run"));
        said.Text.ShouldContain("the first difference: epoch-0001, step ");
        said.Text.ShouldContain(", BatchRead: ");
    }

    [Fact]
    public void A_planted_difference_is_named_and_so_is_a_missing_end()
    {
        string copy = Directory.CreateDirectory(TrainingTrace.FolderOf(In("run"))).FullName;
        foreach (string file in Directory.GetFiles(TrainingTrace.FolderOf(reference.Run)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        TraceComparison.Of(reference.Run, In("run")).Same.ShouldBeTrue();
        string epoch = TraceFile.PathOf(copy, 1);
        TraceLine[] lines = [.. TraceFile.Read(epoch)];
        TraceLine planted = lines.First(line => line is { Step: 2, Point: TracePoint.ShardGradient, Shard: 1 });
        File.WriteAllText(epoch, File.ReadAllText(epoch).Replace(planted.ToString(), $"{planted with { Hash = new string('0', 32) }}", StringComparison.Ordinal));
        TraceComparison.Of(reference.Run, In("run")).Text.ShouldStartWith($"the first difference: epoch-0002, step 2, shard 1, ShardGradient: {planted.Hash} and 0000");
        File.WriteAllLines(epoch, lines[..^1].Select(line => line.ToString()).Prepend("step,point,shard,xxh128"));
        TraceComparison.Of(reference.Run, In("run")).Text.ShouldStartWith($"{In("run")} ends before epoch-0002, step {lines[^1].Step}, {lines[^1].Point}");
    }

    [Fact]
    public async Task A_run_without_traces_is_refused() =>
        await Flex.RefusedAsync(["compare-traces", reference.Run, tiny.Run], "traces", "--trace-hashes");
}
