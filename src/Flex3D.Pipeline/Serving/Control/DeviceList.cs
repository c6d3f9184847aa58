using System.Diagnostics;
using System.Globalization;
using Flex3D.Pipeline.Queue.Children;

namespace Flex3D.Pipeline.Serving.Control;

/// <summary>The devices of this machine, as <c>flex3d devices</c> prints them.</summary>
/// <remarks>They are found once, by a process of its own, so that no driver is loaded here.</remarks>
internal sealed class DeviceList : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<string>? _lines;

    /// <summary>Returns a line for each device.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken stop)
    {
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_lines is null)
            {
                ProcessStartInfo start = FlexProgram.Start(["devices"]);
                (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
                using Process process = Process.Start(start)!;
                Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
                string text = await process.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
                text += await errors.ConfigureAwait(false);
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                _lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            }
            return _lines;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Memory that processes may still take, bytes; null where the system does not say.</summary>
    public static long? AvailableBytes()
    {
        const string table = "/proc/meminfo", row = "MemAvailable:";
        if (!File.Exists(table) || File.ReadLines(table).FirstOrDefault(line => line.StartsWith(row, StringComparison.Ordinal)) is not { } line)
        {
            return null;
        }
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes << 10 : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
