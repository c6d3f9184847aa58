using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The built <c>flex3d</c> in a process of its own, for what a test's process cannot stand: signals and full disks.</summary>
internal static class RealProgram
{
    /// <summary>The host that runs this test's process.</summary>
    public static string Host { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "flex3d.dll");

    public static Process Start(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    /// <summary>Starts it with SIGINT as a terminal would leave it: what is begun in the background is told to ignore it.</summary>
    public static Process StartInterruptible(params string[] args) => Start("/usr/bin/env", ["--default-signal=INT", Host, "exec", Assembly, .. args]);

    /// <summary>Waits for the end; returns the exit code and everything said.</summary>
    public static async Task<(int Code, string Text)> EndAsync(Process process, string alreadyRead = "")
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, alreadyRead + output + await errors);
    }
}
