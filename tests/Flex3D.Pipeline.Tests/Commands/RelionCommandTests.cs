using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Relion;
using Flex3D.Pipeline.Tests.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Commands;

/// <summary>An External job with steps that do no work: how it ends, and how it goes on.</summary>
public sealed class RelionCommandTests : IDisposable
{
    private readonly string _project = Directory.CreateTempSubdirectory("flex3d-project-").FullName;
    private readonly FakeSteps _steps = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => Directory.Delete(_project, recursive: true);

    private string Job(string name) => Path.Combine(_project, "External", "job012", name);

    private string[] Markers() => [.. Directory.GetFiles(Job(""), "RELION_JOB_*").Select(path => Path.GetFileName(path)!)];

    private Task<ExitCode> CallAsync(string more = "") => RelionCommand.RunAsync(
        new CommandSession(_steps.Catalogue, _output, _errors, CancellationToken.None), new RelionCall($"--o External/job012/ --in_parts p.star --j 2{more}".Split(' ')), _project);

    [Fact]
    public async Task RELIONs_request_stops_the_open_step_and_the_job_goes_on_where_it_was()
    {
        _steps.Hook = context =>
        {
            if (context.Step == "train" && !context.Resume)
            {
                File.WriteAllText(Job("RELION_JOB_ABORT_NOW"), "");
                context.Stop.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)).ShouldBeTrue();
                context.Stop.ThrowIfCancellationRequested();
            }
        };
        (await CallAsync()).ShouldBe(ExitCode.Stopped);
        Markers().ShouldBe(["RELION_JOB_EXIT_ABORTED"]);
        _steps.Called.Select(call => call.Step).ShouldBe(["prep", "mesh", "train"]);

        // The fake steps leave no maps, so that it fails after the last; but it goes through the rest once.
        await Should.ThrowAsync<InputException>(() => CallAsync());
        Markers().ShouldBe(["RELION_JOB_EXIT_FAILURE"]);
        _steps.Called.Skip(3).Select(call => (call.Step, call.Resume)).ShouldBe([("train", true), ("reconstruct", false), ("generate", false)]);
    }

    [Fact]
    public async Task A_step_that_fails_fails_the_job()
    {
        _steps.Hook = context => throw new InputException("p.star", "line 3", "nothing", "a number");
        (await CallAsync()).ShouldBe(ExitCode.BadInput);
        Markers().ShouldBe(["RELION_JOB_EXIT_FAILURE"]);
        File.Exists(Job("RELION_OUTPUT_NODES.star")).ShouldBeFalse();
        _steps.Hook = null; // the input is corrected: the same job begins again
        await Should.ThrowAsync<InputException>(() => CallAsync());
        _steps.Called.Count.ShouldBe(1 + 5);
    }

    [Fact]
    public async Task A_parameter_that_is_unknown_fails_the_job_before_anything_runs()
    {
        (await Should.ThrowAsync<InputException>(() => CallAsync(" --epoch 3"))).Message.ShouldContain("train.epochs");
        Markers().ShouldBe(["RELION_JOB_EXIT_FAILURE"]);
        _steps.Called.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_does_not_go_on_with_another_setting_but_with_other_threads()
    {
        _steps.Hook = context =>
        {
            if (context.Step == "mesh")
            {
                throw new OperationCanceledException();
            }
        };
        (await CallAsync(" --epochs 9")).ShouldBe(ExitCode.Stopped);
        (await Should.ThrowAsync<InputException>(() => CallAsync(" --epochs 10"))).Message.ShouldContain("--epochs: found 10 for 'train.epochs'; expected 9");
        Markers().ShouldBe(["RELION_JOB_EXIT_FAILURE"]);
        (await CallAsync(" --epochs 9 --threads 1")).ShouldBe(ExitCode.Stopped);
        Markers().ShouldBe(["RELION_JOB_EXIT_ABORTED"]);
    }
}
