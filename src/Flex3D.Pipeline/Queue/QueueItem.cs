namespace Flex3D.Pipeline.Queue;

/// <summary>A data set in the queue, and what became of it.</summary>
/// <param name="Id">Number of the item, from 1, in the order in which the data sets were found.</param>
/// <param name="Path">Absolute path of the data set: a particle file, or a folder.</param>
/// <param name="Run">Name of its run folder in the folder of the runs.</param>
/// <param name="Added">Time at which it was found, UTC.</param>
internal sealed record QueueItem(long Id, string Path, string Run, DateTimeOffset Added)
{
    /// <summary>Of the data sets that wait, one of a higher priority runs first; of the same priority, the one that was found first.</summary>
    public int Priority { get; init; }

    public ItemState State { get; init; }

    /// <summary>What the user asked for while it was running.</summary>
    public ItemRequest Request { get; init; }

    /// <summary>Name of the device of its run; null until it has been started.</summary>
    public string? Device { get; init; }

    /// <summary>Number of times that it was started. Only the end of the newest attempt counts.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts that failed and were followed by a retry, since it was found or run again by the user.</summary>
    public int Failures { get; init; }

    /// <summary>Attempts that were killed together with the process that watched them.</summary>
    public int Interruptions { get; init; }

    /// <summary>Time before which it is not started, UTC.</summary>
    public DateTimeOffset Due { get; init; }

    /// <summary>Exit code of the last attempt that ended; null before, and where it had none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why the last attempt failed, in a sentence; null where none did.</summary>
    public string? Reason { get; init; }

    /// <summary>Start of the newest attempt, UTC.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>End of the newest attempt, UTC; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Whether nothing more happens to it unless the user asks for it.</summary>
    public bool IsSettled => State is ItemState.Done or ItemState.Dead or ItemState.Cancelled;
}
