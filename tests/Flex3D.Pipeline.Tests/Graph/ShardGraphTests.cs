using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Graph;

public class ShardGraphTests
{
    private static readonly TimeSpan Patience = Waiting.AtMost;

    private static async Task<LedgerState> RunAsync(
        FakeProgram program, int workers = 2, int buffers = 6, long first = 0, CancellationToken stop = default, CancellationToken abort = default, BufferPool<FakeProgram.Buffer>? pool = null)
    {
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, first));
        pool ??= new BufferPool<FakeProgram.Buffer>(buffers, _ => new());
        var graph = new ShardGraph<FakeProgram.Buffer>(program, pool, ledger, new ShardGraphOptions(workers));
        await graph.RunAsync(stop, abort).WaitAsync(Patience);
        pool.Reclaim().ShouldBe(0, "every lease is released");
        return ledger.State;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 3)]
    [InlineData(4, 12)]
    public async Task The_result_is_that_of_a_plain_loop_whatever_the_number_of_workers_and_buffers(int workers, int buffers)
    {
        var program = new FakeProgram(steps: 12, shards: 9);
        LedgerState state = await RunAsync(program, workers, buffers);
        program.Model.ShouldBe(FakeProgram.Expected(12, 9));
        state.Done.ShouldBeTrue();
        state.Totals.ShouldBe(new LedgerTotals(12 * 9 * 10, 0));
        program.WorkersOverlapped.ShouldBeFalse();
        program.WorkersSeen.Keys.ShouldAllBe(worker => worker < workers);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    public async Task Workers_that_prepare_between_two_shards_change_nothing(int workers, int buffers)
    {
        var program = new FakeProgram(steps: 12, shards: 9);
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        var pool = new BufferPool<FakeProgram.Buffer>(buffers, _ => new());
        await new ShardGraph<FakeProgram.Buffer>(program, pool, ledger, new ShardGraphOptions(workers, Preparers: 0)).RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        program.Model.ShouldBe(FakeProgram.Expected(12, 9));
        pool.Reclaim().ShouldBe(0);
    }

    [Fact]
    public async Task No_inference_of_a_step_begins_before_the_step_before_it_is_committed()
    {
        var program = new FakeProgram(steps: 6, shards: 4);
        await RunAsync(program, workers: 3, buffers: 8);
        string[] log = [.. program.Log];
        for (int step = 1; step < 6; step++)
        {
            int committed = Array.IndexOf(log, $"Commit {step - 1}.-1");
            committed.ShouldBeGreaterThan(0);
            log.Take(committed).ShouldNotContain(line => line.StartsWith($"Infer {step}."));
        }
    }

    [Fact]
    public async Task The_next_step_is_read_while_this_one_is_in_inference()
    {
        var nextRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var program = new FakeProgram(steps: 2, shards: 2);
        program.Hook = (what, shard) =>
        {
            if (what == "Prepare" && shard.Step == 1)
            {
                nextRead.TrySetResult();
            }
            if (what == "Infer" && shard.Step == 0)
            {
                nextRead.Task.Wait(Patience).ShouldBeTrue("step 1 is prepared while step 0 is held in inference");
            }
        };
        await RunAsync(program, workers: 2, buffers: 6);
        program.Model.ShouldBe(FakeProgram.Expected(2, 2));
    }

    [Fact]
    public async Task A_stop_finishes_the_open_step_and_begins_no_other()
    {
        using var stop = new CancellationTokenSource();
        var program = new FakeProgram(steps: 50, shards: 5);
        program.Hook = (what, shard) =>
        {
            if (what == "Accumulate" && shard == new ShardKey(3, 2))
            {
                stop.Cancel();
            }
        };
        LedgerState state = await RunAsync(program, stop: stop.Token);
        state.OpenStep.ShouldBe(4);
        state.ArrivedShards.ShouldBe(0);
        program.Model.ShouldBe(FakeProgram.Expected(4, 5));
    }

    [Fact]
    public async Task A_stop_before_the_start_finishes_one_step_and_ends()
    {
        var program = new FakeProgram(steps: 50, shards: 5);
        LedgerState state = await RunAsync(program, stop: new CancellationToken(true));
        state.OpenStep.ShouldBe(1);
    }

    [Theory]
    [InlineData("Read")]
    [InlineData("Prepare")]
    [InlineData("Infer")]
    [InlineData("Accumulate")]
    public async Task A_graph_built_anew_after_a_fault_in_any_stage_goes_on_from_what_is_counted_to_the_same_bytes(string where)
    {
        var program = new FakeProgram(steps: 8, shards: 5);
        bool failed = false;
        program.Hook = (what, shard) =>
        {
            if (!failed && what == where && shard.Step == 4 && shard.Shard == 4)
            {
                SpinWait.SpinUntil(() => program.Log.Count(line => line.StartsWith("Reduce 4.", StringComparison.Ordinal)) >= 2, Patience).ShouldBeTrue();
                failed = true;
                throw new IOException("the share is gone");
            }
        };
        var pool = new BufferPool<FakeProgram.Buffer>(6, _ => new());
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        ShardGraph<FakeProgram.Buffer> Graph() => new(program, pool, ledger, new ShardGraphOptions(2));
        await Should.ThrowAsync<IOException>(() => Graph().RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience));
        pool.Reclaim();
        int kept = ledger.State.ArrivedShards;
        kept.ShouldBeInRange(2, 4);
        await Graph().RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        program.Log.Count(line => line.StartsWith("Reduce 4.", StringComparison.Ordinal)).ShouldBe(5, "no shard is reduced twice");
        program.Begun.ShouldBe([0]);
        program.Model.ShouldBe(FakeProgram.Expected(8, 5));
        ledger.State.Totals.Total.ShouldBe(8 * 5 * 10);
    }

    [Theory]
    [InlineData("Reduce")]
    [InlineData("Commit")]
    public async Task A_fault_while_sums_are_made_is_never_tried_again(string where)
    {
        var program = new FakeProgram(steps: 3, shards: 4);
        program.Hook = (what, shard) =>
        {
            if (what == where && shard.Step == 1)
            {
                throw new IOException("half of it is added");
            }
        };
        (await Should.ThrowAsync<InvariantException>(() => RunAsync(program))).Message.ShouldContain("half of it is added");
    }

    [Fact]
    public async Task Sums_and_ledger_that_disagree_are_refused()
    {
        var program = new FakeProgram(steps: 1, shards: 3);
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0).Resumed([0b10], new LedgerTotals(10, 0)));
        var graph = new ShardGraph<FakeProgram.Buffer>(program, new BufferPool<FakeProgram.Buffer>(6, _ => new()), ledger, new ShardGraphOptions(2));
        (await Should.ThrowAsync<InvariantException>(() => graph.RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience))).Message.ShouldContain("1 shards counted and the sums of 0");
    }

    [Fact]
    public async Task A_full_step_that_was_never_committed_is_committed_first()
    {
        var program = new FakeProgram(steps: 2, shards: 2);
        program.Begin(0);
        FakeProgram.Buffer[] buffers = [new(), new()];
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        for (int shard = 0; shard < 2; shard++)
        {
            var key = new ShardKey(0, shard);
            program.Read(key, buffers[shard]);
            program.Prepare(key, buffers[shard]);
            program.Infer(key, buffers[shard], 0);
            program.Accumulate(key, buffers[shard], 0);
            ledger.Arrive(key, 0);
            program.Reduce(key, buffers[shard]);
        }
        await new ShardGraph<FakeProgram.Buffer>(program, new BufferPool<FakeProgram.Buffer>(6, _ => new()), ledger, new ShardGraphOptions(2)).RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        program.Model.ShouldBe(FakeProgram.Expected(2, 2));
    }

    [Fact]
    public async Task A_stop_inside_a_long_step_keeps_what_is_counted_and_a_later_graph_finishes_it()
    {
        using var stop = new CancellationTokenSource();
        var program = new FakeProgram(steps: 1, shards: 200);
        program.Hook = (what, shard) =>
        {
            if (what == "Accumulate" && shard.Shard == 40)
            {
                stop.Cancel();
            }
        };
        var pool = new BufferPool<FakeProgram.Buffer>(6, _ => new());
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        ShardGraph<FakeProgram.Buffer> Graph() => new(program, pool, ledger, new ShardGraphOptions(2, StopsInsideStep: true));
        await Graph().RunAsync(stop.Token, CancellationToken.None).WaitAsync(Patience);
        ledger.State.ArrivedShards.ShouldBeInRange(30, 60);
        pool.Reclaim().ShouldBe(0);
        LedgerState resumed = LedgerState.Begin(program.Steps, 0).Resumed(ledger.State.Arrived.AsSpan(), ledger.State.OpenTotals);
        resumed.ArrivedShards.ShouldBe(program.Reduced);
        await Graph().RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        program.Model.ShouldBe(FakeProgram.Expected(1, 200));
    }

    [Fact]
    public async Task Whoever_is_told_that_shards_settled_sees_ledger_and_sums_agree()
    {
        var program = new FakeProgram(steps: 4, shards: 5);
        List<(long Step, int Counted, int Reduced, bool Committed)> seen = [];
        var graph = new ShardGraph<FakeProgram.Buffer>(
            program, new BufferPool<FakeProgram.Buffer>(6, _ => new()), new LocalLedger(LedgerState.Begin(program.Steps, 0)), new ShardGraphOptions(3),
            async (ledger, committed, _) =>
            {
                LedgerState now = await ledger.StateAsync();
                seen.Add((now.OpenStep, now.ArrivedShards, program.Reduced, committed));
            });
        await graph.RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        seen.Count.ShouldBe(4 * 5);
        seen.ShouldAllBe(entry => entry.Counted == entry.Reduced);
        seen.Where(entry => entry.Committed).Select(entry => entry.Step).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task No_step_is_committed_while_the_state_before_it_is_still_read()
    {
        var program = new FakeProgram(steps: 3, shards: 4);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var graph = new ShardGraph<FakeProgram.Buffer>(
            program, new BufferPool<FakeProgram.Buffer>(6, _ => new()), new LocalLedger(LedgerState.Begin(program.Steps, 0)), new ShardGraphOptions(2),
            unread: () =>
            {
                asked.TrySetResult();
                return read.Task;
            });
        Task run = graph.RunAsync(CancellationToken.None, CancellationToken.None);
        await asked.Task.WaitAsync(Patience);
        program.Log.Count(line => line.StartsWith("Reduce 0.", StringComparison.Ordinal)).ShouldBe(4);
        program.Log.ShouldNotContain(line => line.StartsWith("Commit", StringComparison.Ordinal));
        read.SetResult();
        await run.WaitAsync(Patience);
        program.Model.ShouldBe(FakeProgram.Expected(3, 4));
    }

    [Fact]
    public async Task A_state_that_could_not_be_saved_ends_the_graph_before_its_commit()
    {
        var program = new FakeProgram(steps: 3, shards: 4);
        var graph = new ShardGraph<FakeProgram.Buffer>(
            program, new BufferPool<FakeProgram.Buffer>(6, _ => new()), new LocalLedger(LedgerState.Begin(program.Steps, 0)), new ShardGraphOptions(2),
            unread: () => Task.FromException(new IOException("no room")));
        (await Should.ThrowAsync<IOException>(() => graph.RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience))).Message.ShouldBe("no room");
        program.Log.ShouldNotContain(line => line.StartsWith("Commit", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public async Task Longer_queues_change_nothing(int queue)
    {
        var program = new FakeProgram(steps: 12, shards: 9);
        var graph = new ShardGraph<FakeProgram.Buffer>(
            program, new BufferPool<FakeProgram.Buffer>(20, _ => new()), new LocalLedger(LedgerState.Begin(program.Steps, 0)), new ShardGraphOptions(3, Preparers: 2, Queue: queue));
        await graph.RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        program.Model.ShouldBe(FakeProgram.Expected(12, 9));
    }

    [Fact]
    public async Task Quarantined_particles_are_counted_apart()
    {
        LedgerState state = await RunAsync(new FakeProgram(steps: 3, shards: 4) { Quarantine = 2 });
        state.Totals.ShouldBe(new LedgerTotals(3 * 4 * 8, 3 * 4 * 2));
    }

    [Fact]
    public async Task An_abort_ends_in_the_middle_of_a_step()
    {
        using var abort = new CancellationTokenSource();
        var program = new FakeProgram(steps: 50, shards: 5);
        program.Hook = (_, shard) =>
        {
            if (shard.Step == 2)
            {
                abort.Cancel();
            }
        };
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(program, abort: abort.Token));
    }
}
