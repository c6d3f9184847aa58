namespace Flex3D.Stages.Numerics;

/// <summary>Finds the centres of clusters of points (k-means; the first centres as k-means++, Arthur &amp; Vassilvitskii 2007).</summary>
/// <remarks>Sums are taken in the order of the points, and draws are counted: the same points and seed give the same centres.</remarks>
internal static class KMeans
{
    /// <summary>Finds the centres.</summary>
    /// <param name="points">[point][axis], at least one point.</param>
    /// <param name="dimensions">Axes.</param>
    /// <param name="count">The number of centres.</param>
    /// <param name="rounds">The most rounds; it ends before where no centre moves.</param>
    /// <param name="seed">Seed of the first centres.</param>
    /// <param name="purpose">The purpose of the draws (<see cref="Purpose"/>).</param>
    /// <param name="trial">The number of the trial, each of which starts from other centres.</param>
    /// <returns>[<paramref name="count"/>][axis]; of fewer different points some centres are equal.</returns>
    public static float[] Centres(ReadOnlySpan<float> points, int dimensions, int count, int rounds, ulong seed, ulong purpose, ulong trial = 0)
    {
        float[] centres = First(points, dimensions, count, seed, purpose, trial);
        int round = 0;
        while (round < rounds && Improve(points, dimensions, centres))
        {
            round++;
        }
        return centres;
    }

    /// <summary>Returns the number of the centre nearest to a point, the first of equally near ones, and the squared distance to it.</summary>
    public static (int Centre, double Squared) Nearest(ReadOnlySpan<float> point, ReadOnlySpan<float> centres)
    {
        int best = 0, k = point.Length;
        double least = double.PositiveInfinity;
        for (int c = 0; c < centres.Length / k; c++)
        {
            double distance = Distance(point, centres.Slice(c * k, k));
            (best, least) = distance < least ? (c, distance) : (best, least);
        }
        return (best, least);
    }

    // Draws points, each with a chance in proportion to its squared distance from the nearest one drawn before.
    private static float[] First(ReadOnlySpan<float> points, int k, int count, ulong seed, ulong purpose, ulong trial)
    {
        int length = points.Length / k;
        float[] centres = new float[count * k];
        double[] nearest = new double[length];
        Array.Fill(nearest, 1);
        for (int c = 0; c < count; c++)
        {
            double left = CounterRandom.Uniform(seed, purpose, trial, 0, (ulong)c) * nearest.Sum();
            int drawn = 0;
            while (drawn < length - 1 && (left -= nearest[drawn]) > 0)
            {
                drawn++;
            }
            points.Slice(drawn * k, k).CopyTo(centres.AsSpan(c * k));
            for (int i = 0; i < length; i++)
            {
                double distance = Distance(points.Slice(i * k, k), centres.AsSpan(c * k, k));
                nearest[i] = c == 0 ? distance : Math.Min(nearest[i], distance);
            }
        }
        return centres;
    }

    // Moves each centre to the mean of the points that are nearest to it; returns whether any moved.
    private static bool Improve(ReadOnlySpan<float> points, int k, float[] centres)
    {
        int[] members = new int[centres.Length / k];
        double[] sums = new double[centres.Length];
        for (int i = 0; i < points.Length / k; i++)
        {
            ReadOnlySpan<float> point = points.Slice(i * k, k);
            int best = Nearest(point, centres).Centre;
            members[best]++;
            for (int j = 0; j < k; j++)
            {
                sums[best * k + j] += point[j];
            }
        }
        bool moved = false;
        for (int at = 0; at < sums.Length; at++)
        {
            float mean = members[at / k] > 0 ? (float)(sums[at] / members[at / k]) : centres[at];
            moved |= mean != centres[at];
            centres[at] = mean;
        }
        return moved;
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double square = 0;
        for (int j = 0; j < a.Length; j++)
        {
            square += ((double)a[j] - b[j]) * (a[j] - b[j]);
        }
        return square;
    }
}
