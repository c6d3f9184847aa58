using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;
using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>The settings of the actor system that is a node of a cluster.</summary>
/// <remarks>
/// Every connection is TLS, and both sides prove that they know the secret. The serializers that make objects of types named by the sender are replaced by one that refuses. The head is the
/// oldest member, and the side of a partition with the oldest member stays (keep-oldest): a worker that is cut off from the head leaves, the head never.
/// </remarks>
internal static class ClusterConfiguration
{
    /// <summary>The name of every node's actor system.</summary>
    public const string SystemName = "flex3d";

    /// <summary>The role of the node that owns the run.</summary>
    public const string Head = "head";

    /// <summary>The role of a node that computes shards for it.</summary>
    public const string Worker = "worker";

    private const string Assembly = "flex3d";

    private static readonly (string Key, string Value)[] Settings =
    [
        .. ActorConfiguration.OfTheProcess,
        ("akka.log-config-on-start", "off"),
        ("akka.actor.provider", "cluster"),
        ("akka.actor.serializers.flex3d", $"\"{typeof(WireSerializer).FullName}, {Assembly}\""),
        ("akka.actor.serializers.json", $"\"{typeof(RefusingSerializer).FullName}, {Assembly}\""),
        ("akka.actor.serializers.daemon-create", $"\"{typeof(RefusingSerializer).FullName}, {Assembly}\""),
        ("akka.actor.serializers.akka-misc", $"\"{typeof(WatchSerializer).FullName}, {Assembly}\""),
        ($"akka.actor.serialization-bindings.\"{typeof(WireMessage).FullName}, {Assembly}\"", "flex3d"),
        ("akka.coordinated-shutdown.phases.cluster-leave.timeout", "3s"),
        ("akka.coordinated-shutdown.phases.cluster-exiting.timeout", "3s"),
        ("akka.coordinated-shutdown.phases.cluster-exiting-done.timeout", "3s"),
        ("akka.remote.log-remote-lifecycle-events", "off"),
        ("akka.remote.retry-gate-closed-for", "2s"),
        ("akka.remote.transport-failure-detector.acceptable-heartbeat-pause", "30s"),
        ("akka.remote.dot-netty.tcp.enable-ssl", "on"),
        ("akka.remote.dot-netty.tcp.maximum-frame-size", "512000b"),
        ("akka.remote.dot-netty.tcp.send-buffer-size", "1000000b"),
        ("akka.remote.dot-netty.tcp.receive-buffer-size", "1000000b"),
        ("akka.cluster.allow-weakly-up-members", "2s"),
        ("akka.cluster.failure-detector.acceptable-heartbeat-pause", "10s"),
        ("akka.cluster.downing-provider-class", "\"Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster\""),
        ("akka.cluster.split-brain-resolver.active-strategy", "keep-oldest"),
        ("akka.cluster.split-brain-resolver.stable-after", "5s"),
        ("akka.cluster.split-brain-resolver.down-all-when-unstable", "off"),
        ("akka.cluster.split-brain-resolver.keep-oldest.down-if-alone", "off"),
    ];

    /// <summary>Returns the setup of a node.</summary>
    /// <param name="role"><see cref="Head"/> or <see cref="Worker"/>.</param>
    /// <param name="bind">Where it listens: on this interface alone.</param>
    /// <param name="certificate">The certificate that follows from the secret.</param>
    /// <param name="stranger">Called, from any thread, when a peer has another certificate; it is refused.</param>
    public static ActorSystemSetup Create(string role, ClusterAddress bind, X509Certificate2 certificate, Action<string> stranger)
    {
        (string, string)[] own =
        [
            ("akka.cluster.roles", $"[\"{role}\"]"),
            ("akka.remote.dot-netty.tcp.hostname", $"\"{bind.Host}\""),
            ("akka.remote.dot-netty.tcp.port", bind.Port.ToString(CultureInfo.InvariantCulture)),
        ];
        Config config = ConfigurationFactory.ParseString(string.Join('\n', Settings.Concat(own).Select(setting => $"{setting.Item1} = {setting.Item2}")));
        var tls = new DotNettySslSetup(certificate, suppressValidation: false, requireMutualAuthentication: true, (other, _, peer, _, _) =>
        {
            if (ClusterSecret.SameKey(certificate, other))
            {
                return true;
            }
            stranger(peer);
            return false;
        });
        return ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), tls);
    }
}
