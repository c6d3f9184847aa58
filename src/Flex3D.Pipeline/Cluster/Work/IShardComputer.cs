using Flex3D.Stages.Dealing;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Cluster.Work;

/// <summary>Computes shards of one pipeline step that another process runs. It reads the run folder and writes nothing.</summary>
internal interface IShardComputer : IDisposable
{
    /// <summary>The settings and the hashes of the files that its results depend on, and the backend.</summary>
    IReadOnlyDictionary<string, string> Identity { get; }

    /// <summary>The device, as a user names it: <c>cpu</c>, <c>cuda:0</c>.</summary>
    string Device { get; }

    /// <summary>Shards that are computed at once.</summary>
    int Places { get; }

    /// <summary>Makes the memory of one shard.</summary>
    TrainingBuffer CreateBuffer();

    /// <summary>Makes a model from its parts.</summary>
    /// <exception cref="Stages.Faults.InvariantException">They are not those of this step's models.</exception>
    object ReadModel(ModelParts parts);

    /// <summary>Reads the images of a shard; input only.</summary>
    void Read(DealtShard shard, TrainingBuffer buffer);

    /// <summary>Computes a shard whose images were read.</summary>
    /// <param name="worker">0 … <see cref="Places"/> − 1, no two calls at once with the same number.</param>
    void Compute(DealtShard shard, TrainingBuffer buffer, object model, int worker);
}
