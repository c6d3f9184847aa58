using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>The place where a worker computes the shards of one step.</summary>
internal interface IBench : IDisposable
{
    /// <summary>The device on which shards are computed.</summary>
    string Device { get; }

    /// <summary>Takes a model; shards that are dealt from now on are computed against it.</summary>
    /// <exception cref="Stages.Faults.InvariantException">The bytes are not a model of this step.</exception>
    void SetModel(byte[] bytes);

    /// <summary>Begins to compute a shard.</summary>
    /// <param name="done">Called, from any thread, with the result's bytes, or with the fault; not called for a shard whose step was committed meanwhile.</param>
    void Begin(byte[] bytes, Action<PooledBytes?, Exception?> done);
}
