using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;
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

    /// <summary>Returns how the gradient of a shard is added up, so that a machine that computes several sends one sum for all; none where each shard's gradient is sent by itself.</summary>
    IReadOnlyList<GradientUnit> UnitsOf(DealtShard shard) => [];

    /// <summary>Adds the sums of a shard that was computed elsewhere, but for its gradient, which is in a sum.</summary>
    void ReduceRows(ShardKey shard, ShardResult result) => throw new InvariantException("no units are given for the gradients of this program");

    /// <summary>Adds the sum of the gradients of shards that count together.</summary>
    void AddSum(IReadOnlyList<ShardKey> shards, ReadOnlySpan<long> sum) => throw new InvariantException("no units are given for the gradients of this program");
}

/// <summary>A shard that was computed elsewhere.</summary>
/// <param name="Quarantined">How many of its particles are quarantined.</param>
internal sealed record ArrivedShard(ShardKey Shard, int Quarantined, ShardResult Result);
