using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.Runs;

public sealed class ResultManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-results-").FullName;
    private readonly FakeSteps _steps = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private Task<ExitCode> RunAsync() =>
        new PipelineRunner(_steps.Catalogue, TextWriter.Null, new PlainProgress(TextWriter.Null)).RunAsync(PipelineFile.Parse("mesh:\ntrain:\n", "p.yaml"), In("run"), CancellationToken.None);

    private ResultManifest Read() => ResultManifest.Read(RunFolder.Open(In("run")))!;

    [Fact]
    public async Task Every_file_that_a_step_writes_is_listed_under_it_with_its_hash_and_nothing_else_is()
    {
        _steps.Hook = context =>
        {
            DurableFile.WriteText(Path.Combine(context.Output, "made.txt"), "abc");
            DurableFile.WriteText(Path.Combine(context.Run.Path, "latest.txt"), context.Step);
            DurableFile.WriteText(In("elsewhere.txt"), "");
            File.WriteAllText(Path.Combine(context.Output, "by hand.txt"), "");
            Task.Run(() => DurableFile.WriteText(Path.Combine(context.Output, "other thread.txt"), "")).GetAwaiter().GetResult();
        };
        (await RunAsync()).ShouldBe(ExitCode.Done);
        ResultManifest manifest = Read();
        manifest.IsWhole.ShouldBeTrue();
        manifest.Files.Select(file => (file.Step, file.Path)).ShouldBe(
        [
            ("train", "latest.txt"), // the last to write it
            ("mesh", "mesh/made.txt"), ("mesh", "mesh/other thread.txt"),
            ("summary", "summary.txt"),
            ("train", "train/made.txt"), ("train", "train/other thread.txt"),
        ]);
        manifest.Files[1].ShouldBe(new ResultRecord("mesh", "mesh/made.txt", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    [Fact]
    public async Task A_step_that_is_done_again_replaces_its_files_and_keeps_those_of_others()
    {
        bool fails = true;
        _steps.Hook = context =>
        {
            DurableFile.WriteText(Path.Combine(context.Output, context.Step == "train" && fails ? "first.txt" : "second.txt"), "");
            if (context.Step == "train" && fails)
            {
                throw new IOException("the share is gone");
            }
        };
        (await RunAsync()).ShouldBe(ExitCode.InputOutput);
        Read().Files.Select(file => file.Path).ShouldBe(["mesh/second.txt"]);
        fails = false;
        (await new PipelineRunner(_steps.Catalogue, TextWriter.Null, new PlainProgress(TextWriter.Null)).ResumeAsync(In("run"), CancellationToken.None)).ShouldBe(ExitCode.Done);
        Read().Files.Select(file => file.Path).ShouldBe(["mesh/second.txt", "summary.txt", "train/second.txt"]);
    }

    [Fact]
    public void The_list_notices_a_change_of_itself()
    {
        ResultManifest manifest = ResultManifest.Of([new("a", "x", 1, "00"), new("a", "y", 2, "01")]);
        manifest.IsWhole.ShouldBeTrue();
        (manifest with { Files = [manifest.Files[0]] }).IsWhole.ShouldBeFalse();
        (manifest with { Files = [manifest.Files[0], manifest.Files[1] with { Bytes = 3 }] }).IsWhole.ShouldBeFalse();
    }

    [Fact]
    public async Task The_log_tells_the_peak_of_resident_memory_and_no_result_does()
    {
        using var console = new StringWriter();
        await new PipelineRunner(_steps.Catalogue, console, new PlainProgress(TextWriter.Null)).RunAsync(PipelineFile.Parse("mesh:\n", "p.yaml"), In("run"), CancellationToken.None);
        string line = console.ToString().Split('\n').Single(line => line.StartsWith("peak resident memory", StringComparison.Ordinal));
        double.Parse(line.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(10);
        File.ReadAllText(In("run/summary.txt")).ShouldNotContain("memory");
        ProcessMemory.PeakResidentBytes().ShouldBeGreaterThanOrEqualTo(System.Diagnostics.Process.GetCurrentProcess().WorkingSet64 / 2);
    }
}
