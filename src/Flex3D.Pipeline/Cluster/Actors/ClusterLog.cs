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

    /// <summary>Tells that a peer was refused because it does not know the secret.</summary>
    public void Stranger(string peer) => Once(LogEventLevel.Warning, $"stranger {WithoutPort(peer)}", $"refused {peer}: it does not know the secret of this run");

    /// <summary>Passes on what an actor system logs: the first of each kind as a warning.</summary>
    public void Passed(LogEvent entry)
    {
        string text = entry.Message?.ToString()?.Split('\n')[0] ?? "";
        text = text.Length > Longest ? text[..Longest] : text;
        if (entry.Cause?.GetBaseException() is { } cause)
        {
            text += $" ({cause.GetType().Name}: {cause.Message.Split('\n')[0]})";
        }
        LogEventLevel level = entry.LogLevel() >= LogLevel.WarningLevel ? LogEventLevel.Warning : LogEventLevel.Debug;
        Once(level, Digits().Replace(text, "#"), text);
    }

    private static string WithoutPort(string peer) => peer.LastIndexOf(':') is > 0 and var colon ? peer[..colon] : peer;

    [GeneratedRegex(@"\[?[0-9a-fA-F]{8,}\]?|\d+")]
    private static partial Regex Digits();
}

/// <summary>Passes what an actor system logs to a <see cref="ClusterLog"/>.</summary>
internal sealed class ClusterLogActor : ReceiveActor
{
    public ClusterLogActor(ClusterLog log) => Receive<LogEvent>(log.Passed);
}
