using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Serilog;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>What nodes of a cluster tell the log: each thing once, however often it happens; again at level debug.</summary>
internal sealed partial class ClusterLog(ILogger log)
{
    private const int Most = 200, Longest = 300;

    private readonly ConcurrentDictionary<string, bool> _said = new();

    /// <summary>Logs a sentence at a level, if it is the first time for its key.</summary>
    public void Once(LogEventLevel level, string key, string sentence) => log.Write(_said.Count < Most && _said.TryAdd(key, true) ? level : LogEventLevel.Debug, "cluster: {Sentence:l}", sentence);

    /// <summary>Logs a sentence.</summary>
    public void Say(LogEventLevel level, string sentence) => log.Write(level, "cluster: {Sentence:l}", sentence);

    /// <summary>Tells, once for each address, that a peer was refused because it does not know the secret.</summary>
    public void Stranger(string peer)
    {
        string host = Peer().Match(peer) is { Success: true } found ? found.Groups[1].Value : peer;
        Once(LogEventLevel.Warning, $"stranger {host}", $"refused {host}: it does not speak TLS with the secret of this run");
    }

    /// <summary>Passes on what an actor system logs: an error as a warning, the first of its kind; what it says of membership and connections, which the head and the worker tell themselves, at level debug.</summary>
    public void Passed(LogEvent entry)
    {
        string text = entry.Message?.ToString()?.Split('\n')[0] ?? "";
        if (Handshake().Match(text) is { Success: true } refused)
        {
            Stranger(refused.Groups[1].Value);
            return;
        }
        text = text.Length > Longest ? text[..Longest] : text;
        if (entry.Cause?.GetBaseException() is { } cause)
        {
            text += $" ({cause.GetType().Name}: {cause.Message.Split('\n')[0]})";
        }
        LogEventLevel level = entry.LogLevel() >= LogLevel.ErrorLevel ? LogEventLevel.Warning : LogEventLevel.Debug;
        Once(level, Digits().Replace(text, "#"), text);
    }

    // An address with its port, as the transport writes it: [::ffff:10.0.0.7]:4711, ssl.tcp://flex3d@10.0.0.7:4711.
    [GeneratedRegex(@"^(?:.*@|.*::ffff:|\[)?([0-9A-Za-z.:-]+?)\]?:\d+$")]
    private static partial Regex Peer();

    // What the transport says of a connection whose TLS handshake failed, up to the peer's address.
    [GeneratedRegex(@"^(?:Error caught channel|TLS handshake failed|Rejected incoming connection).*(?:->|from \[)(\[?[0-9A-Za-z.:-]+\]?:\d+)")]
    private static partial Regex Handshake();

    [GeneratedRegex(@"\[?[0-9a-fA-F]{8,}\]?|\d+")]
    private static partial Regex Digits();
}

/// <summary>Passes what an actor system logs to a <see cref="ClusterLog"/>.</summary>
internal sealed class ClusterLogActor : ReceiveActor
{
    public ClusterLogActor(ClusterLog log) => Receive<LogEvent>(log.Passed);
}
