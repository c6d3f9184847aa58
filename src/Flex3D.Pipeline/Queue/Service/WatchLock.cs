using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>The lock of a queue, held by the one process that watches it.</summary>
internal static class WatchLock
{
    /// <summary>Takes the lock, which the end of the process releases in any case.</summary>
    /// <param name="database">The database of the queue; the lock is the file beside it that ends in <c>.lock</c>.</param>
    /// <exception cref="InputException">Another process watches the queue.</exception>
    public static IDisposable Take(string database)
    {
        DurableFolder.Create(Path.GetDirectoryName(database)!);
        return Storage.Current.TryLock(database + ".lock")
            ?? throw new InputException(database, null, "a queue that another flex3d watch works off", "a queue that none does", "stop that one first, or name another --runs folder");
    }
}
