using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Reads a particle table, recognised by content: a RELION STAR file of any version, or a cryoSPARC dataset.</summary>
public static class ParticleTableReader
{
    /// <summary>Reads every particle row, in file order, and finds the image stacks.</summary>
    /// <exception cref="InputException">The file is not such a table, has no poses, no CTF or no rows, has a value out of range, or names a stack that is not found.</exception>
    public static ParticleTable Read(string path, ParticleReadOptions? options = null) =>
        Read(path, options, rowsPath: null);

    /// <summary>Reads every particle row into a file of rows (<see cref="ParticleFile"/>), one at a time, and opens that file.</summary>
    /// <param name="rowsPath">Path of the file to create or replace; the file is kept.</param>
    /// <exception cref="InputException">As <see cref="Read(string, ParticleReadOptions?)"/>.</exception>
    public static ParticleTable ReadToFile(string path, string rowsPath, ParticleReadOptions? options = null) => Read(path, options, rowsPath);

    /// <summary>Opens a file of rows that <see cref="ReadToFile"/> wrote.</summary>
    /// <exception cref="InputException">The file is not of this kind, or damaged.</exception>
    public static ParticleTable OpenRows(string rowsPath) => ParticleFile.Open(rowsPath);

    /// <summary>Returns the columns of images, poses and CTF that a cryoSPARC dataset lacks, and that a passthrough file may have.</summary>
    /// <exception cref="InputException">The file is not a cryoSPARC dataset.</exception>
    public static IReadOnlyList<string> MissingColumns(string path) => CryoSparcParticles.MissingColumns(path);

    /// <summary>Reads the uid of each row of a cryoSPARC dataset; null where the file is none, or has no uids.</summary>
    /// <exception cref="InputException">The dataset is damaged.</exception>
    public static ulong[]? Uids(string path)
    {
        if (!CsFile.IsDataset(path))
        {
            return null;
        }
        CsFile file = CsFile.Read(path, null, name => name == "uid");
        return file.HasUids ? [.. Enumerable.Range(0, file.Count).Select(file.Uid)] : null;
    }

    /// <summary>Writes the rows of a table that are not set aside to a file of rows, and opens it.</summary>
    /// <param name="table">The table, which stays open.</param>
    /// <param name="aside">Rows of the input file (<see cref="Particle.SourceRow"/>) to leave out.</param>
    /// <param name="rowsPath">Path of the file to create or replace; may be the file that <paramref name="table"/> is read from.</param>
    public static ParticleTable WithoutRows(ParticleTable table, IReadOnlySet<int> aside, string rowsPath)
    {
        ParticleFile.Write(rowsPath, table.SourcePath, table.Stacks, table.Optics, table.All().Where(particle => !aside.Contains(particle.SourceRow)));
        return ParticleFile.Open(rowsPath);
    }

    /// <summary>Writes the rows of a table with other optics groups, as many and in the same order, to a file of rows, and opens it.</summary>
    /// <param name="table">The table, which stays open.</param>
    /// <param name="optics">The optics groups.</param>
    /// <param name="rowsPath">Path of the file to create or replace; may be the file that <paramref name="table"/> is read from.</param>
    public static ParticleTable WithOptics(ParticleTable table, IReadOnlyList<OpticsGroup> optics, string rowsPath)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(optics.Count, table.Optics.Count);
        ParticleFile.Write(rowsPath, table.SourcePath, table.Stacks, optics, Enumerable.Range(0, table.Count).Select(i => table[i]));
        ParticleTable written = ParticleFile.Open(rowsPath);
        written.Selection = table.Selection;
        return written;
    }

    /// <summary>Creates a table from the particles that a reader finds, in memory or in a file of rows.</summary>
    /// <param name="rowsPath">Path of the file to create or replace; null for memory.</param>
    /// <param name="stacks">Stacks, complete once the particles have been enumerated, as <paramref name="optics"/>.</param>
    /// <param name="particles">The particles, enumerated once.</param>
    internal static ParticleTable Make(string? rowsPath, string sourcePath, IReadOnlyList<string> stacks, IReadOnlyList<OpticsGroup> optics, IEnumerable<Particle> particles)
    {
        if (rowsPath is null)
        {
            return new ParticleTable(sourcePath, stacks, optics, particles);
        }
        ParticleFile.Write(rowsPath, sourcePath, stacks, optics, particles);
        return ParticleFile.Open(rowsPath);
    }

    private static ParticleTable Read(string path, ParticleReadOptions? options, string? rowsPath)
    {
        options ??= new ParticleReadOptions();
        return CsFile.IsDataset(path) ? CryoSparcParticles.Read(path, options, rowsPath)
            : options.Passthrough.Count > 0 ? throw new InputException(path, null, "a STAR file with passthrough files", "passthrough files only beside a cryoSPARC .cs file", "leave them out")
            : RelionParticles.Read(path, options, rowsPath);
    }
}
