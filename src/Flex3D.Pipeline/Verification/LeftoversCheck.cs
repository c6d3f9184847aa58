using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Verification;

/// <summary>Lists files that no finished step wrote: files that a killed process left incomplete, and any others.</summary>
internal static class LeftoversCheck
{
    private const string Name = "leftovers";
    private const int Named = 5;

    public static IEnumerable<Finding> Of(RunFolder run)
    {
        HashSet<string> known = [.. (ResultManifest.Read(run)?.Files ?? []).Select(file => file.Path)];
        string[] names = [.. Directory.EnumerateFiles(run.Path, "*", SearchOption.AllDirectories).Select(file => ResultManifest.NameIn(run, file)).Order(StringComparer.Ordinal)];
        string[] partial = [.. names.Where(name => name.EndsWith(".partial", StringComparison.Ordinal))];
        string[] others = [.. names.Where(name => ResultManifest.IsResult(name) && !known.Contains(name))];
        if (partial.Length > 0)
        {
            yield return Finding.Note(Name, $"half-written by a process that ended: {List(partial)}; resume removes them");
        }
        if (others.Length > 0)
        {
            yield return Finding.Note(Name, $"written by no step that has finished: {List(others)}");
        }
    }

    private static string List(string[] names) => string.Join(", ", names.Take(Named)) + (names.Length > Named ? $" and {names.Length - Named} more" : "");
}
