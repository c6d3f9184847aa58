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

    /// <summary>Signals.</summary>
    public const int Interrupt = 2, Terminate = 15;

    private const int Attempts = 3;

    /// <summary>Runs it, and sends it a signal when it says a line.</summary>
    /// <remarks>Small runs take seconds: on a busy machine one may be done before it hears the signal. It is then run again, and at last told to end after an earlier line.</remarks>
    /// <param name="run">Its run folder, which is deleted before it is run again.</param>
    /// <param name="lines">What the line contains, the latest first.</param>
    /// <param name="late">What it says where the signal came too late.</param>
    public static async Task<(int Code, string Text)> InterruptedAsync(int signal, string run, string[] lines, string late, params string[] args)
    {
        (int code, string text) = (0, "");
        foreach (string line in lines.SelectMany(line => Enumerable.Repeat(line, Attempts)))
        {
            if (Directory.Exists(run))
            {
                Directory.Delete(run, recursive: true);
            }
            using Process process = StartInterruptible(args);
            string said = "";
            while (!said.Contains(line, StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync() is { } next)
            {
                said += next + "\n";
            }
            _ = Kill(process.Id, signal); // one that has ended hears nothing
            (code, text) = await EndAsync(process, said);
            if (!text.Contains(late, StringComparison.Ordinal))
            {
                break;
            }
        }
        return (code, text);
    }

    /// <summary>Sends a signal to a process.</summary>
    [DllImport("libc", EntryPoint = "kill")]
    public static extern int Kill(int process, int signal);

    /// <summary>Waits for the end; returns the exit code and everything said.</summary>
    public static async Task<(int Code, string Text)> EndAsync(Process process, string alreadyRead = "")
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, alreadyRead + output + await errors);
    }
}
