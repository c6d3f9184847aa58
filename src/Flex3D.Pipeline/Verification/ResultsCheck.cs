using System.Globalization;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Verification;

/// <summary>Checks <c>results.json</c>: every file exists with its size and hash, and every finished step is listed.</summary>
internal static class ResultsCheck
{
    private const string Name = "results";

    public static IEnumerable<Finding> Of(RunFolder run, RunStatus status)
    {
        ResultManifest? manifest = ResultManifest.Read(run);
        string[] done = [.. status.Steps.Where(step => step.Value.State == StepStatus.Done).Select(step => step.Key), .. status.State == StepStatus.Done ? [ResultManifest.Summary] : Array.Empty<string>()];
        if (manifest is null)
        {
            yield return done.Length == 0
                ? Finding.Note(Name, "no step has finished")
                : Finding.Wrong(Name, $"no {ResultManifest.FileName}, though {string.Join(", ", done)} is done: it was deleted, or an older version of Flex3D made the run");
            yield break;
        }
        if (!manifest.IsWhole)
        {
            yield return Finding.Wrong(Name, $"{ResultManifest.FileName} is not as it was written: its own hash differs");
        }
        foreach (string step in done.Where(step => manifest.Files.All(file => file.Step != step)))
        {
            yield return Finding.Wrong(Name, $"step '{step}' is done and has no result in {ResultManifest.FileName}");
        }
        int right = 0;
        long bytes = 0;
        foreach (ResultRecord file in manifest.Files)
        {
            if (Fault(run, file) is { } fault)
            {
                yield return Finding.Wrong(Name, $"{file.Path} {fault}");
                continue;
            }
            right++;
            bytes += file.Bytes;
        }
        if (right == manifest.Files.Count && manifest.IsWhole)
        {
            yield return Finding.Right(Name, string.Create(CultureInfo.InvariantCulture, $"{right} files, {bytes / 1e6:0.0} MB, each of its size and SHA-256"));
        }
    }

    // Says what is wrong with a file; null if nothing is.
    private static string? Fault(RunFolder run, ResultRecord expected)
    {
        string path = Path.Combine(run.Path, expected.Path);
        if (!ResultManifest.IsResult(expected.Path) || !File.Exists(path))
        {
            return "is missing";
        }
        long bytes = new FileInfo(path).Length;
        if (bytes != expected.Bytes)
        {
            return $"has {bytes} bytes, not the {expected.Bytes} that step '{expected.Step}' wrote";
        }
        return ResultManifest.Of(expected.Step, path, expected.Path) == expected ? null : $"has other bytes than step '{expected.Step}' wrote: its SHA-256 differs";
    }
}
