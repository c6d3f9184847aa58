using Flex3D.Stages.Faults;
namespace Flex3D.Pipeline.Graph;

/// <summary>A fixed set of buffers, which bounds the memory of a run: the items of a graph hold leases of buffers, never images.</summary>
/// <remarks>Invariants: (1) a buffer has at most one holder; (2) a lease is valid until it is released, which happens once; (3) no buffer is made after construction.</remarks>
internal sealed class BufferPool<T>
    where T : class
{
    private readonly T[] _buffers;
    private readonly int[] _generations;
    private readonly bool[] _rented;
    private readonly Stack<int> _free = new();
    private readonly SemaphoreSlim _available;
    private readonly Lock _lock = new();

    /// <param name="count">Number of buffers, at least 1.</param>
    /// <param name="make">Makes buffer number 0, 1, …; called only by this constructor.</param>
    public BufferPool(int count, Func<int, T> make)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _buffers = new T[count];
        _generations = new int[count];
        _rented = new bool[count];
        for (int slot = 0; slot < count; slot++)
        {
            _buffers[slot] = make(slot);
            _free.Push(slot);
        }
        _available = new SemaphoreSlim(count, count);
    }

    /// <summary>Number of buffers, rented or not.</summary>
    public int Count => _buffers.Length;

    /// <summary>The buffer of a valid lease.</summary>
    public T this[Lease lease]
    {
        get
        {
            lock (_lock)
            {
                Check(lease);
                return _buffers[lease.Slot];
            }
        }
    }

    /// <summary>Waits for a free buffer.</summary>
    public async ValueTask<Lease> RentAsync(CancellationToken cancellation)
    {
        await _available.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            int slot = _free.Pop();
            _rented[slot] = true;
            return new Lease(slot, ++_generations[slot]);
        }
    }

    /// <summary>Gives a buffer back. A second release of the same lease is a defect and throws.</summary>
    public void Release(Lease lease)
    {
        lock (_lock)
        {
            Check(lease);
            _rented[lease.Slot] = false;
            _free.Push(lease.Slot);
        }
        _available.Release();
    }

    /// <summary>Takes back the buffers that a failed graph did not release, and returns their number. Call only when that graph's <c>Completion</c> has ended.</summary>
    public int Reclaim()
    {
        int reclaimed = 0;
        lock (_lock)
        {
            for (int slot = 0; slot < _buffers.Length; slot++)
            {
                if (_rented[slot])
                {
                    _rented[slot] = false;
                    _free.Push(slot);
                    reclaimed++;
                }
            }
        }
        if (reclaimed > 0)
        {
            _available.Release(reclaimed);
        }
        return reclaimed;
    }

    private void Check(Lease lease)
    {
        if ((uint)lease.Slot >= (uint)_buffers.Length)
        {
            throw new InvariantException($"lease of slot {lease.Slot} in a pool of {_buffers.Length} buffers");
        }
        if (!_rented[lease.Slot] || _generations[lease.Slot] != lease.Generation)
        {
            throw new InvariantException($"stale lease of slot {lease.Slot}: generation {lease.Generation}, the slot is {(_rented[lease.Slot] ? "rented" : "free")} at generation {_generations[lease.Slot]}");
        }
    }
}
