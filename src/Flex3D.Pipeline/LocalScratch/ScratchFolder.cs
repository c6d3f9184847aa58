using Flex3D.Stages.Files;
using Serilog;

namespace Flex3D.Pipeline.LocalScratch;

/// <summary>A folder of this step's own under the scratch folder, gone once disposed of.</summary>
/// <remarks>
/// Its name has the process and the machine; a lock is held in it until the process ends, however it does. So a folder of this
/// machine whose lock can be taken is one that nobody uses any more: <see cref="RemoveStale"/>.
/// </remarks>
internal sealed class ScratchFolder : IDisposable
{
    private const string LockName = ".lock";
    private const int Most = 1000; // of one process at once
    private readonly IDisposable _held;
    private readonly ILogger _log;

    private ScratchFolder(string path, IDisposable held, ILogger log) => (Path, _held, _log) = (path, held, log);

    public string Path { get; }

    private static string OfThisMachine => $"@{Environment.MachineName}";

    /// <summary>Makes a folder, and the scratch folder where it is missing.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static ScratchFolder Create(string scratch, ILogger log)
    {
        for (int number = 1; number <= Most; number++)
        {
            string path = System.IO.Path.Combine(scratch, $"flex3d-{Environment.ProcessId}-{number}{OfThisMachine}");
            Storage.Current.CreateFolder(path);
            try
            {
                if (Storage.Current.TryLock(System.IO.Path.Combine(path, LockName)) is { } held)
                {
                    return new ScratchFolder(path, held, log);
                }
            }
            catch
            {
                Remove(path, null, log);
                throw;
            }
        }
        throw new IOException($"'{scratch}' has {Most} folders in use by process {Environment.ProcessId}");
    }

    /// <summary>Removes the folders that killed processes of this machine left behind. A folder that cannot be removed causes a warning.</summary>
    /// <exception cref="IOException">The scratch folder cannot be read.</exception>
    public static void RemoveStale(string scratch, ILogger log)
    {
        foreach (string path in Storage.Current.ListFolders(scratch).Where(IsOurs))
        {
            try
            {
                if (Storage.Current.TryLock(System.IO.Path.Combine(path, LockName)) is { } held && Remove(path, held, log))
                {
                    log.Information("removed {Folder:l}, left behind by a process that has ended", path);
                }
            }
            catch (Exception fault) when (ScratchFault.Is(fault))
            {
                log.Warning("{Folder:l} may have been left behind by a process that has ended: {Message:l}", path, fault.Message);
            }
        }
    }

    /// <summary>Removes the folder; where that fails, tells of it.</summary>
    public void Dispose() => Remove(Path, _held, _log);

    private static bool IsOurs(string folder)
    {
        string name = System.IO.Path.GetFileName(folder);
        return name.StartsWith("flex3d-", StringComparison.Ordinal) && name.EndsWith(OfThisMachine, StringComparison.Ordinal);
    }

    // The lock goes last, so that nobody else removes the folder meanwhile, and before its file, which Windows keeps while it is held.
    private static bool Remove(string path, IDisposable? held, ILogger log)
    {
        string lockFile = System.IO.Path.Combine(path, LockName);
        try
        {
            using (held)
            {
                foreach (string file in Storage.Current.List(path, "*").Where(file => file != lockFile))
                {
                    Storage.Current.Delete(file);
                }
            }
            Storage.Current.Delete(lockFile);
            Storage.Current.DeleteFolder(path);
            return true;
        }
        catch (Exception fault) when (ScratchFault.Is(fault))
        {
            log.Warning("{Folder:l} cannot be removed: {Message:l}", path, fault.Message);
            return false;
        }
    }
}
