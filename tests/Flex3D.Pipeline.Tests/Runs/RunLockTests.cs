using System.Diagnostics;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Runs;

/// <summary>One process a run folder, and what a killed one leaves.</summary>
public sealed class RunLockTests : IDisposable
{
    private static readonly PipelineOptions Options = new() { Name = "test", Prep = new(), Mesh = new() };
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-lock-").FullName;
    private readonly FakeSteps _steps = new();
    private readonly StringWriter _console = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run => Path.Combine(_folder, "deep", "run");

    private PipelineRunner Runner() => new(_steps.Catalogue, _console, new PlainProgress(_console));

    [Fact]
    public async Task A_run_that_is_going_on_is_refused_to_another_and_told_by_its_process()
    {
        InputException? resumed = null, again = null;
        _steps.Hook = context =>
        {
            if (context.Step == "mesh")
            {
                resumed = Should.Throw<InputException>(() => Runner().ResumeAsync(Run, CancellationToken.None).GetAwaiter().GetResult());
                again = Should.Throw<InputException>(() => Runner().RunAsync(Options, Run, CancellationToken.None).GetAwaiter().GetResult());
            }
        };
        (await Runner().RunAsync(Options, Run, CancellationToken.None)).ShouldBe(ExitCode.Done);
        resumed.ShouldNotBeNull().Message.ShouldContain($"a run in progress (process {Environment.ProcessId} on {Environment.MachineName})");
        again.ShouldNotBeNull().Message.ShouldContain("wait until the run ends");
        _steps.Hook = null;
        (await Runner().ResumeAsync(Run, CancellationToken.None)).ShouldBe(ExitCode.Done, "the lock is given back");
    }

    [Fact]
    public async Task Another_process_is_refused_with_2_and_let_in_when_the_first_has_ended()
    {
        RunFolder.Create(Run, Options with { Prep = null, Mesh = null, Deform = new() }, ["deform"]);
        using (RunLock.Take(Run))
        {
            (int code, string text) = await ResumeAsync();
            code.ShouldBe(2, text);
            text.ShouldContain("a run in progress");
            text.ShouldNotContain("   at ");
        }
        (await ResumeAsync()).Text.ShouldNotContain("in progress (");
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_removed_and_nothing_else()
    {
        _steps.Hook = context =>
        {
            if (context.Step == "mesh")
            {
                throw new IOException("the share is away");
            }
        };
        (await Runner().RunAsync(Options, Run, CancellationToken.None)).ShouldBe(ExitCode.InputOutput);
        string[] half = [".status.json.4711.partial", "prep/.particles.mrcs.4711.partial", "maps/.flex.mrc.12.partial"];
        string[] kept = ["prep/particles.mrcs", "prep/.mine.partial", "prep/notes.4711.partial"];
        foreach (string name in half.Concat(kept))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Run, name))!);
            File.WriteAllText(Path.Combine(Run, name), "x");
        }
        _steps.Hook = null;
        (await Runner().ResumeAsync(Run, CancellationToken.None)).ShouldBe(ExitCode.Done);
        half.ShouldAllBe(name => !File.Exists(Path.Combine(Run, name)));
        kept.ShouldAllBe(name => File.Exists(Path.Combine(Run, name)));
    }

    [Fact]
    public async Task A_folder_in_which_a_run_was_killed_before_it_was_whole_is_no_run_and_is_free()
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "versions.json"), "{}");
        File.WriteAllText(Path.Combine(Run, ".run.yaml.4711.partial"), "na");
        (await Should.ThrowAsync<InputException>(() => Runner().ResumeAsync(Run, CancellationToken.None))).Message.ShouldContain("no run.yaml");
        (await Runner().RunAsync(Options, Run, CancellationToken.None)).ShouldBe(ExitCode.Done);
        Directory.GetFiles(Run, ".*.partial").ShouldBeEmpty();
    }

    private async Task<(int Code, string Text)> ResumeAsync()
    {
        using Process process = RealProgram.Start(RealProgram.Host, "exec", RealProgram.Assembly, "resume", Run);
        return await RealProgram.EndAsync(process);
    }
}
