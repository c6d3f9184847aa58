namespace Flex3D.Pipeline.Queue;

/// <summary>A notice that a data set is done or dead, which stays in the queue until it has been delivered.</summary>
/// <param name="Id">Number of the notice, from 1.</param>
/// <param name="Item">Number of the data set.</param>
/// <param name="Kind"><see cref="Command"/> or <see cref="Webhook"/>.</param>
/// <param name="State">State of the data set that it tells of.</param>
/// <param name="Due">Time of the next attempt, UTC.</param>
internal sealed record QueueNotice(long Id, long Item, string Kind, ItemState State, DateTimeOffset Due)
{
    /// <summary>A command that is run.</summary>
    public const string Command = "command";

    /// <summary>An HTTP POST.</summary>
    public const string Webhook = "webhook";

    /// <summary>Attempts that failed.</summary>
    public int Failures { get; init; }

    /// <summary>Whether it was delivered, or given up.</summary>
    public bool Closed { get; init; }

    /// <summary>Why the last attempt failed; null where none did, or after it was delivered.</summary>
    public string? Reason { get; init; }
}
