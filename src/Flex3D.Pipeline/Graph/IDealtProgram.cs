using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Shards;

namespace Flex3D.Pipeline.Graph;

/// <summary>What a shard program offers beside <see cref="IShardProgram{TBuffer}"/> so that other machines can compute its shards.</summary>
/// <remarks>The model and the shards are taken while their step is open: the graph lets none be taken while it commits.</remarks>
internal interface IDealtProgram
{
    /// <summary>Whether the shards of the open step may be computed elsewhere.</summary>
    bool MayDeal(long step);

    /// <summary>Copies the model against which the open step is computed.</summary>
    ModelParts CopyModel();

    /// <summary>Returns a shard of the open step, with the state of its particles.</summary>
    DealtShard Deal(ShardKey shard);

    /// <summary>Returns how many particles of a shard are quarantined.</summary>
    int Quarantined(DealtShard shard);

    /// <summary>Returns the number of values of a shard's gradient.</summary>
    int GradientLength(DealtShard shard);

    /// <summary>Adds the sums of a shard that was computed elsewhere: see <see cref="IShardProgram{TBuffer}.Reduce"/>.</summary>
    void Reduce(ShardKey shard, ShardResult result);
}
