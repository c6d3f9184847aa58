namespace Flex3D.Pipeline.Progress;

/// <summary>Progress as lines of text, at most one every few seconds, and one at the end of each task.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider? clock = null, TimeSpan? interval = null) : IProgressReport
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private long _shown = (clock ?? TimeProvider.System).GetTimestamp();

    /// <inheritdoc/>
    public IProgressTask Begin(string name, long total, string unit) => new ProgressTask(name, total, unit, _clock, Show);

    private void Show(ProgressTask task, bool ended)
    {
        lock (_lock)
        {
            if (ended || _clock.GetElapsedTime(_shown) >= _interval)
            {
                _shown = _clock.GetTimestamp();
                output.WriteLine($"  {task.Name}: {task.Figures}");
            }
        }
    }
}
