using System.Collections.Concurrent;
using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Keeps what a head or worker says.</summary>
internal sealed class HeardLog : IDisposable
{
    private readonly Sink _events = new();

    public HeardLog() => Log = new LoggerConfiguration().WriteTo.Sink(_events).CreateLogger();

    public Logger Log { get; }

    public IEnumerable<string> Lines => _events.Said.Select(said => said.RenderMessage(CultureInfo.InvariantCulture));

    public int Warnings => _events.Said.Count(said => said.Level >= LogEventLevel.Warning);

    public bool Has(string text) => Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public void Dispose() => Log.Dispose();

    private sealed class Sink : ILogEventSink
    {
        public ConcurrentQueue<LogEvent> Said { get; } = new();

        public void Emit(LogEvent logEvent) => Said.Enqueue(logEvent);
    }
}
