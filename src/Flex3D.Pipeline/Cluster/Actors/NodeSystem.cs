using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>Starts and stops the actor system of a node.</summary>
internal static class NodeSystem
{
    /// <summary>Starts it.</summary>
    /// <param name="option">The option that names <paramref name="bind"/>.</param>
    /// <param name="stranger">Called, too, with the address of a peer that has another secret.</param>
    /// <exception cref="InputException">It cannot listen there.</exception>
    public static ActorSystem Start(string role, ClusterAddress bind, X509Certificate2 certificate, ClusterLog log, string option, Action<string>? stranger = null)
    {
        try
        {
            ActorSystem system = ActorSystem.Create(ClusterConfiguration.SystemName, ClusterConfiguration.Create(role, bind, certificate, (Action<string>)log.Stranger + stranger));
            IActorRef bridge = system.ActorOf(Props.Create(() => new ClusterLogActor(log)), "log");
            system.EventStream.Subscribe(bridge, typeof(Akka.Event.LogEvent));
            return system;
        }
        catch (Exception e) when (e is not InputException)
        {
            throw new InputException(option, null, $"{bind}, where this machine cannot listen ({e.GetBaseException().Message})", "a name or address of an interface of this machine, and a free port", "leave out the port to have any that is free", e);
        }
    }

    /// <summary>Leaves the cluster and stops the system.</summary>
    public static async Task StopAsync(ActorSystem system)
    {
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        await system.WhenTerminated.ConfigureAwait(false);
    }
}
