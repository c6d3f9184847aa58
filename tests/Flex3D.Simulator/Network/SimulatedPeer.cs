using System.Runtime.CompilerServices;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Simulator.Network;

/// <summary>A life of a process as another sees it: what is told to it is written as bytes, sent over a link, and read again.</summary>
internal sealed class SimulatedPeer(NetworkWorld world, Life to, Life from) : IPeer
{
    /// <summary>The life to which messages go.</summary>
    public Life To => to;

    public void Tell(WireMessage message)
    {
        world.Statistics.Count(NetworkHappened.Messages);
        string manifest = WireCodec.ManifestOf(message);
        byte[] bytes = WireCodec.Write(message);
        from.Machine.To(to.Machine).Send(() => to.Machine.Do(to, () =>
        {
            world.Trace?.Invoke($"{world.Agenda.Now}   {from.Machine.Number} to {to.Machine.Number}: {message}");
            to.Hear(from, WireCodec.Read(manifest, bytes));
        }));
    }

    public override bool Equals(object? other) => other is SimulatedPeer peer && ReferenceEquals(to, peer.To);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(to);
}
