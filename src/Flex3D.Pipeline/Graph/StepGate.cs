namespace Flex3D.Pipeline.Graph;

/// <summary>Delays the inference of a step until the step before it is committed, and admits no further steps once the run is asked to stop.</summary>
internal sealed class StepGate(long firstStep)
{
    private readonly ChangeSignal _signal = new();
    private long _open = firstStep;
    private long _last = long.MaxValue;

    /// <summary>Whether a step may run: false for the steps that a stop request leaves out.</summary>
    public bool Admits(long step)
    {
        lock (_signal.Lock)
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
            lock (_signal.Lock)
            {
                if (step > _last)
                {
                    return false;
                }
                if (step <= _open)
                {
                    return true;
                }
                changed = _signal.Next;
            }
            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Opens <paramref name="step"/>, because the step before it is committed.</summary>
    public void Open(long step) => _signal.Change(() => _open = step);

    /// <summary>Lets the open step finish and no later one begin or, with <paramref name="insideStep"/>, lets only the shards in work finish.</summary>
    public void Stop(bool insideStep) => _signal.Change(() => _last = Math.Min(_last, insideStep ? _open - 1 : _open));
}
