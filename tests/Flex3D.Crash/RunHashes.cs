using System.Security.Cryptography;

namespace Flex3D.Crash;

/// <summary>SHA-256 of every result file of a run.</summary>
public static class RunHashes
{
    /// <summary>Hashes by path relative to <paramref name="run"/>.</summary>
    public static SortedDictionary<string, string> Of(string run)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(run, file).Replace('\\', '/');
            if (IsResult(name))
            {
                using FileStream stream = File.OpenRead(file);
                hashes[name] = Convert.ToHexStringLower(SHA256.HashData(stream));
            }
        }
        return hashes;
    }

    /// <summary>The files that differ, are missing, or are too many, each with how; none where both are the same.</summary>
    public static IReadOnlyList<string> Differences(SortedDictionary<string, string> expected, SortedDictionary<string, string> found) =>
    [
        .. expected.Where(file => !found.ContainsKey(file.Key)).Select(file => $"{file.Key} is missing"),
        .. found.Where(file => !expected.ContainsKey(file.Key)).Select(file => $"{file.Key} is too many"),
        .. expected.Where(file => found.TryGetValue(file.Key, out string? hash) && hash != file.Value).Select(file => $"{file.Key} has other bytes"),
    ];

    // What tells of the course of a run, not of its result: settings that change no result, the machine, times, generations. What a killed
    // process left of a file it had begun is gone after the resume.
    private static bool IsResult(string name) =>
        name is not ("run.yaml" or "versions.json" or "status.json" or "status.js" or ".lock")
        && !name.StartsWith("nodes.json", StringComparison.Ordinal)
        && !name.StartsWith("log", StringComparison.Ordinal)
        && !name.StartsWith("checkpoints/", StringComparison.Ordinal);
}
