namespace Flex3D.Stages.Particles;

/// <summary>The rows of a particle table in memory, in chunks, so that a table of any length is built without copying.</summary>
internal sealed class MemoryRows : IParticleRows
{
    private const int ChunkBits = 12;
    private readonly List<ParticleRecord[]> _chunks = [];
    private HalfSetTally _halfSets;
    private bool _withoutMicrograph;

    public int Count { get; private set; }

    public GivenHalfSets HalfSets => _halfSets.Given;

    public bool HasSharedImages { get; private set; }

    public bool HasMicrographs => Count > 0 && !_withoutMicrograph;

    public static MemoryRows Of(IEnumerable<Particle> particles)
    {
        var rows = new MemoryRows();
        foreach (Particle particle in particles)
        {
            rows.Add(particle);
        }
        return rows;
    }

    public void Read(int first, Span<ParticleRecord> records)
    {
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = _chunks[(first + i) >> ChunkBits][(first + i) & ((1 << ChunkBits) - 1)];
        }
    }

    public void Dispose()
    {
    }

    private void Add(in Particle particle)
    {
        int at = Count & ((1 << ChunkBits) - 1);
        if (at == 0)
        {
            _chunks.Add(new ParticleRecord[1 << ChunkBits]);
        }
        _chunks[^1][at] = new ParticleRecord(particle);
        Count++;
        HasSharedImages |= particle.Image != 0;
        _withoutMicrograph |= particle.Micrograph == 0;
        _halfSets.Add(particle.HalfSet);
    }
}
