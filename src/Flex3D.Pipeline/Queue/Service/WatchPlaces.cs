using Flex3D.Pipeline.Queue.Store;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>The folders and files of a watched queue, absolute.</summary>
/// <param name="Folder">The watched folder.</param>
/// <param name="Runs">The folder of the runs.</param>
/// <param name="Database">The database of the queue.</param>
internal sealed record WatchPlaces(string Folder, string Runs, string Database)
{
    /// <summary>Returns the places that the user names.</summary>
    /// <param name="database">Null for the usual name in the folder of the runs.</param>
    public static WatchPlaces Of(string folder, string runs, string? database) =>
        new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(runs)), DatabaseOf(runs, database));

    /// <summary>Returns the path of the database.</summary>
    public static string DatabaseOf(string runs, string? database) => Path.GetFullPath(database ?? Path.Combine(runs, QueueStore.FileName));
}
