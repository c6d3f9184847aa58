using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>Another process, to which messages can be sent. Two are equal if they are the same life of the same process.</summary>
internal interface IPeer
{
    /// <summary>Sends a message, which may be lost.</summary>
    void Tell(WireMessage message);
}
