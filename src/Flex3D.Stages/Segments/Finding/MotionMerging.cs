namespace Flex3D.Stages.Segments.Finding;

/// <summary>Merges regions by what moves together: again and again two neighbours whose union one rigid motion in each conformation explains nearly as well.</summary>
/// <remarks>
/// The cost of a merger is what the union leaves unexplained beyond both (Ward 1963, with rigid motions in place of means). Mergers are made by increasing cost over the density that leads across,
/// as in the segmentation of images by Mumford and Shah's energy (Koepfler, Lopez &amp; Morel 1994, with density in place of length): near a hinge, where all move little, what hangs together stays together.
/// The last mergers cost most: they join what moves apart.
/// </remarks>
internal static class MotionMerging
{
    /// <param name="regions">The regions, merged in place.</param>
    /// <param name="sums">Their sums, merged in place.</param>
    /// <param name="mostCost">A merger is made unless its cost is above this, density · Å².</param>
    /// <param name="leastWeight">Regions of less density are merged at any cost.</param>
    /// <param name="count">Number of regions to leave, whatever the cost; null to go by the cost alone.</param>
    public static void Merge(Regions regions, MotionSums sums, double mostCost, double leastWeight, int? count)
    {
        Dictionary<int, double> residual = regions.Left.ToDictionary(region => region, region => sums.Residual(region));
        double least = 1e-6 * regions.Left.Sum(sums.WeightOf) / residual.Count;
        var version = new Dictionary<int, int>();
        var queue = new PriorityQueue<(int A, int B, int Versions, double Cost), (double Rank, int A, int B)>();
        foreach (int region in regions.Left)
        {
            Offer(region, other => other > region);
        }
        int left = residual.Count;
        while (left > (count ?? 1) && queue.TryDequeue(out (int A, int B, int Versions, double Cost) pair, out _))
        {
            if (!residual.ContainsKey(pair.A) || !residual.ContainsKey(pair.B) || pair.Versions != Versions(pair.A, pair.B))
            {
                continue;
            }
            bool small = Math.Min(sums.WeightOf(pair.A), sums.WeightOf(pair.B)) < leastWeight;
            if (count is null && !small && pair.Cost > mostCost)
            {
                continue;
            }
            double together = residual[pair.A] + residual[pair.B] + pair.Cost;
            sums.Merge(pair.A, pair.B);
            regions.Merge(pair.A, pair.B);
            residual.Remove(pair.B);
            residual[pair.A] = together;
            version[pair.A] = version.GetValueOrDefault(pair.A) + 1;
            left--;
            Offer(pair.A, _ => true);
        }

        int Versions(int a, int b) => version.GetValueOrDefault(a) + version.GetValueOrDefault(b);

        void Offer(int region, Func<int, bool> which)
        {
            foreach ((int other, double density) in regions.NeighboursOf(region))
            {
                if (which(other))
                {
                    (int a, int b) = region < other ? (region, other) : (other, region);
                    double cost = Math.Max(0, sums.Residual(a, b) - residual[a] - residual[b]);
                    queue.Enqueue((a, b, Versions(a, b), cost), (cost / Math.Max(density, least), a, b));
                }
            }
        }
    }
}
