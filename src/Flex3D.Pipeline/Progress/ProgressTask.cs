using System.Globalization;

namespace Flex3D.Pipeline.Progress;

/// <summary>One task, with its counts, rate and time left; the report that made it decides when to show it.</summary>
internal sealed class ProgressTask(string name, long total, string unit, TimeProvider clock, Action<ProgressTask, bool> show) : IProgressTask
{
    private readonly long _began = clock.GetTimestamp();
    private long _done;
    private volatile string _note = "";

    public string Name => name;

    public double Fraction => total <= 0 ? 1 : Math.Min(1, (double)Volatile.Read(ref _done) / total);

    /// <summary>Counts, rate and time left: <c>1200/5000 particles, 310/s, 12 s left</c>.</summary>
    public string Figures
    {
        get
        {
            long done = Volatile.Read(ref _done);
            double seconds = clock.GetElapsedTime(_began).TotalSeconds;
            double rate = seconds > 0 ? done / seconds : 0;
            string left = done >= total ? $"{Seconds(seconds)} in all" : rate > 0 ? $"{Seconds((total - done) / rate)} left" : "";
            string figures = string.Create(CultureInfo.InvariantCulture, $"{done}/{total} {unit}, {rate:0.##}/s{(left.Length > 0 ? ", " : "")}{left}");
            return _note.Length == 0 ? figures : $"{figures}, {_note}";
        }
    }

    public void Advance(long units = 1, string? note = null)
    {
        Interlocked.Add(ref _done, units);
        _note = note ?? _note;
        show(this, false);
    }

    public void Dispose() => show(this, true);

    private static string Seconds(double seconds) => seconds switch
    {
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 6000 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}
