using Flex3D.Stages.Faults;
namespace Flex3D.Pipeline.Graph;

/// <summary>The compute threads, one for each worker. Their count bounds the busy cores; the number of each is the index of its scratch memory.</summary>
/// <remarks>
/// Tasks that a compute thread queues run before those of other threads, so that a shard continues while it is in the cache, and no
/// thread has to be woken (threads of the thread pool would spin for work beside the busy ones). Threads without work sleep. After
/// disposal, new tasks go to the thread pool.
/// </remarks>
internal sealed class ComputeThreads : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static ComputeThreads? t_owner;

    [ThreadStatic]
    private static int t_number;

    private readonly LinkedList<Task> _queue = [];
    private readonly object _lock = new(); // a monitor: its waiting threads do not spin
    private bool _ended;

    public ComputeThreads(int count)
    {
        MaximumConcurrencyLevel = count;
        for (int number = 0; number < count; number++)
        {
            int own = number;
            new Thread(() => Run(own)) { IsBackground = true, Name = $"compute {own}" }.Start();
        }
    }

    /// <summary>The number of the calling thread, 0 … count − 1.</summary>
    /// <exception cref="InvariantException">The calling thread is none of these threads.</exception>
    public int Number => t_owner == this ? t_number : throw new InvariantException("work for a compute thread was begun on another");

    public override int MaximumConcurrencyLevel { get; }

    /// <summary>Ends the threads once all queued tasks are done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            if (!_ended)
            {
                if (t_owner == this)
                {
                    _queue.AddFirst(task);
                }
                else
                {
                    _queue.AddLast(task);
                }
                Monitor.Pulse(_lock);
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && t_owner == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _queue];
        }
    }

    private void Run(int number)
    {
        (t_owner, t_number) = (this, number);
        while (Next() is { } task)
        {
            TryExecuteTask(task);
        }
    }

    // Null once the queue is empty and no more tasks will come.
    private Task? Next()
    {
        lock (_lock)
        {
            while (_queue.Count == 0)
            {
                if (_ended)
                {
                    return null;
                }
                Monitor.Wait(_lock);
            }
            Task first = _queue.First!.Value;
            _queue.RemoveFirst();
            return first;
        }
    }
}
