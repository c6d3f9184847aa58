namespace Flex3D.Pipeline.Checkpoints;

/// <summary>Says when a checkpoint is due: after so many committed steps, or so much time, whichever comes first.</summary>
/// <remarks>Asked from a graph's serial stage. Time is the machine's monotonic clock; neither bound changes a result.</remarks>
/// <param name="steps">Committed steps between checkpoints; null for no bound.</param>
/// <param name="interval">Time between checkpoints.</param>
/// <param name="clock">Tests give their own.</param>
internal sealed class CheckpointSchedule(int? steps, TimeSpan interval, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _saved = (clock ?? TimeProvider.System).GetTimestamp();
    private int _committed;

    /// <summary>Counts a committed step.</summary>
    public void Committed() => _committed++;

    /// <summary>Whether one is due now.</summary>
    public bool Due => _committed >= steps || _clock.GetElapsedTime(_saved) >= interval;

    /// <summary>One has been written: both counts begin anew.</summary>
    public void Saved() => (_committed, _saved) = (0, _clock.GetTimestamp());
}
