using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Shards;

/// <summary>The name of one committed state of a model: a phase, and the steps committed in it.</summary>
/// <param name="Phase">The epoch of a training or the pass of a reconstruction, from 0.</param>
/// <param name="Step">The number of steps of that phase that are committed in it.</param>
public readonly record struct ModelVersion(int Phase, int Step)
{
    /// <summary>Refuses a shard that belongs to another state of the model.</summary>
    /// <param name="shard">Number of the shard.</param>
    /// <param name="other">The version that the shard names.</param>
    /// <exception cref="InvariantException">The two versions differ.</exception>
    public void Require(int shard, ModelVersion other)
    {
        if (other != this)
        {
            throw new InvariantException($"shard {shard} belongs to step {other.Step} of phase {other.Phase}, and the model is at step {Step} of phase {Phase}");
        }
    }
}
