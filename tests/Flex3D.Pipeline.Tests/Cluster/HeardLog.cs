using System.Collections.Concurrent;
using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Keeps what a head or worker says.</summary>
internal sealed class HeardLog : ILogEventSink, IDisposable
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public HeardLog() => Log = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();

    public Logger Log { get; }

    public IEnumerable<string> Lines => _events.Select(said => said.RenderMessage(CultureInfo.InvariantCulture));

    public int Warnings => _events.Count(said => said.Level >= LogEventLevel.Warning);

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);

    public bool Has(string text) => Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public void Dispose() => Log.Dispose();
}
