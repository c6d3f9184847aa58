using System.Collections.Concurrent;
using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Tests.Graph;
using Flex3D.Stages.Faults;
using Flex3D.Tests;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Flex3D.Pipeline.Tests.Actors;

public sealed class RunHostTests : IAsyncLifetime, ILogEventSink
{
    private static readonly TimeSpan Patience = Waiting.AtMost;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-host-").FullName;
    private readonly ConcurrentQueue<string> _log = new();
    private RunHost _host = null!;

    public ValueTask InitializeAsync()
    {
        _host = Start("cuda:0", mayFallBack: true);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    void ILogEventSink.Emit(LogEvent logEvent) => _log.Enqueue(logEvent.RenderMessage());

    private RunHost Start(string device, bool mayFallBack) => RunHost.Start(
        new RunHostOptions(_folder, device, mayFallBack)
        {
            Retry = new RetryPolicy
            {
                FirstPause = TimeSpan.FromMilliseconds(1),
                LongestPause = TimeSpan.FromMilliseconds(4),
                DiskFullPause = TimeSpan.FromMilliseconds(2),
                DiskFullTries = 3,
            },
        },
        new LoggerConfiguration().WriteTo.Sink(this).CreateLogger());

    private static void ShouldBe(PhaseOutcome outcome, long nextStep, bool finished, long counted, int restarts) =>
        (outcome.NextStep, outcome.Finished, outcome.Totals, outcome.Restarts).ShouldBe((nextStep, finished, new LedgerTotals(counted, 0), restarts));

    private static ShardPhase<FakeProgram.Buffer> Phase(FakeProgram program, Func<string>? leaveDevice = null) =>
        new("epoch 1", program, new BufferPool<FakeProgram.Buffer>(6, _ => new()), () => new ShardGraphOptions(2), leaveDevice);

    /// <summary>Fails the first <paramref name="times"/> times that <paramref name="what"/> comes to the given shard.</summary>
    private static FakeProgram Failing(int times, Func<Exception> fault, string what = "Read", long step = 3)
    {
        var program = new FakeProgram(steps: 6, shards: 4);
        int left = times;
        program.Hook = (stage, shard) =>
        {
            if (stage == what && shard == new ShardKey(step, 2) && Interlocked.Decrement(ref left) >= 0)
            {
                throw fault();
            }
        };
        return program;
    }

    [Fact]
    public async Task A_phase_runs_to_its_end_and_another_after_it()
    {
        var first = new FakeProgram(6, 4);
        PhaseOutcome outcome = await _host.RunAsync(Phase(first)).WaitAsync(Patience);
        ShouldBe(outcome, 6, finished: true, 240, restarts: 0);
        first.Model.ShouldBe(FakeProgram.Expected(6, 4));
        var second = new FakeProgram(3, 2, firstStep: 6);
        (await _host.RunAsync(Phase(second)).WaitAsync(Patience)).NextStep.ShouldBe(9);
        second.Model.ShouldBe(FakeProgram.Expected(3, 2, firstStep: 6));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public async Task Transient_faults_are_tried_again_from_the_last_committed_step_with_the_same_result(int times)
    {
        FakeProgram program = Failing(times, () => new IOException("the share is away"));
        PhaseOutcome outcome = await _host.RunAsync(Phase(program)).WaitAsync(Patience);
        ShouldBe(outcome, 6, finished: true, 240, restarts: times);
        program.Model.ShouldBe(FakeProgram.Expected(6, 4));
        program.Log.Count(line => line.StartsWith("Reduce", StringComparison.Ordinal)).ShouldBe(24, "what was counted is not done again");
        await _host.DisposeAsync(); // lets the log run empty
        _log.ShouldContain(line => line.Contains("the share is away") && line.Contains("retry 1 of 6"));
    }

    [Fact]
    public async Task After_six_tries_without_a_step_the_run_is_given_up_with_the_cause()
    {
        FakeProgram program = Failing(int.MaxValue, () => new IOException("stack_3.mrcs is away"), step: 0);
        RunFailedException failed = await Should.ThrowAsync<RunFailedException>(() => _host.RunAsync(Phase(program)).WaitAsync(Patience));
        failed.Code.ShouldBe(ExitCode.InputOutput);
        failed.Message.ShouldContain("stack_3.mrcs is away");
    }

    [Fact]
    public async Task Progress_forgives_earlier_faults()
    {
        var program = new FakeProgram(steps: 10, shards: 4);
        var failed = new ConcurrentDictionary<long, bool>();
        program.Hook = (stage, shard) =>
        {
            if (stage == "Accumulate" && shard.Shard == 1 && failed.TryAdd(shard.Step, true))
            {
                throw new IOException("once a step");
            }
        };
        (await _host.RunAsync(Phase(program)).WaitAsync(Patience)).Restarts.ShouldBe(10);
        program.Model.ShouldBe(FakeProgram.Expected(10, 4));
    }

    [Fact]
    public async Task Bad_input_stops_at_once()
    {
        FakeProgram program = Failing(1, () => new InputException("a.mrcs", "particle 7", "NaN", "numbers"), "Prepare");
        (await Should.ThrowAsync<InputException>(() => _host.RunAsync(Phase(program)).WaitAsync(Patience))).Place.ShouldBe("particle 7");
        program.Begun.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_invariant_stops_at_once_and_the_host_can_go_on()
    {
        FakeProgram program = Failing(1, () => new InvariantException("overflow"), "Reduce");
        await Should.ThrowAsync<InvariantException>(() => _host.RunAsync(Phase(program)).WaitAsync(Patience));
        program.Begun.Count.ShouldBe(1);
        (await _host.RunAsync(Phase(new FakeProgram(2, 2))).WaitAsync(Patience)).Finished.ShouldBeTrue();
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task A_full_disk_is_waited_for_up_to_the_limit(int times, bool recovers)
    {
        var program = new FakeProgram(steps: 6, shards: 1); // no other shard is counted in the meantime, which would forgive what failed before
        int left = times;
        program.Hook = (stage, shard) =>
        {
            if (stage == "Accumulate" && shard == new ShardKey(3, 0) && left-- > 0)
            {
                throw new IOException("No space left on device : '/x'", 28);
            }
        };
        Task<PhaseOutcome> run = _host.RunAsync(Phase(program)).WaitAsync(Patience);
        if (recovers)
        {
            (await run).Restarts.ShouldBe(times);
            program.Model.ShouldBe(FakeProgram.Expected(6, 1));
        }
        else
        {
            (await Should.ThrowAsync<RunFailedException>(() => run)).Code.ShouldBe(ExitCode.DiskFull);
        }
    }

    [Fact]
    public async Task The_cpu_takes_the_place_of_a_device_whose_memory_ran_out()
    {
        var left = new Queue<string>(["cpu"]);
        FakeProgram program = Failing(1, () => new OutOfMemoryException("device memory"), "Infer");
        await _host.RunAsync(Phase(program, left.Dequeue)).WaitAsync(Patience);
        left.ShouldBeEmpty();
        program.Model.ShouldBe(FakeProgram.Expected(6, 4));
        await _host.DisposeAsync(); // lets the log run empty
        _log.ShouldContain(line => line.Contains("continuing on cpu"));
    }

    [Fact]
    public async Task Without_leave_to_fall_back_a_failing_device_ends_the_run()
    {
        await using RunHost host = Start("cuda:0", mayFallBack: false);
        FakeProgram program = Failing(1, () => new OutOfMemoryException("device memory"), "Infer");
        (await Should.ThrowAsync<RunFailedException>(() => host.RunAsync(Phase(program)).WaitAsync(Patience))).Code.ShouldBe(ExitCode.NoDevice);
    }

    [Fact]
    public async Task A_stop_ends_at_a_step_and_a_later_run_goes_on_to_the_same_result()
    {
        using var stop = new CancellationTokenSource();
        var program = new FakeProgram(steps: 30, shards: 4);
        program.Hook = (stage, shard) =>
        {
            if (stage == "Infer" && shard == new ShardKey(5, 1))
            {
                stop.Cancel();
            }
        };
        PhaseOutcome outcome = await _host.RunAsync(Phase(program), stop: stop.Token).WaitAsync(Patience);
        ShouldBe(outcome, 6, finished: false, 240, restarts: 0);
        outcome = await _host.RunAsync(Phase(program), outcome.Ledger).WaitAsync(Patience);
        ShouldBe(outcome, 30, finished: true, 1200, restarts: 0);
        program.Model.ShouldBe(FakeProgram.Expected(30, 4));
    }

    [Fact]
    public async Task A_checkpoint_is_on_disk_when_the_task_ends()
    {
        string path = await _host.SaveAsync([CheckpointSection.Json("note", "x")]).WaitAsync(Patience);
        using CheckpointReader reader = CheckpointReader.Open(path);
        reader.Json<string>("note").ShouldBe("x");
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task A_checkpoint_waits_for_room_on_a_full_disk(int times, bool recovers)
    {
        int left = times;
        var section = new CheckpointSection("x", 1, stream =>
        {
            if (left-- > 0)
            {
                throw new IOException("No space left on device", 28);
            }
            stream.Write([1]);
        });
        Task<string> save = _host.SaveAsync([section]).WaitAsync(Patience);
        if (recovers)
        {
            File.Exists(await save).ShouldBeTrue();
        }
        else
        {
            (await Should.ThrowAsync<RunFailedException>(() => save)).Code.ShouldBe(ExitCode.DiskFull);
            Directory.GetFiles(_folder).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_pauses_double_up_to_half_a_minute() =>
        Enumerable.Range(1, 7).Select(retry => new RetryPolicy().PauseBefore(retry).TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 30, 30]);

    [Fact]
    public void Faults_are_told_apart()
    {
        FaultClassifier.Classify(new EndOfStreamException()).ShouldBe(FaultKind.BadInput);
        FaultClassifier.Classify(new FileNotFoundException()).ShouldBe(FaultKind.Transient);
        FaultClassifier.Classify(new IOException("x", unchecked((int)0x80070070))).ShouldBe(FaultKind.DiskFull);
        FaultClassifier.Classify(new IOException("x", 122)).ShouldBe(FaultKind.DiskFull);
        FaultClassifier.Classify(new StageCanceledException("read", new OperationCanceledException())).ShouldBe(FaultKind.Transient);
        FaultClassifier.Classify(new InvalidOperationException()).ShouldBe(FaultKind.Fatal);
    }
}
