using Flex3D.Pipeline.Progress;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace Flex3D.Pipeline.Runs;

/// <summary>Makes the run's logger, which writes everything to <c>log.json</c> and the main events to the console.</summary>
internal static class RunLog
{
    /// <param name="folder">Null for commands without a run folder.</param>
    /// <param name="console">Writer of the console's lines.</param>
    /// <param name="errors">Writer of warnings and errors.</param>
    /// <param name="beforeLine">Called before each line on the console: clears a progress bar.</param>
    /// <param name="panel">Shows the console's lines that are no warnings in its own way; null to write them.</param>
    public static Logger Create(RunFolder? folder, TextWriter console, TextWriter errors, Action? beforeLine = null, LogEventLevel level = LogEventLevel.Information, RunPanel? panel = null)
    {
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Debug()
            .WriteTo.Sink(new ConsoleSink(console, errors, beforeLine, panel), level);
        if (folder is not null)
        {
            configuration.WriteTo.File(new CompactJsonFormatter(), folder.LogFile, fileSizeLimitBytes: 64L << 20, rollOnFileSizeLimit: true, retainedFileCountLimit: 8);
        }
        return configuration.CreateLogger();
    }

    private sealed class ConsoleSink(TextWriter console, TextWriter errors, Action? beforeLine, RunPanel? panel) : ILogEventSink
    {
        private readonly MessageTemplateTextFormatter _plain = new("{Message:lj}{NewLine}");
        private readonly MessageTemplateTextFormatter _marked = new("{Level:w}: {Message:lj}{NewLine}");
        private readonly Lock _lock = new();

        public void Emit(LogEvent logEvent)
        {
            lock (_lock)
            {
                if (panel is not null && logEvent.Level <= LogEventLevel.Information)
                {
                    if (panel.Take(logEvent) is { } shown)
                    {
                        beforeLine?.Invoke();
                        console.WriteLine(shown);
                    }
                    return;
                }
                beforeLine?.Invoke();
                // The stack trace is in log.json; here it would hide the sentence that helps.
                (MessageTemplateTextFormatter format, TextWriter target) = logEvent.Level <= LogEventLevel.Information ? (_plain, console) : (_marked, errors);
                format.Format(logEvent, target);
                target.Flush();
            }
        }
    }
}
