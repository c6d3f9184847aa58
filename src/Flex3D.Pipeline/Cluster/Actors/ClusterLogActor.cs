using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Flex3D.Pipeline.Cluster.Seats;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>
/// Passes on to a <see cref="ClusterLog"/> what an actor system logs: an error as a warning, the first of its kind; what it says of membership and connections, which head and worker tell themselves, at
/// level debug.
/// </summary>
internal sealed partial class ClusterLogActor : ReceiveActor
{
    private const int Longest = 300;

    private readonly ClusterLog _log;

    public ClusterLogActor(ClusterLog log)
    {
        _log = log;
        Receive<LogEvent>(Pass);
    }

    private void Pass(LogEvent entry)
    {
        string text = entry.Message?.ToString()?.Split('\n')[0] ?? "";
        if (Handshake().Match(text) is { Success: true } refused)
        {
            _log.Stranger(refused.Groups[1].Value);
            return;
        }
        text = text.Length > Longest ? text[..Longest] : text;
        Exception? cause = entry.Cause?.GetBaseException();
        if (cause is not null)
        {
            text += $" ({cause.GetType().Name}: {cause.Message.Split('\n')[0]})";
        }
        bool connection = cause?.GetType().Name == "EndpointDisassociatedException"; // one that ended: a worker has left, or only looked whether a head is here
        LogEventLevel level = entry.LogLevel() >= LogLevel.ErrorLevel && !connection ? LogEventLevel.Warning : LogEventLevel.Debug;
        _log.Once(level, Digits().Replace(text, "#"), text);
    }

    // What the transport says of a connection whose TLS handshake failed, up to the peer's address.
    [GeneratedRegex(@"^(?:Error caught channel|TLS handshake failed|Rejected incoming connection).*(?:->|from \[)(\[?[0-9A-Za-z.:-]+\]?:\d+)")]
    private static partial Regex Handshake();

    [GeneratedRegex(@"\[?[0-9a-fA-F]{8,}\]?|\d+")]
    private static partial Regex Digits();
}
