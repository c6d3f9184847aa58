using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Writes the exported columns of the particles' state to a CSV file, or to a copy of the particle table they belong to.</summary>
/// <remarks>
/// Each column defines whether it is exported and its name in each kind of file (<see cref="ParticleColumn"/>). The state is
/// read while it is written. A half-written file never appears under a final name.
/// </remarks>
public static class ParticleExport
{
    /// <summary>Writes <c>particle,z0,z1,…</c>; particle is the 0-based row of the input table.</summary>
    /// <param name="rows">The table row of each particle; null where particle i is row i.</param>
    public static void WriteCsv(string path, IParticleState particles, IReadOnlyList<int>? rows = null)
    {
        CheckRows(particles.Count, rows);
        ParticleColumn[] columns = ColumnsOf(particles);
        DurableFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write("particle");
            foreach (ParticleColumn column in columns)
            {
                for (int i = 0; i < particles.Layout.WidthOf(column); i++)
                {
                    writer.Write("," + column.CsvName(i));
                }
            }
            writer.Write('\n');
            var cursor = new ParticleCursor(particles);
            while (cursor.Next())
            {
                ExportText.Write(writer, rows?[cursor.Row] ?? cursor.Row);
                foreach (ParticleColumn column in columns)
                {
                    foreach (float value in cursor[column])
                    {
                        writer.Write(',');
                        ExportText.Write(writer, value);
                    }
                }
                writer.Write('\n');
            }
        });
    }

    /// <summary>Writes the particle table again, with every column and block kept and the exported columns added.</summary>
    /// <param name="sourcePath">The STAR or .cs file (<see cref="ParticleTable.SourcePath"/>); the output is of the same kind.</param>
    /// <param name="selectedRows">The rows to write, ascending, one for each particle; null for all.</param>
    /// <param name="passthrough">Datasets with further columns of the particles of a .cs file, which are added to its own; null for none.</param>
    /// <remarks>
    /// STAR: labels such as _flex3dLatent0, other text byte for byte. .cs (NumPy form): fields such as flex3d/latent, and for latents
    /// components_mode_k/component and /value, which cryoSPARC plots, unless the input has such fields of its own. Columns that an earlier
    /// run wrote under these names are replaced.
    /// </remarks>
    /// <exception cref="InputException">The table does not have the rows of the particles.</exception>
    public static void WriteTable(string sourcePath, string outputPath, IParticleState particles, IReadOnlyList<int>? selectedRows = null, IReadOnlyList<string>? passthrough = null)
    {
        CheckRows(particles.Count, selectedRows);
        Write(sourcePath, outputPath, particles, ColumnsOf(particles), selectedRows, passthrough);
    }

    /// <summary>Writes rows of a particle table again, with every column and block as they are.</summary>
    /// <param name="sourcePath">The STAR or .cs file; the output is of the same kind.</param>
    /// <param name="selectedRows">The rows to write, ascending; null for all.</param>
    /// <param name="passthrough">Datasets with further columns of the particles of a .cs file, which are added to its own; null for none.</param>
    /// <exception cref="InputException">The table does not have one of the rows.</exception>
    public static void CopyTable(string sourcePath, string outputPath, IReadOnlyList<int>? selectedRows = null, IReadOnlyList<string>? passthrough = null) =>
        CopyTable(sourcePath, outputPath, selectedRows, passthrough, null);

    /// <summary>Writes rows of a particle table again, with other numbers in some of its columns.</summary>
    internal static void CopyTable(string sourcePath, string outputPath, IReadOnlyList<int>? selectedRows, IReadOnlyList<string>? passthrough, IReplacedValues? replaced)
    {
        CheckRows(selectedRows?.Count ?? 0, selectedRows);
        Write(sourcePath, outputPath, null, [], selectedRows, passthrough, replaced);
    }

    private static void Write(string sourcePath, string outputPath, IParticleState? particles, ParticleColumn[] columns, IReadOnlyList<int>? selectedRows, IReadOnlyList<string>? passthrough, IReplacedValues? replaced = null)
    {
        if (CsFile.IsDataset(sourcePath))
        {
            CryoSparcExport.Write(sourcePath, passthrough ?? [], outputPath, particles, columns, selectedRows, replaced);
        }
        else
        {
            StarExport.Write(sourcePath, outputPath, particles, columns, selectedRows, replaced);
        }
    }

    private static ParticleColumn[] ColumnsOf(IParticleState particles) => [.. particles.Layout.Columns.Where(column => column.Exported)];

    private static void CheckRows(int particles, IReadOnlyList<int>? rows)
    {
        if (rows is not null && rows.Count != particles)
        {
            throw new ArgumentException($"a state of {particles} particles for {rows.Count} rows", nameof(particles));
        }
        for (int i = 1; i < rows?.Count; i++)
        {
            if (rows[i] <= rows[i - 1])
            {
                throw new ArgumentException("rows must ascend", nameof(rows));
            }
        }
    }
}
