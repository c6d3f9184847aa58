using System.Text.Json;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Runs;

public sealed class PipelineRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-run-").FullName;
    private readonly FakeSteps _steps = new();
    private readonly StringWriter _console = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly PipelineOptions Options = new() { Name = "test", Prep = new(), Mesh = new(), Train = new() { Epochs = 3 } };

    private string Run => Path.Combine(_folder, "run");

    private PipelineRunner Runner() => new(_steps.Catalogue, _console, new PlainProgress(_console));

    private JsonElement Status() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, "status.json"))).RootElement;

    [Fact]
    public async Task Steps_run_in_order_and_the_folder_tells_of_them()
    {
        (await Runner().RunAsync(Options, Run, CancellationToken.None)).ShouldBe(ExitCode.Done);
        _steps.Called.Select(c => c.Step).ShouldBe(["prep", "mesh", "train"]);
        _steps.Called.ShouldAllBe(c => !c.Resume);
        _steps.Called[2].Options.Train!.Epochs.ShouldBe(3);
        Status().GetProperty("state").GetString().ShouldBe("done");
        Status().GetProperty("steps").GetProperty("train").GetProperty("state").GetString().ShouldBe("done");
        File.ReadAllText(Path.Combine(Run, "run.yaml")).ShouldContain("epochs: 3");
        File.ReadAllText(Path.Combine(Run, "summary.txt")).ShouldContain("13.7 Å");
        File.ReadAllLines(Path.Combine(Run, "log.json")).ShouldAllBe(line => line.StartsWith("{\"@t\":"));
        File.Exists(Path.Combine(Run, "versions.json")).ShouldBeTrue();
        _console.ToString().ShouldContain("13.7 Å");
    }

    [Fact]
    public async Task A_resumed_run_keeps_what_is_done_and_goes_on_where_it_stopped()
    {
        using var stop = new CancellationTokenSource();
        _steps.Hook = context =>
        {
            if (context.Step == "mesh")
            {
                stop.Cancel();
                context.Stop.ThrowIfCancellationRequested();
            }
        };
        (await Runner().RunAsync(Options, Run, stop.Token)).ShouldBe(ExitCode.Stopped);
        Status().GetProperty("state").GetString().ShouldBe("stopped");
        Status().GetProperty("steps").GetProperty("train").GetProperty("state").GetString().ShouldBe("waiting");
        _console.ToString().ShouldContain("flex3d resume");
        _steps.Called.Clear();
        _steps.Hook = null;
        (await Runner().ResumeAsync(Run, CancellationToken.None)).ShouldBe(ExitCode.Done);
        _steps.Called.Select(c => (c.Step, c.Resume)).ShouldBe([("mesh", true), ("train", false)]);
    }

    [Fact]
    public async Task What_a_step_chooses_is_written_with_its_reason_and_is_still_there_after_a_resume()
    {
        using var stop = new CancellationTokenSource();
        _steps.Hook = context =>
        {
            if (context.Step == "prep")
            {
                var choices = new Choices();
                int box = choices.Value(context.Options.Prep!.TrainingBox, "prep.trainingBox", 48, "as it fits");
                context.Settings.Use(context.Options with { Prep = context.Options.Prep with { TrainingBox = box } }, choices);
            }
            if (context.Step == "mesh")
            {
                context.Options.Prep!.TrainingBox.ShouldBe(48);
                stop.Cancel();
                context.Stop.ThrowIfCancellationRequested();
            }
            if (context.Step == "train")
            {
                var choices = new Choices();
                choices.Note("train.lambda", "of the epochs, 0.1 to 0.3");
                context.Settings.Use(context.Options, choices);
            }
        };
        (await Runner().RunAsync(Options, Run, stop.Token)).ShouldBe(ExitCode.Stopped);
        string Line(string key) => File.ReadLines(Path.Combine(Run, "run.yaml")).Single(line => line.TrimStart().StartsWith(key + ":", StringComparison.Ordinal));
        Line("trainingBox").ShouldMatch(@"^  trainingBox: 48 +# auto: as it fits \| Edge of the training images");
        Action<StepContext> hook = _steps.Hook;
        _steps.Hook = context =>
        {
            if (context.Step == "train")
            {
                hook(context);
            }
        };
        (await Runner().ResumeAsync(Run, CancellationToken.None)).ShouldBe(ExitCode.Done);
        Line("trainingBox").ShouldMatch(@"^  trainingBox: 48 +# auto: as it fits \| Edge of the training images");
        Line("lambda").ShouldMatch(@"^  lambda: auto +# auto: of the epochs, 0\.1 to 0\.3 \| Strength");
        PipelineFile.Load(Path.Combine(Run, "run.yaml")).ShouldBe(Options with { Prep = new() { TrainingBox = 48 } });
    }

    [Fact]
    public async Task A_failure_is_told_in_one_sentence_with_its_exit_code()
    {
        _steps.Hook = _ => throw new InputException("p.star", "line 7", "no optics group", "one");
        (await Runner().RunAsync(Options, Run, CancellationToken.None)).ShouldBe(ExitCode.BadInput);
        Status().GetProperty("state").GetString().ShouldBe("failed");
        Status().GetProperty("exitCode").GetInt32().ShouldBe(2);
        Status().GetProperty("message").GetString().ShouldBe("p.star, line 7: found no optics group; expected one");
        _console.ToString().ShouldContain("error: p.star, line 7: found no optics group; expected one");
        _console.ToString().ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_later_step_without_the_results_that_it_needs_is_refused_before_the_first_runs()
    {
        var runner = new PipelineRunner(StepCatalogue.Default, _console, new PlainProgress(_console));
        string message = (await Should.ThrowAsync<InputException>(() => runner.RunAsync(Options with { Mesh = null }, Run, CancellationToken.None))).Message;
        message.ShouldBe("the pipeline, train: found no step 'mesh' before it; expected the results of mesh; add 'mesh:' to the pipeline file, or name with 'from' a run that has them");
        Directory.Exists(Run).ShouldBeFalse();
    }

    [Fact]
    public async Task The_folder_of_a_run_is_not_taken_for_another()
    {
        await Runner().RunAsync(Options, Run, CancellationToken.None);
        (await Should.ThrowAsync<InputException>(() => Runner().RunAsync(Options, Run, CancellationToken.None))).Message.ShouldContain("flex3d resume");
        await Should.ThrowAsync<InputException>(() => Runner().ResumeAsync(_folder, CancellationToken.None));
        await Should.ThrowAsync<InputException>(() => Runner().RunAsync(new PipelineOptions(), Path.Combine(_folder, "b"), CancellationToken.None));
    }

    [Fact]
    public async Task A_run_that_failed_in_its_first_step_leaves_its_folder_free()
    {
        _steps.Hook = _ => throw new InputException("p.star", null, "x", "y");
        await Runner().RunAsync(Options, Run, CancellationToken.None);
        _steps.Hook = context =>
        {
            if (context.Step == "mesh")
            {
                throw new InputException("m.mrc", null, "x", "y");
            }
        };
        (await Runner().RunAsync(Options with { Name = "mended" }, Run, CancellationToken.None)).ShouldBe(ExitCode.BadInput);
        File.ReadAllText(Path.Combine(Run, "run.yaml")).ShouldContain("mended");
        await Should.ThrowAsync<InputException>(() => Runner().RunAsync(Options, Run, CancellationToken.None), "prep is done and is kept");
    }

    [Fact]
    public async Task Earlier_results_are_those_of_the_nearest_run_in_the_chain()
    {
        string Folder(string name) => Path.Combine(_folder, name);
        async Task<StepContext> After(string name, PipelineOptions options)
        {
            _steps.Called.Clear();
            (await Runner().RunAsync(options, Folder(name), CancellationToken.None)).ShouldBe(ExitCode.Done);
            return _steps.Called[^1];
        }
        await After("a", new PipelineOptions { Prep = new(), Inputs = new() { Particles = "/p.star", DataDir = "/d", Map = "/m.mrc" } });
        await After("b", new PipelineOptions { From = Folder("a"), Mesh = new() });
        StepContext train = await After("c", new PipelineOptions { From = Folder("b"), Train = new(), Inputs = new() { Map = "/other.mrc" } });
        train.ResultsOf("prep").ShouldBe(Path.Combine(Folder("a"), "prep"));
        train.ResultsOf("mesh").ShouldBe(Path.Combine(Folder("b"), "mesh"));
        train.Options.Inputs.ShouldBe(new InputOptions { Particles = "/p.star", DataDir = "/d", Map = "/other.mrc" });
        StepContext again = await After("d", new PipelineOptions { From = Folder("c"), Mesh = new(), Inputs = new() { Particles = "/q.star" } });
        again.ResultsOf("mesh").ShouldBe(Path.Combine(Folder("d"), "mesh"));
        again.Options.Inputs.DataDir.ShouldBeNull("it belongs to the other particles");
        Directory.Delete(Folder("a"), recursive: true);
        (await Runner().RunAsync(new PipelineOptions { From = Folder("c"), Generate = new() }, Folder("e"), CancellationToken.None)).ShouldBe(ExitCode.BadInput);
        _console.ToString().ShouldContain($"{Path.Combine(Folder("b"), "run.yaml")}, from: found '{Folder("a")}', which has no run.yaml");
    }

    [Fact]
    public async Task A_chain_that_leads_back_to_itself_is_refused()
    {
        await Runner().RunAsync(Options, Run, CancellationToken.None);
        string second = Path.Combine(_folder, "second");
        await Runner().RunAsync(new PipelineOptions { From = Run, Train = new() }, second, CancellationToken.None);
        File.WriteAllText(Path.Combine(Run, "run.yaml"), $"from: {second}\ntrain:\n");
        Should.Throw<InputException>(() => RunFolder.Open(second).Lineage()).Message.ShouldContain("refers back to itself");
    }

    [Fact]
    public async Task Results_of_another_run_are_found_through_from()
    {
        await Runner().RunAsync(Options, Run, CancellationToken.None);
        _steps.Called.Clear();
        await Runner().RunAsync(new PipelineOptions { From = Run, Train = new() }, Path.Combine(_folder, "second"), CancellationToken.None);
        StepContext context = _steps.Called.Single();
        context.ResultsOf("prep").ShouldBe(Path.Combine(Run, "prep"));
        context.ResultsOf("train").ShouldBe(Path.Combine(_folder, "second", "train"));
    }

    [Fact]
    public void Inputs_are_recorded_and_a_change_shows()
    {
        RunFolder run = RunFolder.Create(Run, Options, []);
        string file = Path.Combine(_folder, "a.star");
        File.WriteAllText(file, "abc");
        InputRecord record = run.RecordInputs([file]).Single();
        record.Hash.ShouldBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        File.WriteAllText(file, "abd");
        run.RecordInputs([file]).Single().Hash.ShouldNotBe(record.Hash);
        File.ReadAllText(run.InputsFile).ShouldContain("sha256:");
    }

    [Fact]
    public void A_large_stack_is_sampled_and_says_so()
    {
        string file = Path.Combine(_folder, "a.mrcs");
        using (FileStream stream = File.Create(file))
        {
            stream.SetLength(InputRecord.WholeUpTo + 5);
        }
        DateTime time = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, time);
        InputRecord record = InputRecord.Of(file);
        record.Hash.ShouldStartWith("sampled-sha256:");
        InputRecord.Of(file).ShouldBe(record);
        File.SetLastWriteTimeUtc(file, time.AddSeconds(1));
        InputRecord.Of(file).ShouldNotBe(record);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.Position = stream.Length - 1;
            stream.WriteByte(1);
        }
        File.SetLastWriteTimeUtc(file, time);
        InputRecord.Of(file).ShouldNotBe(record);
    }

    [Fact]
    public void Exit_codes_are_those_of_the_page()
    {
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "exit-codes.md"));
        foreach (ExitCode code in Enum.GetValues<ExitCode>())
        {
            page.ShouldContain($"| {(int)code} | `{code}` |");
        }
        ExitCodes.Of(new FileNotFoundException()).ShouldBe(ExitCode.BadInput);
        ExitCodes.Of(new IOException("x", 28)).ShouldBe(ExitCode.DiskFull);
        ExitCodes.Of(new OperationCanceledException()).ShouldBe(ExitCode.Stopped);
        ExitCodes.Of(new InvalidOperationException()).ShouldBe(ExitCode.Unexpected);
        ExitCodes.Of(new InvariantException("x")).ShouldBe(ExitCode.Broken);
    }
}
