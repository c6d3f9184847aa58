using Flex3D.Stages.Results.Comparing;

namespace Flex3D.Pipeline.Comparing;

/// <summary>Writes a comparison to the terminal.</summary>
internal static class ComparisonText
{
    public static void Write(TextWriter output, ComparisonContent content)
    {
        Table(output, "The runs", content.About);
        if (content.Settings.Rows.Count == 0)
        {
            output.WriteLine("No setting differs that changes results.\n");
        }
        Table(output, "Settings that differ", content.Settings);
        Table(output, "Are the motions the same? (Å RMS about the mean over common particles)", content.Motions);
        Table(output, "Directions, and where the particles lie", content.Directions);
        Table(output, "Held-out particles", content.HeldOut);
        Table(output, "Resolution (FSC 0.143, each run within its own mask)", content.Resolutions);
        foreach (string line in content.Answers.SelectMany(answer => answer.Split('\n')))
        {
            output.WriteLine(line);
        }
        foreach (string warning in content.Warnings)
        {
            output.WriteLine("! " + warning);
        }
    }

    private static void Table(TextWriter output, string heading, ComparisonTable table)
    {
        if (table.Rows.Count == 0)
        {
            return;
        }
        int[] widths = [.. table.Headings.Select((title, column) => Math.Max(title.Length, table.Rows.Max(row => row[column].Length)))];
        output.WriteLine(heading);
        foreach (string[] row in table.Rows.Prepend(table.Headings))
        {
            output.WriteLine("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
        output.WriteLine();
    }
}
