using System.Collections.Concurrent;
using Flex3D.Pipeline.Graph;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Graph;

public sealed class ComputeThreadsTests : IDisposable
{
    private static readonly TimeSpan Patience = Waiting.AtMost;
    private readonly ComputeThreads _threads = new(3);

    public void Dispose() => _threads.Dispose();

    private Task<T> Start<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, _threads);

    [Fact]
    public async Task As_many_work_at_once_as_there_are_threads_each_with_its_number()
    {
        using var all = new Barrier(3);
        int[] numbers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Start(() =>
        {
            all.SignalAndWait(Patience).ShouldBeTrue();
            return _threads.Number;
        }))).WaitAsync(Patience);
        numbers.Order().ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task No_two_hold_a_number_at_once()
    {
        int[] busy = new int[3];
        bool[] alone = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Start(() =>
        {
            int number = _threads.Number;
            bool first = Interlocked.Increment(ref busy[number]) == 1;
            Thread.SpinWait(200);
            Interlocked.Decrement(ref busy[number]);
            return first;
        }))).WaitAsync(Patience);
        alone.ShouldAllBe(first => first);
    }

    [Fact]
    public async Task What_a_compute_thread_queues_goes_before_what_others_queued()
    {
        using var one = new ComputeThreads(1);
        using var queued = new ManualResetEventSlim();
        var order = new ConcurrentQueue<string>();
        Task Queue(string name) => Task.Factory.StartNew(() => order.Enqueue(name), CancellationToken.None, TaskCreationOptions.None, one);
        Task<Task> inner = Task.Factory.StartNew(
            () =>
            {
                queued.Wait(Patience).ShouldBeTrue();
                return Queue("its own");
            },
            CancellationToken.None, TaskCreationOptions.None, one);
        Task other = Queue("another's");
        queued.Set();
        await Task.WhenAll(other, await inner.WaitAsync(Patience)).WaitAsync(Patience);
        order.ShouldBe(["its own", "another's"]);
    }

    [Fact]
    public async Task What_waited_elsewhere_comes_back_to_a_compute_thread()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<int> WorkAsync()
        {
            await opened.Task.ConfigureAwait(true);
            return _threads.Number;
        }
        Task<int> number = Start(WorkAsync).Unwrap();
        opened.SetResult();
        (await number.WaitAsync(Patience)).ShouldBeInRange(0, 2);
    }

    [Fact]
    public async Task Nothing_queued_is_lost_when_they_end()
    {
        Task<int>[] before = [.. Enumerable.Range(0, 50).Select(i => Start(() => i))];
        _threads.Dispose();
        Task<int> after = Start(() => 50);
        (await Task.WhenAll([.. before, after]).WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 51));
    }

    [Fact]
    public void Another_thread_has_no_number() => Should.Throw<InvariantException>(() => _threads.Number);
}
