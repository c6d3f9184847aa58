using System.Diagnostics;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>A <c>flex3d run</c> or <c>flex3d resume</c> in a process of its own. It lives on if this process is killed.</summary>
internal sealed class ChildRun : IDisposable
{
    private const int MostLines = 20;
    private static readonly string[] s_prefixes = ["error: ", "flex3d: "];
    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly Task _ended;
    private int _asked;

    private ChildRun(Process process, Action<string> tell)
    {
        _process = process;
        _ended = Task.WhenAll(DropAsync(process.StandardOutput), KeepAsync(process.StandardError, tell), process.WaitForExitAsync());
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a process.</summary>
    /// <param name="arguments">The arguments of <c>flex3d</c>.</param>
    /// <param name="tell">Told of each line on standard error: its warnings and errors. What it writes on standard output is also in the log of its run folder.</param>
    /// <param name="alone">Whether Ctrl-C in the terminal of this process does not reach it.</param>
    public static ChildRun Start(IEnumerable<string> arguments, Action<string> tell, bool alone = false)
    {
        ProcessStartInfo start = alone ? FlexProgram.StartAlone(arguments) : FlexProgram.Start(arguments);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ChildRun(process, tell);
    }

    /// <summary>Waits for its end, and returns how it ended.</summary>
    public async Task<RunOutcome> EndAsync()
    {
        await _ended.ConfigureAwait(false);
        int code = _process.ExitCode;
        return new RunOutcome(code, code == (int)ExitCode.Done ? null : Reason(code));
    }

    /// <summary>Asks it to stop at a checkpoint.</summary>
    /// <remarks>A second request is not passed on, as it would end the process at once.</remarks>
    public void AskToStop()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
        {
            Signals.AskToStop(_process);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private string Reason(int code)
    {
        lock (_errors)
        {
            string? line = _errors.LastOrDefault(said => s_prefixes.Any(prefix => said.StartsWith(prefix, StringComparison.Ordinal)));
            return line is not null ? line[(line.IndexOf(' ') + 1)..]
                : code > 128 ? $"the process was killed by signal {code - 128}" : _errors.LastOrDefault() ?? $"the process ended with exit code {code}";
        }
    }

    private static async Task DropAsync(StreamReader output)
    {
        char[] buffer = new char[4096];
        while (await output.ReadAsync(buffer).ConfigureAwait(false) > 0)
        {
        }
    }

    private async Task KeepAsync(StreamReader errors, Action<string> tell)
    {
        while (await errors.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_errors)
            {
                _errors.Enqueue(line);
                if (_errors.Count > MostLines)
                {
                    _errors.Dequeue();
                }
            }
            tell(line);
        }
    }
}
