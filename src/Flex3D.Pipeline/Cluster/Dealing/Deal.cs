using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Cluster.Dealing;

/// <summary>Shards in the hands of a worker, which come back together.</summary>
/// <param name="Round">The round in which they were dealt: see <see cref="GraphDealing.Round"/>.</param>
/// <param name="Shards">The shards.</param>
/// <param name="Work">What is to be done with them.</param>
/// <param name="Quarantined">How many particles of each are quarantined.</param>
/// <param name="Gradient">Number of values of the gradient of each result: 0 where there is a sum of all.</param>
/// <param name="Model">The model against which they are computed.</param>
internal sealed record Deal(GraphDealing Of, int Round, IReadOnlyList<ShardKey> Shards, DealtGroup Work, IReadOnlyList<int> Quarantined, int Gradient, ModelParts Model)
{
    /// <summary>Number of shards.</summary>
    public int Count => Shards.Count;

    /// <summary>Whether its results may still count.</summary>
    public bool Counts => !Of.Over && Of.Round == Round;

    /// <summary>Gives the shards back: others are to compute them.</summary>
    public void Return()
    {
        foreach (ShardKey shard in Shards)
        {
            Of.Table.Return(shard);
        }
    }

    /// <summary>Reads a worker's results and hands them to the graph.</summary>
    /// <exception cref="InvariantException">They are not those of these shards.</exception>
    public void Arrived(ReadOnlySpan<byte> bytes)
    {
        GroupResult result = GroupResult.Read(bytes, Work);
        foreach ((int i, DealtShard shard) in Work.Shards.Index())
        {
            shard.Require(result.Shards[i], Gradient);
        }
        if (Counts)
        {
            Of.Table.Arrived([.. Shards.Select((shard, i) => new ArrivedShard(shard, Quarantined[i], result.Shards[i]))], result.Sum);
        }
    }
}
