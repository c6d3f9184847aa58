using System.Diagnostics;

namespace Flex3D.Bench;

/// <summary>The real <c>flex3d</c> in a process of its own.</summary>
internal static class FlexProgram
{
    /// <summary>Runs it to its end; returns the largest resident memory it had, MiB, and its seconds.</summary>
    /// <exception cref="InvalidOperationException">It failed; what it said goes with it.</exception>
    public static (double PeakMebibytes, double Seconds) Run(params string[] args)
    {
        long began = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "flex3d.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync(), failed = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(50))
        {
            process.Refresh();
            peak = Math.Max(peak, process.PeakWorkingSet64); // the system's own high-water mark, so that nothing falls between two looks
        }
        return process.ExitCode == 0 ? (peak / 1048576.0, Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw new InvalidOperationException($"flex3d {string.Join(' ', args)} ended with {process.ExitCode}:\n{said.Result}\n{failed.Result}");
    }
}
