using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Runs;

/// <summary>Turns an exception into one sentence for the user.</summary>
internal static class FaultMessage
{
    /// <summary>Returns the sentence; files that cannot be opened are reported like other bad input.</summary>
    public static string Of(Exception fault) => fault switch
    {
        OperationCanceledException => "stopped",
        AggregateException { InnerExceptions: [var only] } => Of(only),
        FileNotFoundException or DirectoryNotFoundException => new InputException(Path(fault), null, "no such file", "an existing one", inner: fault).Message,
        UnauthorizedAccessException when Storage.Current.FolderExists(Path(fault)) => new InputException(Path(fault), null, "a folder", "a file", inner: fault).Message,
        UnauthorizedAccessException => new InputException(Path(fault), null, "no permission to open it", "a file that may be read, in a folder that may be written to", inner: fault).Message,
        _ => fault.Message,
    };

    // .NET gives the path of a missing file, but of a missing or forbidden folder only between quotes.
    private static string Path(Exception fault) =>
        fault is FileNotFoundException { FileName: { } name } ? name : fault.Message.Split('\'') is { Length: >= 3 } parts ? parts[1] : fault.Message;
}
