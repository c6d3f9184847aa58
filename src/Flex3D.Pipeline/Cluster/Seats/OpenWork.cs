using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>What a head works on: kept beside its <see cref="Dealer"/>, so that one that begins anew after a fault goes on with it.</summary>
internal sealed class OpenWork
{
    /// <summary>The step that runs; null for none.</summary>
    public OpenStep? Step { get; set; }

    /// <summary>The dealing of the graph that runs; null for none.</summary>
    public GraphDealing? Dealing { get; set; }

    /// <summary>What is remembered of the workers.</summary>
    public WorkerRecords Workers { get; } = new();

    /// <summary>Whether the run has ended.</summary>
    public bool Ended { get; set; }
}
