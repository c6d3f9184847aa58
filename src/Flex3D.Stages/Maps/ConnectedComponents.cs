namespace Flex3D.Stages.Maps;

/// <summary>Finds the connected pieces of a binary volume (neighbours share a face).</summary>
internal static class ConnectedComponents
{
    /// <summary>Clears every piece smaller than <paramref name="leastFraction"/> of the largest.</summary>
    /// <param name="set">[z][y][x], changed in place.</param>
    /// <param name="box">N, voxels along each edge.</param>
    /// <returns>The sizes, in voxels, of the pieces kept, largest first.</returns>
    public static int[] KeepLarge(Span<bool> set, int box, double leastFraction)
    {
        int[] label = new int[set.Length];
        var sizes = new List<int>();
        var stack = new Stack<int>();
        for (int seed = 0; seed < set.Length; seed++)
        {
            if (!set[seed] || label[seed] != 0)
            {
                continue;
            }
            sizes.Add(0);
            label[seed] = sizes.Count;
            stack.Push(seed);
            while (stack.TryPop(out int at))
            {
                sizes[^1]++;
                int x = at % box, y = at / box % box, z = at / box / box;
                Visit(set, label, stack, sizes.Count, at - 1, x > 0);
                Visit(set, label, stack, sizes.Count, at + 1, x < box - 1);
                Visit(set, label, stack, sizes.Count, at - box, y > 0);
                Visit(set, label, stack, sizes.Count, at + box, y < box - 1);
                Visit(set, label, stack, sizes.Count, at - box * box, z > 0);
                Visit(set, label, stack, sizes.Count, at + box * box, z < box - 1);
            }
        }
        double least = sizes.Count == 0 ? 0 : leastFraction * sizes.Max();
        for (int i = 0; i < set.Length; i++)
        {
            set[i] = set[i] && sizes[label[i] - 1] >= least;
        }
        return [.. sizes.Where(size => size >= least).OrderDescending()];
    }

    private static void Visit(Span<bool> set, int[] label, Stack<int> stack, int piece, int at, bool exists)
    {
        if (exists && set[at] && label[at] == 0)
        {
            label[at] = piece;
            stack.Push(at);
        }
    }
}
