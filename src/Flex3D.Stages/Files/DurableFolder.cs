using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Flex3D.Stages.Files;

/// <summary>Creates folders whose names survive a power cut, and cleans up a folder that another process left.</summary>
public static partial class DurableFolder
{
    // Folders created whose name could not be flushed: their existence does not mean that they survive a power cut.
    private static readonly ConditionalWeakTable<IStorage, ConcurrentDictionary<string, bool>> s_unflushed = [];

    /// <summary>Creates a folder and its missing parents; when this returns, the new names survive a power cut.</summary>
    /// <param name="storage">The storage to use; null for <see cref="Storage.Current"/>.</param>
    public static void Create(string folder, IStorage? storage = null)
    {
        storage ??= Storage.Current;
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        ConcurrentDictionary<string, bool> unflushed = s_unflushed.GetOrCreateValue(storage);
        if ((storage.FolderExists(full) && !unflushed.ContainsKey(full)) || Path.GetDirectoryName(full) is not { } parent)
        {
            return;
        }
        Create(parent, storage);
        unflushed[full] = true;
        storage.CreateFolder(full);
        storage.FlushFolder(parent);
        unflushed.TryRemove(full, out _);
    }

    /// <summary>Takes over a folder whose process has ended, perhaps killed: removes its half-written files, and makes the names it left survive a power cut.</summary>
    /// <remarks>
    /// A process killed between a rename and the flush of the folder leaves a file that is visible but would be lost in a power cut:
    /// a process that continues from it must flush the folder first. No other process may write into the folder.
    /// </remarks>
    /// <param name="withFolders">Whether the folder's subfolders are taken over too.</param>
    public static void TakeOver(string folder, bool withFolders, IStorage? storage = null)
    {
        storage ??= Storage.Current;
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!storage.FolderExists(full))
        {
            return;
        }
        FlushAbove(full, storage);
        Clean(full, withFolders, storage);
    }

    private static void FlushAbove(string folder, IStorage storage)
    {
        try
        {
            for (string? above = Path.GetDirectoryName(folder); above is not null; above = Path.GetDirectoryName(above))
            {
                storage.FlushFolder(above);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A folder that we may not open was not created by us, nor was any folder above it.
        }
    }

    private static void Clean(string folder, bool withFolders, IStorage storage)
    {
        foreach (string file in storage.List(folder, ".*.partial").Where(file => HalfWritten().IsMatch(Path.GetFileName(file))))
        {
            storage.Delete(file);
        }
        storage.FlushFolder(folder);
        foreach (string inner in withFolders ? storage.ListFolders(folder) : [])
        {
            Clean(inner, withFolders, storage);
        }
    }

    /// <summary>Matches names made by <see cref="DurableFile.TemporaryOf"/>, and no others.</summary>
    [GeneratedRegex(@"^\..+\.[0-9]+\.partial$", RegexOptions.CultureInvariant)]
    private static partial Regex HalfWritten();
}
