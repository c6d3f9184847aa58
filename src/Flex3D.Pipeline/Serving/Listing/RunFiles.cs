using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>The files of a run that are given out: its results, as <c>results.json</c> lists them, and some that every run has.</summary>
internal static class RunFiles
{
    private static readonly string[] s_always = ["report.html", "status.js", "status.json", "summary.txt", "run.yaml", "versions.json", "ledger.json", "results.json"];

    /// <summary>Returns the names of those that are there, with / between folders.</summary>
    public static IEnumerable<string> Of(RunFolder run) => s_always.Union(Results(run)).Where(name => Inside(run, name) is not null);

    /// <summary>Returns the path of a file; null where it is not given out, is not there, or lies behind a link.</summary>
    public static string? Find(RunFolder run, string name)
    {
        return s_always.Contains(name) || Results(run).Contains(name, StringComparer.Ordinal) ? Inside(run, name) : null;
    }

    // The path of a listed file; null where it is not there, or lies outside the folder or behind a link.
    private static string? Inside(RunFolder run, string name)
    {
        string path = Path.GetFullPath(Path.Combine(run.Path, name));
        if (!path.StartsWith(run.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !Storage.Current.FileExists(path))
        {
            return null;
        }
        // results.json is a file like others: a damaged one must not lead out of the folder, nor may a link.
        for (string? at = path; at is not null && at.Length > run.Path.Length; at = Path.GetDirectoryName(at))
        {
            if (new FileInfo(at).LinkTarget is not null)
            {
                return null;
            }
        }
        return path;
    }

    /// <summary>Returns the media type of a file by its ending.</summary>
    public static string TypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".png" => "image/png",
        ".svg" => "image/svg+xml",
        ".txt" or ".yaml" or ".csv" or ".star" or ".cxc" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };

    private static IEnumerable<string> Results(RunFolder run)
    {
        try
        {
            return ResultManifest.Read(run)?.Files.Select(file => file.Path) ?? [];
        }
        catch (Exception fault) when (fault is IOException or InputException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
