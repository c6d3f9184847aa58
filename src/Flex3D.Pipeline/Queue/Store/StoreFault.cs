using Flex3D.Stages.Faults;
using Microsoft.Data.Sqlite;

namespace Flex3D.Pipeline.Queue.Store;

/// <summary>Turns the errors of SQLite into those of the house, so that each has its exit code.</summary>
internal static class StoreFault
{
    private const int Logic = 1, Busy = 5, Locked = 6, ReadOnly = 8, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;
    private const int NoSpace = 28; // ENOSPC

    /// <summary>Returns the error of the house.</summary>
    /// <param name="path">The database.</param>
    public static Exception Of(SqliteException fault, string path) => fault.SqliteErrorCode switch
    {
        Corrupt or NotADatabase => Damaged(path, fault.SqliteErrorCode == Corrupt ? "a damaged database" : "a file that is no SQLite database", fault),
        Logic => Damaged(path, $"other tables than those of a queue ({fault.Message})", fault),
        ReadOnly => new UnauthorizedAccessException($"no permission to write '{path}'", fault),
        CannotOpen => new IOException($"cannot open the queue database {path} ({fault.Message})", fault),
        Full => new IOException($"No space left to write the queue database {path}", NoSpace),
        Busy or Locked => new IOException($"the queue database {path} stayed locked by another process", fault),
        _ => new IOException($"the queue database {path}: {fault.Message}", fault),
    };

    /// <summary>The error of a database whose content is wrong.</summary>
    public static InputException Damaged(string path, string found, Exception? inner = null) => new(
        path, null, found, "the database of a queue", "put a copy of it back, or move it away: flex3d watch makes a new one, finds the data sets again, and gives them run folders of other names", inner);
}
