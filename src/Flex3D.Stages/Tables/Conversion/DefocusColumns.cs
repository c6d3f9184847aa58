namespace Flex3D.Stages.Tables.Conversion;

/// <summary>The columns of a table with the two defocus values, Å, and their values with a change.</summary>
internal static class DefocusColumns
{
    private static readonly string[] s_relion = ["rlnDefocusU", "rlnDefocusV"];

    /// <summary>cryoSPARC's columns, float32.</summary>
    public static IReadOnlyList<string> CryoSparc { get; } = ["ctf/df1_A", "ctf/df2_A"];

    /// <summary>Returns the columns that the table has, and their values in the current row with the change added.</summary>
    public static IEnumerable<(string Name, double[] Values)> Changed(TableRows rows, double changeAngstrom) =>
        from name in rows.IsCryoSparc ? CryoSparc : s_relion
        let column = rows.IndexOf(name)
        where column >= 0
        let changed = rows.Number(column, 0) + changeAngstrom
        select (rows.Names[column], new[] { rows.IsCryoSparc ? (float)changed : changed });
}
