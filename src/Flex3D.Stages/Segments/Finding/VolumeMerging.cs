namespace Flex3D.Stages.Segments.Finding;

/// <summary>Merges regions by volume: again and again the smallest goes to the neighbour to which most density leads.</summary>
internal static class VolumeMerging
{
    /// <param name="regions">The regions, merged in place.</param>
    /// <param name="leastVoxels">Regions of at least so many voxels are left.</param>
    /// <param name="count">Number of regions to leave, whatever their volume; null to go by volume alone.</param>
    public static void Merge(Regions regions, int leastVoxels, int? count)
    {
        var queue = new PriorityQueue<int, (int Voxels, int Region)>();
        int left = 0;
        foreach (int region in regions.Left)
        {
            queue.Enqueue(region, (regions.Voxels[region], region));
            left++;
        }
        while (left > (count ?? 1) && queue.TryDequeue(out int smallest, out (int Voxels, int Region) rank))
        {
            if (regions.Voxels[smallest] != rank.Voxels)
            {
                continue; // it has grown or gone since
            }
            if (count is null && rank.Voxels >= leastVoxels)
            {
                break;
            }
            int? into = null;
            double most = -1;
            foreach ((int region, double density) in regions.NeighboursOf(smallest))
            {
                (into, most) = density > most ? (region, density) : (into, most);
            }
            if (into is { } target)
            {
                regions.Merge(target, smallest);
                queue.Enqueue(target, (regions.Voxels[target], target));
                left--;
            }
        }
    }
}
