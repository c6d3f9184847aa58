using Flex3D.Stages.Files;
using Serilog;

namespace Flex3D.Pipeline.LocalScratch;

/// <summary>A folder under the scratch folder that only this step uses; it is removed on disposal.</summary>
/// <remarks>
/// Its name contains the process and the machine, and a lock in it is held until the process ends, for whatever reason. So a folder
/// of this machine whose lock can be taken is no longer in use: <see cref="RemoveStale"/>.
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

    /// <summary>Makes a folder, and the scratch folder if it is missing.</summary>
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

    /// <summary>Removes the folder; if that fails, logs a warning.</summary>
    public void Dispose() => Remove(Path, _held, _log);

    private static bool IsOurs(string folder)
    {
        string name = System.IO.Path.GetFileName(folder);
        return name.StartsWith("flex3d-", StringComparison.Ordinal) && name.EndsWith(OfThisMachine, StringComparison.Ordinal);
    }

    // The lock is released last, so that no other process removes the folder meanwhile, but before its file is deleted, which Windows refuses while the lock is held.
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
