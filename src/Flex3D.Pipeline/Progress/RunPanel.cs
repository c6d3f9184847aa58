using System.Globalization;
using Flex3D.Stages.Results;
using Serilog.Events;

namespace Flex3D.Pipeline.Progress;

/// <summary>What a quiet terminal shows of a run at work in place of the log's lines: the step, the gain so far and the memory, below the progress bar.</summary>
internal sealed class RunPanel
{
    private volatile string _step = "", _gain = "";

    /// <summary>The line below the progress bar.</summary>
    public string Line => "  " + string.Join(" · ", new[] { _step, _gain, string.Create(CultureInfo.InvariantCulture, $"{Environment.WorkingSet / 1e6:0} MB") }.Where(part => part.Length > 0));

    /// <summary>Takes an event of the log that is no warning; returns what the terminal shows of it in full, null for nothing.</summary>
    public string? Take(LogEvent logEvent)
    {
        if (logEvent.MessageTemplate.Text == "{Step}" && Value(logEvent, "Step") is string step)
        {
            (_step, _gain) = (step, "");
        }
        else if (Value(logEvent, "HeldOut") is double flexed && Value(logEvent, "Rigid") is double rigid && double.IsFinite(rigid - flexed))
        {
            _gain = string.Create(CultureInfo.InvariantCulture, $"gain so far {rigid - flexed:0.00} a held-out particle");
        }
        return Value(logEvent, "Summary") is string summary ? string.Join('\n', ShortSummary.Lines(summary)) : null;
    }

    private static object? Value(LogEvent logEvent, string name) => logEvent.Properties.GetValueOrDefault(name) is ScalarValue scalar ? scalar.Value : null;
}
