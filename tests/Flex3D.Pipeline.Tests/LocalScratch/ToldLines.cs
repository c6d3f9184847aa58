using System.Collections.Concurrent;
using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Flex3D.Pipeline.Tests.LocalScratch;

/// <summary>Keeps what is logged.</summary>
internal sealed class ToldLines : ILogEventSink
{
    private readonly ConcurrentQueue<(LogEventLevel Level, string Text)> _lines = new();

    public ToldLines() => Log = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();

    public ILogger Log { get; }

    public string[] Warnings => [.. _lines.Where(line => line.Level == LogEventLevel.Warning).Select(line => line.Text)];

    public string[] Information => [.. _lines.Where(line => line.Level == LogEventLevel.Information).Select(line => line.Text)];

    public void Forget() => _lines.Clear();

    public void Emit(LogEvent logEvent) => _lines.Enqueue((logEvent.Level, logEvent.RenderMessage(CultureInfo.InvariantCulture)));
}
