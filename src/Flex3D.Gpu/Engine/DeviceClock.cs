namespace Flex3D.Gpu.Engine;

/// <summary>Measures how long a device had work: the time in which at least one of its queues was not empty. Thread-safe.</summary>
/// <remarks>It is the host's view, from the first launch or copy after a wait to the end of the next wait: gaps between kernels count as work.</remarks>
internal sealed class DeviceClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TimeSpan _before;
    private long _since;
    private int _queues;

    /// <summary>How long it had work so far.</summary>
    public TimeSpan Busy
    {
        get
        {
            lock (_lock)
            {
                return _queues == 0 ? _before : _before + time.GetElapsedTime(_since);
            }
        }
    }

    /// <summary>Tells that a queue that was empty has work.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_queues++ == 0)
            {
                _since = time.GetTimestamp();
            }
        }
    }

    /// <summary>Tells that it is empty again.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (--_queues == 0)
            {
                _before += time.GetElapsedTime(_since);
            }
        }
    }
}
