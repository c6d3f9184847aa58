namespace Flex3D.Stages.Conformations;

/// <summary>Joins peaks of a density between which it does not fall far.</summary>
internal static class PeakBorders
{
    private const double Shallow = 0.5;

    /// <summary>Joins each group to the denser one across the densest border, if that has more than half of the group's own peak.</summary>
    /// <param name="sample">[point][axis].</param>
    /// <param name="k">Axes.</param>
    /// <param name="radius">Points of two groups that are no farther apart are on their border.</param>
    /// <param name="density">The density at each point.</param>
    /// <param name="peaks">The point of each peak.</param>
    /// <param name="group">The number of the peak of each point.</param>
    public static (int[] Peaks, int[] Group) JoinShallow(float[] sample, int k, double radius, double[] density, int[] peaks, int[] group)
    {
        double[,] border = new double[peaks.Length, peaks.Length];
        for (int i = 0; i < group.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (group[i] != group[j] && LatentSample.Squared(sample, k, i, j) <= radius * radius)
                {
                    double mean = (density[i] + density[j]) / 2;
                    border[group[i], group[j]] = border[group[j], group[i]] = Math.Max(border[group[i], group[j]], mean);
                }
            }
        }
        int[] joined = [.. Enumerable.Range(0, peaks.Length)];
        while (true)
        {
            (double highest, int low, int high) = (Shallow, -1, -1);
            for (int a = 0; a < peaks.Length; a++)
            {
                for (int b = 0; b < peaks.Length; b++)
                {
                    bool lower = joined[a] == a && joined[b] == b && a != b && (density[peaks[a]], -a).CompareTo((density[peaks[b]], -b)) < 0;
                    if (lower && border[a, b] > highest * density[peaks[a]])
                    {
                        (highest, low, high) = (border[a, b] / density[peaks[a]], a, b);
                    }
                }
            }
            if (low < 0)
            {
                break;
            }
            for (int c = 0; c < peaks.Length; c++)
            {
                border[high, c] = border[c, high] = Math.Max(border[high, c], border[low, c]);
                joined[c] = joined[c] == low ? high : joined[c];
            }
        }
        int[] kept = [.. Enumerable.Range(0, peaks.Length).Where(a => joined[a] == a)];
        return ([.. kept.Select(a => peaks[a])], Array.ConvertAll(group, old => Array.IndexOf(kept, joined[old])));
    }
}
