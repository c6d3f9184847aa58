namespace Flex3D.Stages.Particles.Grouping;

/// <summary>The repeated images of a particle table.</summary>
/// <param name="Duplicates">The rows that were left out because an earlier row has their image and pose; null if there were none.</param>
/// <param name="InBothHalves">Number of images whose rows the table has in both half-sets.</param>
/// <param name="BySize">Number of images by the number of rows that are kept of them, 2 or more, ascending.</param>
public sealed record ImageRepeats(LeftOut? Duplicates, int InBothHalves, IReadOnlyList<(int Rows, int Images)> BySize)
{
    /// <summary>Number of images that have several rows, of different poses.</summary>
    public int Images => BySize.Sum(size => size.Images);
}
