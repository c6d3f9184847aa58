using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Flex3D.Stages.Files;

/// <summary>Folders whose names survive a power cut, and what to do with one that another process left.</summary>
public static partial class DurableFolder
{
    // Folders made whose name could not be flushed: that they exist says nothing about a power cut.
    private static readonly ConditionalWeakTable<IStorage, ConcurrentDictionary<string, bool>> s_unflushed = [];

    /// <summary>Makes a folder and those above it that are missing; when this returns, the new names survive a power cut.</summary>
    /// <param name="storage">Where; null for <see cref="Storage.Current"/>.</param>
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

    /// <summary>Takes over a folder whose process has ended, perhaps killed: removes what it left half-written, and makes the names it left survive a power cut.</summary>
    /// <remarks>
    /// A process killed between a rename and the flush of the folder leaves a file that is visible but would be lost in a power cut:
    /// a process that continues from it must flush the folder first. No other process may write into the folder.
    /// </remarks>
    /// <param name="withFolders">Whether the folders in it belong to it too.</param>
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
            // What we may not look into was not made by us, nor was anything above it.
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

    /// <summary>Names made by <see cref="DurableFile.TemporaryOf"/>, and no others.</summary>
    [GeneratedRegex(@"^\..+\.[0-9]+\.partial$", RegexOptions.CultureInvariant)]
    private static partial Regex HalfWritten();
}
