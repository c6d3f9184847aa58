using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Latents;

/// <summary>Writes latents as CSV, or beside every column of the particle table they belong to.</summary>
/// <remarks>Latents are read as they are written. Nothing half-written is ever seen under a final name.</remarks>
public static class LatentWriter
{
    /// <summary>Writes <c>particle,z0,z1,…</c>; particle is the 0-based row of the input table.</summary>
    /// <param name="rows">The table row of each latent; null where latent i belongs to row i.</param>
    public static void WriteCsv(string path, ILatentRows latents, IReadOnlyList<int>? rows = null)
    {
        CheckRows(latents, rows);
        DurableFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write("particle");
            for (int k = 0; k < latents.Dimension; k++)
            {
                writer.Write("," + LatentColumns.Csv(k));
            }
            writer.Write('\n');
            var cursor = new LatentCursor(latents);
            while (cursor.Next())
            {
                LatentColumns.Write(writer, rows?[cursor.Row] ?? cursor.Row);
                foreach (float value in cursor.Latents)
                {
                    writer.Write(',');
                    LatentColumns.Write(writer, value);
                }
                writer.Write('\n');
            }
        });
    }

    /// <summary>Writes the table the latents were learned from again, every column and block kept, with the latents added.</summary>
    /// <param name="sourcePath">The STAR or .cs file (<see cref="ParticleTable.SourcePath"/>); the output is of the same kind.</param>
    /// <param name="selectedRows">The rows to write, ascending, one for each latent; null for all.</param>
    /// <remarks>
    /// STAR: columns _flex3dLatent0, …, other text byte for byte. .cs (NumPy form): flex3d/latent, and components_mode_k/component
    /// and /value, which cryoSPARC plots, unless the input has such columns of its own. Latents of an earlier run are replaced.
    /// </remarks>
    /// <exception cref="InputException">The table has not the rows the latents are for.</exception>
    public static void WriteTable(string sourcePath, string outputPath, ILatentRows latents, IReadOnlyList<int>? selectedRows = null)
    {
        CheckRows(latents, selectedRows);
        if (CsFile.IsDataset(sourcePath))
        {
            CryoSparcLatentTable.Write(sourcePath, outputPath, latents, selectedRows);
        }
        else
        {
            RelionLatentTable.Write(sourcePath, outputPath, latents, selectedRows);
        }
    }

    private static void CheckRows(ILatentRows latents, IReadOnlyList<int>? rows)
    {
        if (rows is not null && rows.Count != latents.Count)
        {
            throw new ArgumentException($"latents of {latents.Count} particles for {rows.Count} rows", nameof(latents));
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
