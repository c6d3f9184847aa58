namespace Flex3D.Pipeline.Queue;

/// <summary>How an attempt to run a data set ended.</summary>
/// <param name="ExitCode">Exit code (see <c>docs/exit-codes.md</c>), 128 and the signal's number for a process that was killed; null where the attempt was interrupted together with the process that watched it.</param>
/// <param name="Reason">Why it failed, in a sentence; null where it did not.</param>
internal sealed record RunOutcome(int? ExitCode, string? Reason = null)
{
    /// <summary>The run is done.</summary>
    public static RunOutcome Done { get; } = new(0);

    /// <summary>The attempt was killed and left nothing that says how it ended.</summary>
    public static RunOutcome Interrupted { get; } = new((int?)null, "the run was interrupted");
}
