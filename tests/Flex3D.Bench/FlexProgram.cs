using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Flex3D.Bench;

/// <summary>The real <c>flex3d</c> in a process of its own.</summary>
internal static partial class FlexProgram
{
    /// <summary>Runs it to its end; returns the largest resident memory it says it had, MB, NaN where it says none, and its seconds.</summary>
    /// <exception cref="InvalidOperationException">It failed; what it said goes with it.</exception>
    public static (double PeakMegabytes, double Seconds) Run(params string[] args)
    {
        long began = Stopwatch.GetTimestamp();
        using Process process = Start(args);
        Task<string> said = process.StandardOutput.ReadToEndAsync(), failed = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Match peak = PeakLine().Match(said.Result);
        return process.ExitCode == 0
            ? (peak.Success ? double.Parse(peak.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : double.NaN, Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw new InvalidOperationException($"flex3d {string.Join(' ', args)} ended with {process.ExitCode}:\n{said.Result}\n{failed.Result}");
    }

    /// <summary>Starts it.</summary>
    public static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "flex3d.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Copies a run folder.</summary>
    /// <param name="takes">Says of a file whether it is copied.</param>
    public static void CopyRun(string from, string to, Func<string, bool> takes)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(takes))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex(@"peak resident memory (\d+) MB")]
    private static partial Regex PeakLine();
}
