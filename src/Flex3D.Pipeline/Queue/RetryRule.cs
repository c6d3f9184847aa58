using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue;

/// <summary>Which failures are tried again, how often, and after which pause.</summary>
/// <param name="ExitCodes">Exit codes that are tried again; every other failure makes a dead letter at once.</param>
/// <param name="Limit">Retries of one data set.</param>
/// <param name="Pause">Pause before the first retry; each further pause is twice as long.</param>
/// <param name="LongestPause">The longest pause.</param>
internal sealed record RetryRule(IReadOnlySet<int> ExitCodes, int Limit, TimeSpan Pause, TimeSpan LongestPause)
{
    /// <summary>Exit code of a process that was killed by SIGKILL, for example because memory ran out.</summary>
    public const int Killed = 128 + 9;

    /// <summary>Retries a lost device, failing input or output, a full disk and a killed process, ten times in about five hours.</summary>
    public static RetryRule Default { get; } = new(
        new SortedSet<int> { (int)ExitCode.NoDevice, (int)ExitCode.InputOutput, (int)ExitCode.DiskFull, Killed }, 10, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    /// <summary>Returns the pause after a failure.</summary>
    /// <param name="failures">Failures so far, this one included: 1 for the first.</param>
    public TimeSpan PauseAfter(int failures)
    {
        TimeSpan pause = Pause;
        for (int i = 1; i < failures && pause < LongestPause; i++)
        {
            pause += pause;
        }
        return pause < LongestPause ? pause : LongestPause;
    }
}
