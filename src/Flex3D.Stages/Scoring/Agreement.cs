namespace Flex3D.Stages.Scoring;

/// <summary>Figures of the agreement of two series of numbers of the same length.</summary>
internal static class Agreement
{
    /// <summary>Computes 1 − Σ(truth − prediction)²/Σ(truth − mean)²; null where the truth does not vary. Negative where the prediction is worse than the mean.</summary>
    public static double? RSquared(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        double mean = Mean(truth), residual = 0, total = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            residual += (truth[i] - prediction[i]) * (truth[i] - prediction[i]);
            total += (truth[i] - mean) * (truth[i] - mean);
        }
        return total > 0 ? 1 - residual / total : null;
    }

    /// <summary>Computes Spearman's rank correlation, equal values at their mean rank; null where a series does not vary.</summary>
    public static double? RankCorrelation(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] ra = Ranks(a), rb = Ranks(b);
        double ma = Mean(ra), mb = Mean(rb), cross = 0, aa = 0, bb = 0;
        for (int i = 0; i < ra.Length; i++)
        {
            cross += (ra[i] - ma) * (rb[i] - mb);
            aa += (ra[i] - ma) * (ra[i] - ma);
            bb += (rb[i] - mb) * (rb[i] - mb);
        }
        return aa > 0 && bb > 0 ? cross / Math.Sqrt(aa * bb) : null;
    }

    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray(), ranks = new double[values.Length];
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(sorted, order);
        for (int from = 0; from < order.Length;)
        {
            int to = from + 1;
            while (to < order.Length && sorted[to] == sorted[from])
            {
                to++;
            }
            for (int i = from; i < to; i++)
            {
                ranks[order[i]] = 0.5 * (from + to - 1);
            }
            from = to;
        }
        return ranks;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }
        return sum / values.Length;
    }
}
