namespace Flex3D.Pipeline.Queue;

/// <summary>Something that happened, to which the queue responds.</summary>
internal abstract record QueueEvent
{
    private QueueEvent()
    {
    }

    /// <summary>A settled data set was found.</summary>
    /// <param name="Path">Its absolute path.</param>
    /// <param name="Run">Name of the run folder that it gets.</param>
    public sealed record Found(string Path, string Run, int Priority) : QueueEvent;

    /// <summary>The process that watches the queue started, perhaps after another one was killed.</summary>
    public sealed record Restarted : QueueEvent;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : QueueEvent;

    /// <summary>An attempt ended.</summary>
    public sealed record Ended(long Id, int Attempt, RunOutcome Outcome) : QueueEvent;

    /// <summary>The user holds a data set back; its run, if any, is stopped at a checkpoint.</summary>
    public sealed record Hold(long Id) : QueueEvent;

    /// <summary>The user releases a data set that was held back, or ends the pause before its retry.</summary>
    public sealed record Release(long Id) : QueueEvent;

    /// <summary>The user takes a data set out of the queue; its run, if any, is stopped at a checkpoint.</summary>
    public sealed record Cancel(long Id) : QueueEvent;

    /// <summary>The user has a data set run again.</summary>
    /// <param name="Fresh">Name of a new run folder; null to continue in the old one.</param>
    public sealed record Rerun(long Id, string? Fresh) : QueueEvent;

    /// <summary>The user changes the priority of a data set.</summary>
    public sealed record Prioritise(long Id, int Priority) : QueueEvent;

    /// <summary>A notice was delivered.</summary>
    public sealed record Sent(long Notice) : QueueEvent;

    /// <summary>A notice could not be delivered.</summary>
    public sealed record NotSent(long Notice, string Reason) : QueueEvent;
}
