namespace Flex3D.Pipeline.Graph;

/// <summary>The numbers 0 … count − 1, each lent to one piece of work at a time: the index of its scratch memory, and the bound on busy cores.</summary>
internal sealed class WorkerSlots
{
    private readonly SemaphoreSlim _free;
    private readonly Stack<int> _numbers;

    public WorkerSlots(int count)
    {
        _free = new SemaphoreSlim(count, count);
        _numbers = new Stack<int>(Enumerable.Range(0, count).Reverse());
    }

    /// <summary>Runs <paramref name="work"/> with a number nobody else holds meanwhile.</summary>
    public async ValueTask RunAsync(Action<int> work, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        int worker;
        lock (_numbers)
        {
            worker = _numbers.Pop();
        }
        try
        {
            work(worker);
        }
        finally
        {
            lock (_numbers)
            {
                _numbers.Push(worker);
            }
            _free.Release();
        }
    }
}
