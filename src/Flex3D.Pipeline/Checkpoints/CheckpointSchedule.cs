namespace Flex3D.Pipeline.Checkpoints;

/// <summary>Says when a checkpoint is due: after a number of committed steps or a length of time, whichever comes first.</summary>
/// <remarks>Called from a graph's serial stage. Time is the machine's monotonic clock; neither bound changes a result.</remarks>
/// <param name="steps">Committed steps between checkpoints; null for no bound.</param>
/// <param name="interval">Time between checkpoints.</param>
/// <param name="clock">Clock to use, which tests replace; null for the system's.</param>
internal sealed class CheckpointSchedule(int? steps, TimeSpan interval, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _saved = (clock ?? TimeProvider.System).GetTimestamp();
    private int _committed;

    /// <summary>Counts a committed step.</summary>
    public void Committed() => _committed++;

    /// <summary>Whether a checkpoint is due now.</summary>
    public bool Due => _committed >= steps || _clock.GetElapsedTime(_saved) >= interval;

    /// <summary>Notes that a checkpoint has been written: steps and time are counted from here.</summary>
    public void Saved() => (_committed, _saved) = (0, _clock.GetTimestamp());
}
