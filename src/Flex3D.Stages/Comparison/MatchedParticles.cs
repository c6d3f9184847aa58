namespace Flex3D.Stages.Comparison;

/// <summary>What tells the image of a particle from all others.</summary>
/// <param name="Stack">Number of its stack, the same for the same stack in both tables; −1 where <paramref name="Image"/> is a uid.</param>
/// <param name="Image">Number of the image in the stack, or the uid of the particle.</param>
public readonly record struct ImageKey(int Stack, ulong Image) : IComparable<ImageKey>
{
    public int CompareTo(ImageKey other) => Stack != other.Stack ? Stack.CompareTo(other.Stack) : Image.CompareTo(other.Image);
}

/// <summary>The particles that two tables have in common.</summary>
/// <param name="First">Their rows in the first table, ascending.</param>
/// <param name="Second">Their rows in the second table, in the same order.</param>
/// <param name="Ambiguous">Rows of the first table whose image the second has in another number of rows: which of them are the same cannot be told, and none is matched.</param>
public sealed record MatchedParticles(int[] First, int[] Second, int Ambiguous)
{
    /// <summary>Matches the rows of two tables. Of an image that has as many rows in both, as after an expansion by symmetry, the first row matches the first, and so on.</summary>
    /// <param name="first">Key of each row of the first table.</param>
    /// <param name="second">Key of each row of the second table.</param>
    public static MatchedParticles Of(ImageKey[] first, ImageKey[] second)
    {
        (ImageKey[] a, int[] rowsA) = Sorted(first);
        (ImageKey[] b, int[] rowsB) = Sorted(second);
        var pairs = new List<(int First, int Second)>();
        int ambiguous = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            int order = a[i].CompareTo(b[j]);
            if (order != 0)
            {
                (i, j) = order < 0 ? (i + 1, j) : (i, j + 1);
                continue;
            }
            int endA = End(a, i), endB = End(b, j);
            for (int k = 0; endA - i == endB - j && k < endA - i; k++)
            {
                pairs.Add((rowsA[i + k], rowsB[j + k]));
            }
            ambiguous += endA - i == endB - j ? 0 : endA - i;
            (i, j) = (endA, endB);
        }
        pairs.Sort();
        return new([.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)], ambiguous);
    }

    private static int End(ImageKey[] keys, int at)
    {
        int end = at + 1;
        while (end < keys.Length && keys[end] == keys[at])
        {
            end++;
        }
        return end;
    }

    // The keys in order and the row of each; rows of one key ascend.
    private static (ImageKey[] Keys, int[] Rows) Sorted(ImageKey[] keys)
    {
        int[] rows = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(rows, (x, y) => keys[x].CompareTo(keys[y]) is not 0 and var order ? order : x.CompareTo(y));
        return (Array.ConvertAll(rows, row => keys[row]), rows);
    }
}
