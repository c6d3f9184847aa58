using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>The response to a fault: retry, change the device, give up, or stop.</summary>
internal abstract record Remedy
{
    private Remedy()
    {
    }

    /// <summary>Retries after a pause.</summary>
    /// <param name="Why">The reason, in words, for the log and <c>status.json</c>.</param>
    public sealed record Pause(TimeSpan Length, string Why) : Remedy;

    /// <summary>Asks for another device, and continues on it.</summary>
    public sealed record ChangeDevice : Remedy;

    /// <summary>Ends the run because all retries have failed.</summary>
    /// <param name="Why">The reason, in words; the fault's own message follows.</param>
    public sealed record GiveUp(ExitCode Code, string Why) : Remedy
    {
        /// <summary>Makes the exception that ends the run.</summary>
        /// <param name="before">Text to put before the reason: <c>no checkpoint could be written, </c>.</param>
        public RunFailedException Of(Exception fault, string before = "") => new(Code, $"{before}{Why}: {fault.Message}", fault);
    }

    /// <summary>Ends the run with the fault itself, because a retry would not help or is not allowed.</summary>
    public sealed record Stop : Remedy;
}
