using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Queue.Metrics;

/// <summary>Measures how fast a run is, from the <c>status.json</c> that it writes every few seconds.</summary>
internal sealed partial class ProgressMeter
{
    private (string? Phase, long Counted, DateTimeOffset At)? _before;
    private (double Epochs, DateTimeOffset At)? _first;
    private double? _rate;

    /// <summary>Takes the newest status, and returns how far the run is.</summary>
    public RunProgress Measure(RunStatus status)
    {
        string? step = status.Steps.FirstOrDefault(known => known.Value.State == StepStatus.Running).Key;
        if (status.Now is not { } now)
        {
            return new RunProgress(step, null, null, null, null, null, 0);
        }
        // Counts of one phase alone can be subtracted from each other.
        if (_before is { } before && before.Phase == now.Phase && now.Counted > before.Counted && now.Updated > before.At)
        {
            _rate = (now.Counted - before.Counted) / (now.Updated - before.At).TotalSeconds;
        }
        _before = (now.Phase, now.Counted, now.Updated);
        if (now.Phase is null || Epoch().Match(now.Phase) is not { Success: true } match)
        {
            _first = null;
            return new RunProgress(step, now.Phase, null, null, _rate, null, now.Faults);
        }
        int epoch = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), epochs = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        double done = epoch - 1 + (now.Steps > 0 ? (double)now.CommittedSteps / now.Steps : 0);
        (double Epochs, DateTimeOffset At) first = _first ??= (done, now.Updated);
        double? left = done > first.Epochs && now.Updated > first.At ? (epochs - done) * (now.Updated - first.At).TotalSeconds / (done - first.Epochs) : null;
        return new RunProgress(step, now.Phase, epoch, epochs, _rate, left, now.Faults);
    }

    [GeneratedRegex(@"^epoch (\d{1,9})/(\d{1,9})")]
    private static partial Regex Epoch();
}
