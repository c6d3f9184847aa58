namespace Flex3D.Stages.Faults;

/// <summary>Maps faults to exit codes: the only such table, which <c>docs/exit-codes.md</c> shows to users.</summary>
public static class ExitCodes
{
    /// <summary>The exit code of a kind of fault that ends a run.</summary>
    public static ExitCode Of(FaultKind kind) => kind switch
    {
        FaultKind.BadInput => ExitCode.BadInput,
        FaultKind.Stopped => ExitCode.Stopped,
        FaultKind.DiskFull => ExitCode.DiskFull,
        FaultKind.Transient => ExitCode.InputOutput,
        FaultKind.Device => ExitCode.NoDevice,
        _ => ExitCode.Unexpected,
    };

    /// <summary>The exit code for <paramref name="fault"/>.</summary>
    public static ExitCode Of(Exception fault) => fault switch
    {
        RunFailedException failed => failed.Code,
        InvariantException => ExitCode.Broken,
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => ExitCode.BadInput,
        AggregateException { InnerExceptions: [var only] } => Of(only),
        _ => Of(FaultClassifier.Classify(fault)),
    };
}
