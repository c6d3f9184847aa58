using Flex3D.Pipeline.Actors;

namespace Flex3D.Pipeline.Runs;

/// <summary>From an exception to what the process returns.</summary>
public static class ExitCodes
{
    /// <summary>The exit code that tells of <paramref name="fault"/>.</summary>
    public static ExitCode Of(Exception fault) => fault switch
    {
        RunFailedException failed => failed.Code,
        InvariantException => ExitCode.Broken,
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => ExitCode.BadInput,
        AggregateException { InnerExceptions: [var only] } => Of(only),
        _ => FaultClassifier.Classify(fault) switch
        {
            FaultKind.BadInput => ExitCode.BadInput,
            FaultKind.Stopped => ExitCode.Stopped,
            FaultKind.DiskFull => ExitCode.DiskFull,
            FaultKind.Transient => ExitCode.InputOutput,
            FaultKind.Device => ExitCode.NoDevice,
            _ => ExitCode.Unexpected,
        },
    };
}
