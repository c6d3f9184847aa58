namespace Flex3D.Pipeline.Graph;

/// <summary>Delays the inference of a step until the step before it is committed, and admits no further steps once the run is asked to stop.</summary>
internal sealed class StepGate(long firstStep)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _open = firstStep;
    private long _last = long.MaxValue;

    /// <summary>Whether a step may run: false for the steps that a stop request leaves out.</summary>
    public bool Admits(long step)
    {
        lock (_lock)
        {
            return step <= _last;
        }
    }

    /// <summary>Waits until <paramref name="step"/> is the open one (true), or will never be (false).</summary>
    public async Task<bool> WaitAsync(long step, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (step > _last)
                {
                    return false;
                }
                if (step <= _open)
                {
                    return true;
                }
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Opens <paramref name="step"/>, because the step before it is committed.</summary>
    public void Open(long step) => Change(() => _open = step);

    /// <summary>Lets the open step finish and no later one begin or, with <paramref name="insideStep"/>, lets only the shards in work finish.</summary>
    public void Stop(bool insideStep) => Change(() => _last = Math.Min(_last, insideStep ? _open - 1 : _open));

    private void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            change();
            waiting = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiting.SetResult();
    }
}
