namespace Flex3D.Stages.Faults;

/// <summary>A run that has been given up, with what the process is to return.</summary>
public class RunFailedException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the process returns.</summary>
    public ExitCode Code { get; } = code;
}
