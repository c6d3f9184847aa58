using Akka.Actor;
using Akka.Event;
using Serilog;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;


namespace Flex3D.Pipeline.Actors;

/// <summary>Passes what the actor system logs to the run's logger.</summary>
internal sealed class SerilogBridge : ReceiveActor
{
    public SerilogBridge(ILogger log) => Receive<LogEvent>(entry =>
    {
        LogEventLevel level = entry.LogLevel() switch
        {
            LogLevel.DebugLevel => LogEventLevel.Debug,
            LogLevel.InfoLevel => LogEventLevel.Information,
            LogLevel.WarningLevel => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        };
        log.ForContext("Actor", entry.LogSource).Write(level, entry.Cause, "{Message:l}", entry.Message?.ToString());
    });
}
