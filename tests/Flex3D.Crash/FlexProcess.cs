using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flex3D.Crash;

/// <summary>A process of the real <c>flex3d</c>, what it says, and signals to it. Killed, if it still lives, when disposed of.</summary>
internal sealed partial class FlexProcess : IDisposable
{
    public const int Killed = 128 + SigKill;
    public const int Terminated = 128 + SigTerm;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigContinue = 18;
    public const int SigStop = 19;

    private static readonly string Host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
    private static readonly string Program = Environment.GetEnvironmentVariable("FLEX3D_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "flex3d.dll");

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly SemaphoreSlim _lines = new(0);
    private readonly Task _ended;

    private FlexProcess(Process process)
    {
        _process = process;
        _ended = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError), process.WaitForExitAsync());
    }

    /// <summary>Every line said, in order.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_said)
            {
                return [.. _said];
            }
        }
    }

    /// <summary>What the process returned: 128 and the signal where one ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The step of the pipeline it said last that it is in.</summary>
    public string Step => Said.LastOrDefault(line => line is "prep" or "mesh" or "train" or "reconstruct") ?? "start";

    /// <summary>Whether it has ended.</summary>
    public bool Ended => _ended.IsCompleted;

    public static FlexProcess Start(params IEnumerable<string> args) => StartIn([], args);

    /// <summary>Starts it by another command.</summary>
    /// <param name="before">The command; empty for none.</param>
    public static FlexProcess StartIn(IReadOnlyList<string> before, IEnumerable<string> args)
    {
        string[] all = [.. before, Host, "exec", Program, .. args];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new FlexProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it has said so many lines and <paramref name="delay"/> has passed, or it has ended. False where it has ended.</summary>
    public async Task<bool> LivesAsync(int lines, TimeSpan delay)
    {
        for (int line = 0; line < lines && !_ended.IsCompleted; line++)
        {
            await Task.WhenAny(_lines.WaitAsync(), _ended);
        }
        await Task.WhenAny(Task.Delay(delay), _ended);
        return !_ended.IsCompleted;
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">It hangs.</exception>
    public Task EndAsync(TimeSpan limit) => _ended.WaitAsync(limit);

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, signal); // that it has ended meanwhile is no fault
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_said)
            {
                _said.Add(line);
            }
            _lines.Release();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
