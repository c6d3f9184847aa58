using Flex3D.Pipeline.Graph;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Graph;

public class StageGraphTests
{
    private static readonly TimeSpan Patience = Waiting.AtMost;

    [Fact]
    public async Task Every_item_arrives_and_in_order()
    {
        List<int> arrived = [];
        RunningGraph<int> graph = StageGraph.Start<int>("source", 2)
            .Then("double", async (x, _) => { await Task.Yield(); return 2 * x; }, new(4))
            .End("sink", (x, _) => { arrived.Add(x); return ValueTask.CompletedTask; });
        for (int i = 0; i < 200; i++)
        {
            await graph.SendAsync(i);
        }
        graph.Complete();
        await graph.Completion.WaitAsync(Patience);
        arrived.ShouldBe(Enumerable.Range(0, 200).Select(i => 2 * i));
    }

    [Fact]
    public async Task A_cancellation_inside_a_stage_is_a_fault_and_not_a_lost_item()
    {
        RunningGraph<int> graph = StageGraph.Start<int>("source", 10)
            .Then("read", (x, _) => x == 5 ? throw new OperationCanceledException("time-out of the share") : new ValueTask<int>(x))
            .End("sink", (_, _) => ValueTask.CompletedTask);
        await Should.ThrowAsync<StageCanceledException>(async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await graph.SendAsync(i);
            }
            graph.Complete();
            await graph.Completion.WaitAsync(Patience);
        });
        (await Should.ThrowAsync<StageCanceledException>(() => graph.Completion.WaitAsync(Patience))).Message.ShouldContain("stage 'read'");
    }

    [Theory]
    [InlineData("first")]
    [InlineData("middle")]
    [InlineData("sink")]
    public async Task A_fault_anywhere_ends_the_graph_with_its_own_exception_while_items_queue(string where)
    {
        var fault = new InvalidDataException("the one");
        int Work(string stage, int x) => stage == where && x == 7 ? throw fault : x;
        RunningGraph<int> graph = StageGraph.Start<int>("source", 4)
            .Then("first", (x, _) => new ValueTask<int>(Work("first", x)), new(2, 8))
            .Then("middle", (x, _) => new ValueTask<int>(Work("middle", x)), new(2, 8))
            .End("sink", (x, _) => { Work("sink", x); return ValueTask.CompletedTask; }, new(1, 4));
        Exception? seen = await Record.ExceptionAsync(async () =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                await graph.SendAsync(i);
            }
        });
        seen.ShouldBeSameAs(fault);
        (await Record.ExceptionAsync(() => graph.Completion.WaitAsync(Patience))).ShouldBeSameAs(fault);
        graph.Ended.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fault_after_the_last_item_ends_the_graph_although_stages_before_it_are_complete_and_full()
    {
        RunningGraph<int> graph = StageGraph.Start<int>("source", 20)
            .Then("first", (x, _) => new ValueTask<int>(x), new(1, 10))
            .End("sink", async (x, _) =>
            {
                await Task.Delay(2, CancellationToken.None);
                if (x == 3)
                {
                    throw new IOException("late");
                }
            });
        for (int i = 0; i < 15; i++)
        {
            await graph.SendAsync(i);
        }
        graph.Complete();
        await Should.ThrowAsync<IOException>(() => graph.Completion.WaitAsync(Patience));
    }

    [Fact]
    public async Task Completion_after_a_fault_waits_for_work_in_progress()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool finished = false;
        RunningGraph<int> graph = StageGraph.Start<int>("source", 2)
            .Then("work", async (x, _) =>
            {
                if (x == 1)
                {
                    await started.Task;
                    throw new IOException("gone");
                }
                started.SetResult();
                await release.Task;
                finished = true;
                return x;
            }, new(2))
            .End("sink", (_, _) => ValueTask.CompletedTask);
        await graph.SendAsync(0);
        await graph.SendAsync(1);
        while (!graph.Ended.IsCancellationRequested)
        {
            await Task.Yield();
        }
        graph.Completion.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await Should.ThrowAsync<IOException>(() => graph.Completion.WaitAsync(Patience));
        finished.ShouldBeTrue();
    }

    [Fact]
    public async Task Items_in_flight_never_exceed_the_capacities()
    {
        int inFlight = 0, most = 0;
        RunningGraph<int> graph = StageGraph.Start<int>("source", 1)
            .Then("fast", (x, _) => new ValueTask<int>(x), new(1, 2))
            .End("slow", async (_, _) => { await Task.Delay(1, CancellationToken.None); Interlocked.Decrement(ref inFlight); }, new(1, 3));
        for (int i = 0; i < 60; i++)
        {
            await graph.SendAsync(i);
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
        }
        graph.Complete();
        await graph.Completion.WaitAsync(Patience);
        most.ShouldBeInRange(2, 1 + 2 + 3);
    }

    [Fact]
    public async Task A_cancellation_from_outside_cancels_the_completion()
    {
        using var cancel = new CancellationTokenSource();
        RunningGraph<int> graph = StageGraph.Start<int>("source", 2, cancel.Token)
            .End("sink", async (_, ended) => await Task.Delay(Timeout.Infinite, ended));
        await graph.SendAsync(0);
        cancel.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => graph.Completion.WaitAsync(Patience));
        graph.Completion.IsCanceled.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 3)]
    public void A_stage_without_hands_or_with_more_hands_than_room_is_refused(int parallelism, int capacity) =>
        Should.Throw<ArgumentOutOfRangeException>(() => StageGraph.Start<int>("source").End("sink", (_, _) => ValueTask.CompletedTask, new(parallelism, capacity)));
}
