namespace Flex3D.Stages.Particles;

/// <summary>Chooses a sample of the rows of a table that is spread evenly over it.</summary>
public static class SpreadRows
{
    /// <summary>Returns min(<paramref name="total"/>, <paramref name="most"/>) rows, ascending: row ⌊i · total / count⌋ for i = 0, 1 …</summary>
    /// <param name="total">Number of rows.</param>
    /// <param name="most">The most rows to choose.</param>
    public static int[] Of(int total, int most)
    {
        int count = Math.Min(total, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * total / count))];
    }
}
