namespace Flex3D.Stages.Particles;

/// <summary>Where a <see cref="ParticleTable"/> has its rows.</summary>
internal interface IParticleRows : IDisposable
{
    int Count { get; }

    /// <summary>True when every row names its half-set.</summary>
    bool HasHalfSets { get; }

    /// <summary>A row, 0 ≤ index &lt; <see cref="Count"/>; thread-safe.</summary>
    ParticleRecord Read(int index);
}
