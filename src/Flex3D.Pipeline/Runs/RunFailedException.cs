using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Runs;

/// <summary>A run that has been given up, with what the process is to return.</summary>
public sealed class RunFailedException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the process returns.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>What is counted of the phase that it ended, where that is worth a checkpoint: a device is gone, and nothing else.</summary>
    public LedgerState? Counted { get; init; }
}
