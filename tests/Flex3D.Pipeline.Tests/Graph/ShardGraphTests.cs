using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Tests.Graph;

public class ShardGraphTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static async Task<LedgerState> RunAsync(
        FakeProgram program, int workers = 2, int buffers = 6, long first = 0, CancellationToken stop = default, CancellationToken abort = default, BufferPool<FakeProgram.Buffer>? pool = null)
    {
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, first));
        pool ??= new BufferPool<FakeProgram.Buffer>(buffers, _ => new());
        var graph = new ShardGraph<FakeProgram.Buffer>(program, pool, ledger, new ShardGraphOptions(workers));
        await graph.RunAsync(first, stop, abort).WaitAsync(Patience);
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
    [InlineData("Reduce")]
    [InlineData("Commit")]
    public async Task A_graph_built_anew_after_a_fault_in_any_stage_gives_the_same_bytes(string where)
    {
        var program = new FakeProgram(steps: 8, shards: 5);
        bool failed = false;
        program.Hook = (what, shard) =>
        {
            if (!failed && what == where && shard.Step == 4 && shard.Shard is 3 or -1 && what == where)
            {
                failed = true;
                throw new IOException("the share is gone");
            }
        };
        var pool = new BufferPool<FakeProgram.Buffer>(6, _ => new());
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        ShardGraph<FakeProgram.Buffer> Graph() => new(program, pool, ledger, new ShardGraphOptions(2));
        await Should.ThrowAsync<IOException>(() => Graph().RunAsync(0, CancellationToken.None, CancellationToken.None).WaitAsync(Patience));
        pool.Reclaim();
        await Graph().RunAsync(ledger.Restart(), CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        program.Model.ShouldBe(FakeProgram.Expected(8, 5));
        ledger.State.Totals.Total.ShouldBe(8 * 5 * 10);
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
