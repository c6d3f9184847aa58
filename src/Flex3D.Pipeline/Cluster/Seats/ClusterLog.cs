using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Serilog;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>What nodes of a cluster tell the log: each thing once, however often it happens; again at level debug.</summary>
internal sealed partial class ClusterLog(ILogger log)
{
    private const int Most = 200;

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

    // An address with its port, as the transport writes it: [::ffff:10.0.0.7]:4711, ssl.tcp://flex3d@10.0.0.7:4711.
    [GeneratedRegex(@"^(?:.*@|.*::ffff:|\[)?([0-9A-Za-z.:-]+?)\]?:\d+$")]
    private static partial Regex Peer();
}
