namespace Flex3D.Stages.Particles;

/// <summary>Where a <see cref="ParticleTable"/> has its rows.</summary>
internal interface IParticleRows : IDisposable
{
    int Count { get; }

    /// <summary>True when every row names its half-set.</summary>
    bool HasHalfSets { get; }

    /// <summary>Reads as many rows as there are <paramref name="records"/>, from row <paramref name="first"/> on, all of them below <see cref="Count"/>; thread-safe.</summary>
    void Read(int first, Span<ParticleRecord> records);
}
