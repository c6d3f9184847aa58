using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>What is done about a fault.</summary>
internal abstract record Remedy
{
    private Remedy()
    {
    }

    /// <summary>Try again after a pause.</summary>
    /// <param name="Why">In words, for the log and <c>status.json</c>.</param>
    public sealed record Pause(TimeSpan Length, string Why) : Remedy;

    /// <summary>Ask for another device, and go on with that.</summary>
    public sealed record ChangeDevice : Remedy;

    /// <summary>Enough has been tried.</summary>
    /// <param name="Why">In words; the fault's own message follows.</param>
    public sealed record GiveUp(ExitCode Code, string Why) : Remedy
    {
        /// <summary>What ends the run.</summary>
        /// <param name="before">Said before the reason: <c>no checkpoint could be written, </c>.</param>
        public RunFailedException Of(Exception fault, string before = "") => new(Code, $"{before}{Why}: {fault.Message}", fault);
    }

    /// <summary>Trying again changes nothing, or must not be done: the fault itself ends the run.</summary>
    public sealed record Stop : Remedy;
}
