namespace Flex3D.Stages.Faults;

/// <summary>The error that ends a run, with the exit code of the process.</summary>
public class RunFailedException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the process.</summary>
    public ExitCode Code { get; } = code;
}
