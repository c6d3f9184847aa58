using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The queue of an evaluator's work on a device, and a count of that work.</summary>
/// <remarks>A launcher of a kernel takes it in the place of ILGPU's stream; each such conversion counts as a launch. Used by one thread at a time.</remarks>
/// <param name="clock">Measures how long the device has work; null for none.</param>
internal sealed class DeviceStream(Accelerator accelerator, AcceleratorStream stream, DeviceClock? clock = null) : IDisposable
{
    private readonly List<IDisposable> _pinned = [];
    private bool _hasWork;

    public DeviceStream(Accelerator accelerator, DeviceClock? clock = null)
        : this(accelerator, accelerator.CreateStream(), clock) { }

    /// <summary>What was done so far.</summary>
    public DeviceTraffic Traffic { get; private set; }

    /// <summary>Takes a launch, or a fill or copy on the device itself, which costs as much.</summary>
    public static implicit operator AcceleratorStream(DeviceStream queue)
    {
        queue.Traffic = queue.Traffic with { Launches = queue.Traffic.Launches + 1 };
        return queue.Working();
    }

    private AcceleratorStream Working()
    {
        if (!_hasWork)
        {
            _hasWork = true;
            clock?.Begin();
        }
        return stream;
    }

    private void Rests()
    {
        if (_hasWork)
        {
            _hasWork = false;
            clock?.End();
        }
    }

    /// <summary>Allocates an array of the host that the device can reach by itself; it is freed with the queue.</summary>
    public PageLockedArray1D<T> Pin<T>(int length)
        where T : unmanaged
    {
        PageLockedArray1D<T> array = accelerator.AllocatePageLocked1D<T>(Math.Max(1, length), uninitialized: true);
        _pinned.Add(array);
        return array;
    }

    /// <summary>Copies the beginning of an array to the device, without waiting: until <see cref="Synchronize"/> the array must not change.</summary>
    public void Upload<T>(ArrayView<T> to, PageLockedArray1D<T> from, int count, int offset = 0)
        where T : unmanaged
    {
        to.SubView(0, count).CopyFrom(Working(), from.ArrayView.SubView(offset, count));
        Traffic = Traffic with { BytesUp = Traffic.BytesUp + (long)count * Interop.SizeOf<T>() };
    }

    /// <summary>Copies to the beginning of an array of the host, which holds the values after <see cref="Synchronize"/>.</summary>
    public void Download<T>(ArrayView<T> from, PageLockedArray1D<T> to, int count)
        where T : unmanaged
    {
        from.SubView(0, count).CopyTo(Working(), to.ArrayView.SubView(0, count));
        Traffic = Traffic with { BytesDown = Traffic.BytesDown + (long)count * Interop.SizeOf<T>() };
    }

    /// <summary>Copies to the device, and waits.</summary>
    public void Upload<T>(ArrayView<T> to, ReadOnlySpan<T> from)
        where T : unmanaged
    {
        to.SubView(0, from.Length).CopyFromCPU(Working(), from);
        Traffic = Traffic with { Waits = Traffic.Waits + 1, BytesUp = Traffic.BytesUp + (long)from.Length * Interop.SizeOf<T>() };
    }

    /// <summary>Copies to the host, and waits.</summary>
    public void Download<T>(ArrayView<T> from, Span<T> to)
        where T : unmanaged
    {
        from.SubView(0, to.Length).CopyToCPU(Working(), to);
        Traffic = Traffic with { Waits = Traffic.Waits + 1, BytesDown = Traffic.BytesDown + (long)to.Length * Interop.SizeOf<T>() };
    }

    /// <summary>Waits until all work is done.</summary>
    public void Synchronize()
    {
        stream.Synchronize();
        Rests();
        Traffic = Traffic with { Waits = Traffic.Waits + 1 };
    }

    public void Dispose()
    {
        Rests();
        try
        {
            stream.Synchronize(); // copies under way use the arrays
        }
        catch (Exception lost) when (DriverFaults.IsRefusal(lost))
        {
            // A lost device copies nothing any more.
        }
        foreach (IDisposable array in _pinned)
        {
            array.Dispose();
        }
        _pinned.Clear();
        stream.Dispose();
    }
}

/// <summary>Work that a device was given.</summary>
/// <param name="Launches">Kernels, fills and copies on the device.</param>
/// <param name="Waits">How often the host waited for the device.</param>
/// <param name="BytesUp">Bytes copied to the device.</param>
/// <param name="BytesDown">Bytes copied to the host.</param>
internal readonly record struct DeviceTraffic(long Launches, long Waits, long BytesUp, long BytesDown)
{
    public static DeviceTraffic operator -(DeviceTraffic a, DeviceTraffic b) => new(a.Launches - b.Launches, a.Waits - b.Waits, a.BytesUp - b.BytesUp, a.BytesDown - b.BytesDown);
}
