namespace Flex3D.Pipeline.Graph;

/// <summary>A lock on some state, and a way to wait until the state has changed. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The lock, under which the state is read.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Completes with the next change. Taken under the lock, with what was read there, so that no change is missed.</summary>
    public Task Next => _changed.Task;

    /// <summary>Changes the state under the lock, and wakes all who wait.</summary>
    public void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (Lock)
        {
            change();
            waiting = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiting.SetResult();
    }
}
