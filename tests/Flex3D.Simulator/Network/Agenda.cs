namespace Flex3D.Simulator.Network;

/// <summary>What is to happen, in the order of the simulated time.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (long Time, long Number)> _entries = new();
    private long _number;

    /// <summary>Milliseconds since the start.</summary>
    public long Now { get; private set; }

    /// <summary>Notes what happens after some milliseconds.</summary>
    public void After(long delay, Action what) => _entries.Enqueue(what, (Now + Math.Max(0, delay), _number++));

    /// <summary>Lets the next thing happen; false if there is none.</summary>
    public bool Next()
    {
        if (!_entries.TryDequeue(out Action? what, out (long Time, long Number) when))
        {
            return false;
        }
        Now = when.Time;
        what();
        return true;
    }
}
