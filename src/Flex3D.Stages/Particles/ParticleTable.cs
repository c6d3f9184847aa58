using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles;

/// <summary>The particles of a run; row i is the i-th particle row of the input file, or of those that were selected and not left out.</summary>
/// <remarks>
/// Rows are <see cref="RowBytes"/> each, in memory or in a <see cref="ParticleFile"/>, of which only the rows asked for
/// are read: memory then does not depend on the number of particles. Thread-safe once created.
/// </remarks>
public sealed class ParticleTable : IDisposable
{
    /// <summary>Bytes of a row, in memory and in a file.</summary>
    public const int RowBytes = ParticleRecord.Bytes;

    private const int AtOnce = 32, InTurn = 512;
    private readonly IParticleRows _rows;

    /// <summary>Creates a table with its rows in memory.</summary>
    /// <param name="stacks">Absolute paths; a reader may append to the list while <paramref name="particles"/> is enumerated.</param>
    /// <param name="optics">Optics groups; may grow as <paramref name="stacks"/>.</param>
    /// <param name="particles">The particles, enumerated once.</param>
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

    /// <summary>Reads one row.</summary>
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

    /// <summary>Reads some rows; neighbours are read together.</summary>
    /// <param name="rows">Numbers of the rows, in any order.</param>
    /// <param name="particles">Receives the particles, in the order of <paramref name="rows"/>.</param>
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

    /// <summary>The rows of the file that were selected and left out; null where every row is a particle of the table.</summary>
    public SelectionOutcome? Selection { get; set; }

    /// <summary>The half-sets that the particles name.</summary>
    public GivenHalfSets HalfSets => _rows.HalfSets;

    /// <summary>True when every particle names its half-set, and neither is empty.</summary>
    public bool HasHalfSets => HalfSets == GivenHalfSets.Both;

    /// <summary>Checks that the particles' half-sets can be used.</summary>
    /// <exception cref="InputException">Particles name none, or all the same one.</exception>
    public void RequireHalfSets()
    {
        if (!HasHalfSets)
        {
            string found = HalfSets switch
            {
                GivenHalfSets.OneEmpty => $"every particle in half-set {this[0].HalfSet}, and none in the other",
                GivenHalfSets.Some => "particles without a half-set beside others that have one",
                _ => "particles without a half-set",
            };
            throw new InputException(SourcePath, null, found, "rlnRandomSubset (or alignments3D/split) of 1 or 2 for every particle, and some of each", "set reconstruct.halfSets to draw");
        }
    }

    /// <summary>True when some rows have the same image (<see cref="Particle.Image"/>).</summary>
    public bool HasSharedImages => _rows.HasSharedImages;

    /// <summary>True when every row names its micrograph (<see cref="Particle.Micrograph"/>).</summary>
    public bool HasMicrographs => _rows.HasMicrographs;

    /// <summary>Reads every row, in the order of the table, some at a time.</summary>
    /// <exception cref="IOException">The file the rows are in cannot be read.</exception>
    public IEnumerable<Particle> All()
    {
        var some = new ParticleRecord[Math.Min(Count, InTurn)];
        for (int first = 0; first < Count; first += some.Length)
        {
            int count = Math.Min(some.Length, Count - first);
            _rows.Read(first, some.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                yield return some[i].ToParticle();
            }
        }
    }

    /// <summary>Closes the file of the rows, if there is one.</summary>
    public void Dispose() => _rows.Dispose();
}
