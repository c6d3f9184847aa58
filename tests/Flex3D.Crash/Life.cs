namespace Flex3D.Crash;

/// <summary>How a process is ended.</summary>
public enum Ending
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGTERM, and time to end in order.</summary>
    Terminate,

    /// <summary>SIGTERM, and SIGKILL while it saves.</summary>
    TerminateThenKill,
}

/// <summary>The fate of one process.</summary>
/// <param name="Lines">Lines it may say first: 0 aims at its start-up.</param>
/// <param name="Delay">Time from there to the blow.</param>
/// <param name="Frozen">Time between SIGSTOP and SIGCONT before the blow; null for none.</param>
/// <param name="Ending">The blow.</param>
/// <param name="Grace">Time between SIGTERM and SIGKILL.</param>
public sealed record Life(int Lines, TimeSpan Delay, TimeSpan? Frozen, Ending Ending, TimeSpan Grace);
