using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Counts the particles that prep set aside: each is counted with its neighbour, the next particle of the table that was kept.</summary>
/// <remarks>No step reads them. Each is counted in the ledger of the steps that use its neighbour, so that a step accounts for every particle of the input.</remarks>
internal sealed class SetAside
{
    private readonly Dictionary<int, int> _beside;

    private SetAside(Dictionary<int, int> beside) => _beside = beside;

    /// <summary>Whether any particles were set aside.</summary>
    public bool Any => _beside.Count > 0;

    /// <param name="table">The particles that were kept.</param>
    /// <exception cref="InputException">The list is not the one prep wrote.</exception>
    public static SetAside Of(StepContext context, PreparedFiles prepared, ParticleTable table)
    {
        string path = PreparedFiles.QuarantineOf(context.ResultsOf(PrepStep.Name));
        IReadOnlyList<BadParticle> particles = QuarantineFile.Read(path);
        return particles.Count == prepared.Quarantined
            ? Of(particles.Select(particle => particle.Row), table.Count, kept => table[kept].SourceRow)
            : throw new InputException(path, null, $"{particles.Count} particles", $"the {prepared.Quarantined} that were set aside", "run prep again");
    }

    /// <summary>Counts the particles that the prep of a run, or of one before it, set aside, and names their faults; 0 where there are none.</summary>
    public static (int Count, string Faults) Summary(RunFolder run)
    {
        string? prep = run.Lineage().Select(earlier => earlier.Of(PrepStep.Name)).FirstOrDefault(Storage.Current.FolderExists);
        IReadOnlyList<BadParticle> particles = prep is null ? [] : QuarantineFile.Read(PreparedFiles.QuarantineOf(prep));
        return (particles.Count, ParticleQuarantine.Summary(particles));
    }

    /// <param name="rows">Rows of the file that were set aside.</param>
    /// <param name="kept">Particles that were kept.</param>
    /// <param name="rowOf">Row of each kept particle in the file, ascending.</param>
    public static SetAside Of(IEnumerable<int> rows, int kept, Func<int, int> rowOf)
    {
        var beside = new Dictionary<int, int>();
        foreach (int row in rows)
        {
            int first = 0, end = kept - 1; // the first particle kept that comes after it, or the last of all
            while (first < end)
            {
                int middle = first + (end - first) / 2;
                (first, end) = rowOf(middle) > row ? (first, middle) : (middle + 1, end);
            }
            beside[first] = beside.GetValueOrDefault(first) + 1;
        }
        return new SetAside(beside);
    }

    /// <summary>Returns how many particles that were set aside are counted with these particles of the table.</summary>
    public int Beside(ReadOnlySpan<int> particles)
    {
        int count = 0;
        foreach (int particle in particles)
        {
            count += _beside.GetValueOrDefault(particle);
        }
        return count;
    }
}
