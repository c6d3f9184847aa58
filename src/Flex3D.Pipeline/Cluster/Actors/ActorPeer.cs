using Akka.Actor;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>An actor of another process.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Self">The actor here that sends to it.</param>
internal sealed record ActorPeer(IActorRef Actor, IActorRef Self) : IPeer
{
    public void Tell(WireMessage message) => Actor.Tell(message, Self);

    public override string ToString() => $"{Actor.Path.Address.Host}:{Actor.Path.Address.Port}";
}

/// <summary>The actor at a path of another process, whichever it is.</summary>
internal sealed record PathPeer(ActorSelection Path, IActorRef Self) : IPeer
{
    public void Tell(WireMessage message) => Path.Tell(message, Self);
}
