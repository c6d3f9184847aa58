using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments.Finding;

/// <summary>Gives the small pieces of a segment that lie apart from it to the segment that is nearest.</summary>
public static class SmallPieces
{
    /// <summary>The least size of a piece that stays, as a fraction of the largest piece of its segment.</summary>
    private const double LeastFraction = 0.05;

    /// <param name="labels">Labels; 0 for none, which stays.</param>
    public static SegmentGrid GiveAway(SegmentGrid labels)
    {
        int[] kept = new int[labels.Labels.Length];
        bool[] set = new bool[kept.Length];
        foreach (int label in new Segmentation(labels).Counts().Keys)
        {
            for (int i = 0; i < set.Length; i++)
            {
                set[i] = labels.Labels[i] == label;
            }
            ConnectedComponents.KeepLarge(set, labels.Box, LeastFraction);
            for (int i = 0; i < set.Length; i++)
            {
                kept[i] = set[i] ? label : kept[i];
            }
        }
        int[] nearest = NearestSegments.Fill(new SegmentGrid(labels.Box, labels.VoxelSizeAngstrom, kept)).Labels.ToArray();
        for (int i = 0; i < nearest.Length; i++)
        {
            nearest[i] = labels.Labels[i] == 0 ? 0 : nearest[i];
        }
        return new SegmentGrid(labels.Box, labels.VoxelSizeAngstrom, nearest);
    }
}
