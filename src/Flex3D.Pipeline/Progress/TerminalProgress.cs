using Spectre.Console;

namespace Flex3D.Pipeline.Progress;

/// <summary>Progress as one line with a bar, which is redrawn in place; the last line of each task remains. With a panel, its line stands below, and nothing remains.</summary>
/// <remarks>Names are written as text, never as markup: a file called <c>[red]</c> stays what it is.</remarks>
internal sealed class TerminalProgress(IAnsiConsole console, TimeProvider? clock = null, RunPanel? panel = null) : IProgressReport
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(120);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private long _shown;
    private bool _drawn;

    /// <inheritdoc/>
    public IProgressTask Begin(string name, long total, string unit) => new ProgressTask(name, total, unit, _clock, Show);

    /// <summary>Clears the progress line, so that other text can be written.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_drawn)
            {
                console.Write(new ControlCode(panel is null ? "\r\u001b[2K" : "\r\u001b[2K\u001b[1A\u001b[2K"));
                _drawn = false;
            }
        }
    }

    private void Show(ProgressTask task, bool ended)
    {
        lock (_lock)
        {
            if (!ended && _drawn && _clock.GetElapsedTime(_shown) < Interval)
            {
                return;
            }
            _shown = _clock.GetTimestamp();
            Clear();
            int filled = (int)(task.Fraction * BarWidth);
            string label = $"  {task.Name,-24} ", figures = " " + task.Figures;
            int room = Math.Max(0, console.Profile.Width - label.Length - BarWidth - 1);
            console.Write(new Text(label, Style.Plain));
            console.Write(new Text(new string('━', filled), new Style(Color.Green)));
            console.Write(new Text(new string('─', BarWidth - filled), new Style(Color.Grey)));
            console.Write(new Text(figures.Length > room ? figures[..room] : figures, Style.Plain));
            if (panel is { Line: var line })
            {
                console.WriteLine();
                console.Write(new Text(line[..Math.Min(line.Length, Math.Max(0, console.Profile.Width - 1))], new Style(Color.Grey)));
            }
            else if (ended)
            {
                console.WriteLine();
            }
            _drawn = panel is not null || !ended;
        }
    }
}
