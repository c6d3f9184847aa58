using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>Finds the run folders below a root: those with a <c>run.yaml</c>.</summary>
internal static class RunFinder
{
    /// <summary>How many folders deep runs are looked for.</summary>
    public const int Depth = 4;

    /// <summary>The most runs, and the most folders that are looked into.</summary>
    public const int MostRuns = 2000, MostFolders = 20_000;

    /// <summary>Returns the run folders in the order of their paths.</summary>
    /// <remarks>Links and folders that begin with a dot are not followed, and a run has no runs inside.</remarks>
    public static IReadOnlyList<string> Find(string root)
    {
        List<string> found = [];
        var open = new Queue<(string Folder, int Depth)>([(root, 0)]);
        for (int seen = 0; open.TryDequeue(out (string Folder, int Depth) next) && seen < MostFolders && found.Count < MostRuns; seen++)
        {
            if (Storage.Current.FileExists(RunFolder.At(next.Folder).SettingsFile))
            {
                found.Add(next.Folder);
            }
            else if (next.Depth < Depth)
            {
                foreach (string folder in Inside(next.Folder).Where(folder => !Path.GetFileName(folder).StartsWith('.')))
                {
                    open.Enqueue((folder, next.Depth + 1));
                }
            }
        }
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static IReadOnlyList<string> Inside(string folder)
    {
        try
        {
            return Storage.Current.ListFolders(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return []; // it was deleted meanwhile, or may not be read
        }
    }
}
