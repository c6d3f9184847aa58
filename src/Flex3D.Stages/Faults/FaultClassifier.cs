namespace Flex3D.Stages.Faults;

/// <summary>Classifies an exception by the kind of fault it is.</summary>
public static class FaultClassifier
{
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>The kind of <paramref name="fault"/>.</summary>
    public static FaultKind Classify(Exception fault) => fault switch
    {
        InputException => FaultKind.BadInput,
        EndOfStreamException => FaultKind.BadInput, // a file shorter than its header says stays so
        IOException io when IsDiskFull(io) => FaultKind.DiskFull,
        IOException => FaultKind.Transient,
        OutOfMemoryException or DeviceException => FaultKind.Device,
        OperationCanceledException => FaultKind.Stopped,
        _ => FaultKind.Fatal,
    };

    /// <summary>Whether a write failed because there is no room (or no quota) left.</summary>
    public static bool IsDiskFull(IOException fault) =>
        fault.HResult is NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull
        || fault.Message.StartsWith("No space left", StringComparison.Ordinal)
        || (fault.InnerException is IOException inner && IsDiskFull(inner));
}
