using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Symmetry;

namespace Flex3D.Stages.Tables.Expansion;

/// <summary>Writes a table with a row for each operator of a symmetry and each particle, and takes it back.</summary>
public static class SymmetryExpansion
{
    /// <summary>Writes the expanded table, in the format of the source.</summary>
    /// <returns>Columns that were left out.</returns>
    /// <exception cref="InputException">The table has no poses, has been expanded before, or is a CSV.</exception>
    public static IReadOnlyCollection<string> Expand(TableSource source, string output, SymmetryFrame frame)
    {
        RequireFormat(source, output);
        using var rows = new ExpandedRows(TableRows.Open(source, ExpandedRows.Needs), frame);
        ParticleExport.CopyTable(source.Path, output, null, source.Passthrough, rows);
        return rows.LeftOut;
    }

    /// <summary>Writes the first row of each image of an expanded table, in the format of the source.</summary>
    /// <returns>The number of rows that were read and written.</returns>
    /// <exception cref="InputException">The table was not expanded, or is a CSV.</exception>
    public static (int Read, int Written) Collapse(TableSource source, string output)
    {
        RequireFormat(source, output);
        var rows = new CollapsedRows(source);
        ParticleExport.CopyTable(source.Path, output, rows.Chosen, source.Passthrough, rows);
        return (rows.Count, rows.Chosen.Count);
    }

    private static void RequireFormat(TableSource source, string output)
    {
        TableFormat from = TableFormats.OfFile(source.Path), to = TableFormats.OfName(output);
        if (from == TableFormat.Csv || from != to)
        {
            throw new InputException(from == TableFormat.Csv ? source.Path : output, null, $"a {TableFormats.ExtensionOf(from == TableFormat.Csv ? from : to)} file", from == TableFormat.Csv ? "a .star or .cs file" : $"a {TableFormats.ExtensionOf(from)} file, as the source is",
                "convert the table with flex3d convert");
        }
    }
}
