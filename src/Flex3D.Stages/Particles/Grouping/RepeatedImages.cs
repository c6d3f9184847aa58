namespace Flex3D.Stages.Particles.Grouping;

/// <summary>Finds the images that several rows of a table have, and settles them: duplicates are left out, and the other rows of an image get one number and one half-set.</summary>
/// <remarks>
/// Rows have the same image if they name the same image of the same stack, or if the table says so (<see cref="Particle.Image"/>). A
/// table in which no image occurs twice is read once and stays as it is, for a few bits a row; only rows of repeated images take more, about 20 bytes each, while they are settled.
/// </remarks>
public static class RepeatedImages
{
    /// <summary>The reason for which duplicates are left out: see <see cref="LeftOut.Reason"/>.</summary>
    public static readonly string DuplicateReason = FormattableString.Invariant($"with the image and the pose of an earlier row (within {SamePose.Degrees}° and {SamePose.Pixels} pixels)");

    /// <summary>Settles a table whose rows are in a file.</summary>
    /// <param name="table">The table; disposed of if another is returned.</param>
    /// <param name="rowsPath">Path of its file, which is replaced if a row changes.</param>
    /// <param name="fileRows">Number of rows of the input file, where the table does not say (<see cref="ParticleTable.Selection"/>).</param>
    /// <returns>The table to use from now on, and its repeated images; null where every row has an image of its own.</returns>
    public static (ParticleTable Table, ImageRepeats? Repeats) Settle(ParticleTable table, string rowsPath, int fileRows)
    {
        ImageSet repeated = Repeated(table);
        if (!repeated.Any && !table.HasSharedImages)
        {
            return (table, null);
        }
        var settled = new SettledRows(table, repeated);
        ParticleFile.Write(rowsPath, table.SourcePath, table.Stacks, table.Optics, settled.Rows());
        ParticleTable kept = ParticleFile.Open(rowsPath);
        kept.Selection = table.Selection;
        if (settled.Repeats.Duplicates is { } duplicates)
        {
            SelectionOutcome before = table.Selection ?? new SelectionOutcome(fileRows, table.Count, 0);
            kept.Selection = before with { Selected = kept.Count, LeftOut = [.. before.LeftOut, duplicates] };
        }
        table.Dispose();
        return (kept, repeated.Any ? settled.Repeats : null);
    }

    /// <summary>The numbers by which images are known: the stack's with the slice, and the one that the table gives; 0 for none.</summary>
    internal static (ulong Named, ulong Given) Keys(in Particle row) =>
        ((ulong)(uint)row.Stack << 32 | (uint)row.Slice, row.Image == 0 ? 0 : 0xFFFF_FFFFUL << 32 | (uint)row.Image);

    private static ImageSet Repeated(ParticleTable table)
    {
        var seen = new ImageSet();
        var repeated = new ImageSet();
        foreach (Particle row in table.All())
        {
            (ulong named, ulong given) = Keys(row);
            See(named);
            if (given != 0)
            {
                See(given);
            }
        }
        return repeated;

        void See(ulong key)
        {
            if (!seen.Add(key))
            {
                repeated.Add(key);
            }
        }
    }
}
