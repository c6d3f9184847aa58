namespace Flex3D.Stages.Particles;

/// <summary>The particles of a run; row i is the i-th particle row of the input file, or of those selected.</summary>
/// <remarks>
/// Rows are <see cref="RowBytes"/> each, in memory or in a <see cref="ParticleFile"/>, where only the rows that are asked for
/// are read: memory then does not depend on how many there are. Thread-safe once made.
/// </remarks>
public sealed class ParticleTable : IDisposable
{
    /// <summary>Bytes of a row, in memory and in a file.</summary>
    public const int RowBytes = ParticleRecord.Bytes;

    private const int AtOnce = 32;
    private readonly IParticleRows _rows;

    /// <summary>Holds the rows in memory.</summary>
    /// <param name="stacks">Absolute paths; a reader may add to it while <paramref name="particles"/> is enumerated.</param>
    /// <param name="optics">As <paramref name="stacks"/>.</param>
    /// <param name="particles">Enumerated once.</param>
    public ParticleTable(string sourcePath, IReadOnlyList<string> stacks, IReadOnlyList<OpticsGroup> optics, IEnumerable<Particle> particles)
        : this(sourcePath, stacks, optics, MemoryRows.Of(particles))
    {
    }

    internal ParticleTable(string sourcePath, IReadOnlyList<string> stacks, IReadOnlyList<OpticsGroup> optics, IParticleRows rows) =>
        (SourcePath, Stacks, Optics, _rows) = (sourcePath, stacks, optics, rows);

    /// <summary>The STAR or .cs file the rows came from.</summary>
    public string SourcePath { get; }

    /// <summary>Absolute paths of the image stacks.</summary>
    public IReadOnlyList<string> Stacks { get; }

    public IReadOnlyList<OpticsGroup> Optics { get; }

    public int Count => _rows.Count;

    /// <summary>One row.</summary>
    /// <exception cref="IOException">The file the rows are in cannot be read.</exception>
    public Particle this[int index]
    {
        get
        {
            Particle row = default;
            Read([index], new Span<Particle>(ref row));
            return row;
        }
    }

    /// <summary>Some rows, neighbours of which are read together.</summary>
    /// <param name="rows">Their numbers, in any order.</param>
    /// <param name="particles">Receives them, in the order of <paramref name="rows"/>.</param>
    /// <exception cref="IOException">The file the rows are in cannot be read.</exception>
    public void Read(ReadOnlySpan<int> rows, Span<Particle> particles)
    {
        Span<ParticleRecord> records = stackalloc ParticleRecord[Math.Min(rows.Length, AtOnce)];
        foreach (Neighbours.Run run in new Neighbours(rows, AtOnce))
        {
            ArgumentOutOfRangeException.ThrowIfNegative(run.First, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(run.First, _rows.Count - run.Count, nameof(rows));
            Span<ParticleRecord> some = records[..run.Count];
            _rows.Read(run.First, some);
            for (int i = 0; i < some.Length; i++)
            {
                particles[run.At + i] = some[i].ToParticle();
            }
        }
    }

    /// <summary>What was selected of the file; null where every row was read.</summary>
    public SelectionOutcome? Selection { get; set; }

    /// <summary>True when every particle names its half-set.</summary>
    public bool HasHalfSets => _rows.HasHalfSets;

    /// <summary>Closes the file the rows are in, where they are in one.</summary>
    public void Dispose() => _rows.Dispose();
}
