using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Figures that say how well a motion was found, written for clarity.</summary>
internal static class Statistics
{
    /// <summary>Scores of the rows along their direction of largest variance, by power iteration.</summary>
    public static double[] FirstPrincipalComponent(double[][] rows)
    {
        int width = rows[0].Length;
        double[] mean = [.. Enumerable.Range(0, width).Select(c => rows.Average(row => row[c]))];
        double[][] centred = [.. rows.Select(row => row.Select((value, c) => value - mean[c]).ToArray())];
        double[] direction = [.. centred.MaxBy(row => row.Sum(v => v * v))!];
        double[] scores = new double[rows.Length];
        for (int iteration = 0; iteration < 50; iteration++)
        {
            double norm = Math.Sqrt(direction.Sum(v => v * v));
            for (int r = 0; r < rows.Length; r++)
            {
                scores[r] = 0;
                for (int c = 0; c < width; c++)
                {
                    scores[r] += centred[r][c] * direction[c] / norm;
                }
            }
            Array.Clear(direction);
            for (int r = 0; r < rows.Length; r++)
            {
                for (int c = 0; c < width; c++)
                {
                    direction[c] += scores[r] * centred[r][c];
                }
            }
        }
        return scores;
    }

    /// <summary>Rank correlation (no ties).</summary>
    public static double Spearman(double[] a, double[] b) => Correlation(Ranks(a), Ranks(b), _ => 1);

    /// <summary>Correlation of two maps, weighted with a mask.</summary>
    public static double Correlation(DensityMap a, DensityMap b, DensityMap mask) =>
        Correlation(Array.ConvertAll(a.Values, v => (double)v), Array.ConvertAll(b.Values, v => (double)v), i => mask.Values[i]);

    private static double Correlation(double[] a, double[] b, Func<int, double> weight)
    {
        double w = 0, sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double u = weight(i);
            (w, sa, sb, aa, bb, ab) = (w + u, sa + u * a[i], sb + u * b[i], aa + u * a[i] * a[i], bb + u * b[i] * b[i], ab + u * a[i] * b[i]);
        }
        return (ab - sa * sb / w) / Math.Sqrt((aa - sa * sa / w) * (bb - sb * sb / w));
    }

    private static double[] Ranks(double[] values)
    {
        double[] ranks = new double[values.Length];
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        for (int rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }
        return ranks;
    }
}
