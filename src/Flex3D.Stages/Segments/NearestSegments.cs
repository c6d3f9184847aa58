using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>Gives every voxel of a box to the segment that is nearest to it.</summary>
public static class NearestSegments
{
    /// <summary>Returns a label for every voxel: that of the nearest labelled voxel, and of several equally near the lowest.</summary>
    /// <param name="labels">The labels; at least one is not 0.</param>
    public static SegmentGrid Fill(SegmentGrid labels)
    {
        int[] nearest = new int[labels.Labels.Length];
        float[] distance = new float[nearest.Length];
        Array.Fill(distance, float.PositiveInfinity);
        bool[] set = new bool[nearest.Length];
        foreach (int label in new Segmentation(labels).Counts().Keys)
        {
            for (int i = 0; i < set.Length; i++)
            {
                set[i] = labels.Labels[i] == label;
            }
            float[] squared = DistanceTransform.Squared(set, labels.Box);
            for (int i = 0; i < nearest.Length; i++)
            {
                if (squared[i] < distance[i])
                {
                    (distance[i], nearest[i]) = (squared[i], label);
                }
            }
        }
        return new SegmentGrid(labels.Box, labels.VoxelSizeAngstrom, nearest);
    }

    /// <summary>Brings a segmentation to the grid of a mask and gives each voxel of the box to the nearest segment.</summary>
    /// <param name="segmentation">At any box and voxel size, with the same centre.</param>
    /// <param name="mask">The solvent mask; only labels of voxels within it count.</param>
    /// <param name="source">The file to name in errors.</param>
    /// <param name="nameOf">The name of a label, for errors.</param>
    /// <param name="support">Voxels whose mask is above this are within it.</param>
    /// <returns>The labels, and the fraction of the mask's voxels that had a label of their own.</returns>
    /// <exception cref="InputException">The segmentation's box does not cover the mask, no label lies in it, or a segment has no voxel left.</exception>
    public static (SegmentGrid Places, double Labelled) Within(Segmentation segmentation, DensityMap mask, string source, Func<int, string> nameOf, float support = 0.01f)
    {
        SegmentGrid given = segmentation.Grid;
        RequireCovering(given, mask, source, support);
        SegmentGrid own = segmentation.OnGrid(mask.Box, mask.PixelSizeAngstrom).Grid;
        int[] inside = new int[own.Labels.Length];
        long voxels = 0, labelled = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            if (mask.Values[i] > support)
            {
                inside[i] = own.Labels[i];
                voxels++;
                labelled += inside[i] != 0 ? 1 : 0;
            }
        }
        var kept = new Segmentation(new SegmentGrid(own.Box, own.VoxelSizeAngstrom, inside));
        SortedDictionary<int, int> left = kept.Counts(), before = segmentation.Counts();
        if (left.Count == 0)
        {
            throw new InputException(source, null, "no labelled voxel within the solvent mask", "segments of the molecule", "check that the segmentation has the map's centre and voxel size");
        }
        if (before.Keys.Where(label => !left.ContainsKey(label)).ToArray() is { Length: > 0 } lost)
        {
            string names = string.Join(", ", lost.Select(label => string.Create(CultureInfo.InvariantCulture, $"{nameOf(label)} (label {label}, {before[label]} voxels of {given.VoxelSizeAngstrom:0.###} Å)")));
            throw new InputException(source, null, "segments of which nothing is left: " + names,
                string.Create(CultureInfo.InvariantCulture, $"a voxel of each within the mask at the training box of {mask.Box} voxels of {mask.PixelSizeAngstrom:0.###} Å"), "merge them with a neighbour, set them to 0, or raise prep.trainingBox");
        }
        return (Fill(kept.Grid), (double)labelled / voxels);
    }

    private static void RequireCovering(SegmentGrid given, DensityMap mask, string source, float support)
    {
        int n = mask.Box, low = n, high = -1;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] > support)
            {
                int x = i % n, y = i / n % n, z = i / n / n;
                (low, high) = (Math.Min(low, Math.Min(x, Math.Min(y, z))), Math.Max(high, Math.Max(x, Math.Max(y, z))));
            }
        }
        double from = (low - n / 2) * mask.PixelSizeAngstrom, to = (high - n / 2) * mask.PixelSizeAngstrom;
        double start = (-(given.Box / 2) - 0.5) * given.VoxelSizeAngstrom, end = start + given.Box * given.VoxelSizeAngstrom;
        if (high >= 0 && (from < start || to > end))
        {
            throw new InputException(source, null, string.Create(CultureInfo.InvariantCulture, $"{given.Box}³ voxels of {given.VoxelSizeAngstrom:0.###} Å, from {start:0.#} to {end:0.#} Å about the box centre"),
                string.Create(CultureInfo.InvariantCulture, $"a box that covers the solvent mask, from {from:0.#} to {to:0.#} Å"), "make the segmentation on the grid of the consensus map");
        }
    }
}
