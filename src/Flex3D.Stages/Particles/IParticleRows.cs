namespace Flex3D.Stages.Particles;

/// <summary>The storage of the rows of a <see cref="ParticleTable"/>: memory or a file.</summary>
internal interface IParticleRows : IDisposable
{
    int Count { get; }

    /// <summary>The half-sets that the rows name.</summary>
    GivenHalfSets HalfSets { get; }

    /// <summary>True when some rows have the same image (<see cref="Particle.Image"/>).</summary>
    bool HasSharedImages { get; }

    /// <summary>True when every row names its micrograph (<see cref="Particle.Micrograph"/>).</summary>
    bool HasMicrographs { get; }

    /// <summary>Reads successive rows from <paramref name="first"/> on, as many as <paramref name="records"/> holds, all of them below <see cref="Count"/>; thread-safe.</summary>
    void Read(int first, Span<ParticleRecord> records);
}
