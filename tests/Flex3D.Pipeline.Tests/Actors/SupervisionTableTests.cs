using System.Text.Json;
using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Tests.Graph;
using Flex3D.Pipeline.Tests.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Actors;

/// <summary>Each row of the table in <c>docs/fault-tolerance.md</c>: the fault is made to happen in a run, and told in log, <c>status.json</c> and exit code.</summary>
public sealed class SupervisionTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-table-").FullName;
    private readonly FakeProgram _program = new(steps: 4, shards: 3);
    private readonly Queue<string> _devices = new(["cpu"]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly PipelineOptions Options = new()
    {
        Name = "table",
        Train = new(),
        Safety = new() { RetryPause = 0.001, RetryLongestPause = 0.004, DiskFullPause = 0.001, DiskFullRetries = 3 },
    };

    private sealed record Told(ExitCode Code, string State, int Faults, string? LastFault, string? Message, string Log);

    // A run whose one step is a phase of fake work on a device.
    private async Task<Told> RunAsync(string device = "cpu", LostDevice lostDevice = LostDevice.Cpu, Func<RunHost, Task>? after = null)
    {
        var steps = new FakeSteps
        {
            Hook = context => Task.Run(async () =>
            {
                await using RunHost host = context.StartHost(device);
                await host.RunAsync(new ShardPhase<FakeProgram.Buffer>("epoch 1", _program, new BufferPool<FakeProgram.Buffer>(6, _ => new()), () => new ShardGraphOptions(2), _devices.Dequeue));
                await (after?.Invoke(host) ?? Task.CompletedTask);
            }).GetAwaiter().GetResult(),
        };
        string run = Path.Combine(_folder, "run");
        using var console = new StringWriter();
        ExitCode code = await new PipelineRunner(steps.Catalogue, TextWriter.Synchronized(console), new PlainProgress(TextWriter.Null)).RunAsync(Options with { Safety = Options.Safety with { LostDevice = lostDevice } }, run, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        JsonElement status = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "status.json"))).RootElement;
        JsonElement now = status.GetProperty("now");
        status.GetProperty("exitCode").GetInt32().ShouldBe((int)code);
        return new Told(
            code, status.GetProperty("state").GetString()!, now.GetProperty("faults").GetInt32(), now.GetProperty("lastFault").GetString(),
            status.GetProperty("message").GetString(), File.ReadAllText(Path.Combine(run, "log.json")));
    }

    // The first shard, so that no other is counted, which would forgive what failed before.
    private void Fails(int times, Func<Exception> fault, string stage = "Read")
    {
        int left = times;
        _program.Hook = (what, shard) =>
        {
            if (what == stage && shard == new ShardKey(0, 0) && Interlocked.Decrement(ref left) >= 0)
            {
                throw fault();
            }
        };
    }

    private void ShouldBeDone(Told told)
    {
        told.Code.ShouldBe(ExitCode.Done);
        told.State.ShouldBe("done");
        _program.Model.ShouldBe(FakeProgram.Expected(4, 3));
    }

    [Fact]
    public async Task Transient_input_and_output_is_tried_again()
    {
        Fails(2, () => new IOException("the share of stack_3.mrcs is away"));
        Told told = await RunAsync();
        ShouldBeDone(told);
        (told.Faults, told.LastFault).ShouldBe((2, "the share of stack_3.mrcs is away (retry 2 of 6)"));
        told.Log.ShouldContain("retrying in");
    }

    [Fact]
    public async Task Input_and_output_that_keeps_failing_ends_with_74_and_names_the_file()
    {
        Fails(int.MaxValue, () => new IOException("stack_3.mrcs: Input/output error"));
        Told told = await RunAsync();
        (told.Code, told.State, told.Faults).ShouldBe((ExitCode.InputOutput, "failed", 7), told.ToString());
        told.Message.ShouldBe("gave up after 6 retries: stack_3.mrcs: Input/output error");
        told.LastFault.ShouldBe("stack_3.mrcs: Input/output error (gave up)");
        told.Log.ShouldContain("gave up after 6 retries");
        _program.Begun.Count.ShouldBe(7, "the first and six more");
    }

    [Fact]
    public async Task Bad_particle_data_is_never_tried_again()
    {
        Fails(1, () => new InputException("a.mrcs", "particle 7, byte 29696", "NaN", "numbers"), "Prepare");
        Told told = await RunAsync();
        (told.Code, told.State, told.Faults).ShouldBe((ExitCode.BadInput, "failed", 1));
        told.Message!.ShouldContain("a.mrcs, particle 7, byte 29696");
        told.LastFault!.ShouldEndWith("(the run ends)");
        told.Log.ShouldContain("particle 7, byte 29696");
        _program.Begun.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_disk_is_waited_for()
    {
        Fails(3, () => new IOException("No space left on device", 28));
        Told told = await RunAsync();
        ShouldBeDone(told);
        (told.Faults, told.LastFault).ShouldBe((3, "No space left on device (the disk is full)"));
        told.Log.ShouldContain("the disk is full");
    }

    [Fact]
    public async Task A_disk_that_stays_full_ends_with_75_and_a_run_that_can_be_gone_on_with()
    {
        int left = int.MaxValue;
        var section = new CheckpointSection("x", 1, stream =>
        {
            if (left-- > 0)
            {
                throw new IOException("No space left on device", 28);
            }
            stream.Write([1]);
        });
        Told told = await RunAsync(after: host => host.SaveAsync([section]));
        (told.Code, told.State, told.Faults).ShouldBe((ExitCode.DiskFull, "stopped", 4));
        told.Message!.ShouldContain("the disk stayed full");
        told.LastFault.ShouldBe("No space left on device (gave up)");
        told.Log.ShouldContain("free some disk space, then run flex3d resume");
        Directory.GetFiles(Path.Combine(_folder, "run", "checkpoints", "train")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_device_that_fails_is_left_for_the_cpu()
    {
        Fails(1, () => new OutOfMemoryException("device memory"), "Infer");
        Told told = await RunAsync("cuda:0");
        ShouldBeDone(told);
        _devices.ShouldBeEmpty("what is left was asked for");
        (told.Faults, told.LastFault).ShouldBe((1, "device memory (continuing on cpu)"));
        told.Log.ShouldContain("continuing on");
    }

    [Fact]
    public async Task Devices_that_fail_one_after_the_other_are_left_one_after_the_other()
    {
        _devices.Clear();
        _devices.Enqueue("cuda:1");
        _devices.Enqueue("cpu");
        Fails(2, () => new OutOfMemoryException("device memory"), "Infer");
        Told told = await RunAsync("cuda:all");
        ShouldBeDone(told);
        _devices.ShouldBeEmpty("what is left was asked for twice");
        (told.Faults, told.LastFault).ShouldBe((2, "device memory (continuing on cpu)"));
        told.Log.ShouldContain("continuing on cuda:1");
    }

    [Fact]
    public async Task A_device_that_fails_and_may_not_be_left_ends_with_69()
    {
        Fails(1, () => new OutOfMemoryException("device memory"), "Infer");
        Told told = await RunAsync("cuda:0", LostDevice.Stop);
        (told.Code, told.State, told.LastFault).ShouldBe((ExitCode.NoDevice, "failed", "device memory (gave up)"));
        told.Message.ShouldBe("the device failed: device memory");
        told.Log.ShouldContain("no other device is left to try");
    }

    [Fact]
    public async Task A_broken_invariant_ends_with_70_and_is_never_tried_again()
    {
        Fails(1, () => new InvariantException("a sum overflowed"), "Reduce");
        Told told = await RunAsync();
        (told.Code, told.State, told.Faults).ShouldBe((ExitCode.Broken, "failed", 1));
        (told.Message, told.LastFault).ShouldBe(("a sum overflowed", "a sum overflowed (the run ends)"));
        told.Log.ShouldContain("a defect of Flex3D");
        _program.Begun.Count.ShouldBe(1);
    }
}
