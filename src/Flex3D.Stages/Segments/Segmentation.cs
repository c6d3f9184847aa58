using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>A molecule divided into labelled parts: one label a voxel, 0 for solvent.</summary>
/// <param name="Grid">The labels, at the box of the file.</param>
public sealed record Segmentation(SegmentGrid Grid)
{
    /// <summary>The most labels of a segmentation.</summary>
    public const int MostLabels = 250;

    /// <summary>Takes the values of a map for labels: whole numbers, of which 0 and −1 mean solvent.</summary>
    /// <param name="map">The map; any box and voxel size.</param>
    /// <param name="source">The file to name in errors.</param>
    /// <exception cref="InputException">A value is not a whole number, there is no label, or there are too many.</exception>
    public static Segmentation Of(DensityMap map, string source)
    {
        if (map.Box > MeshSegments.LargestBox)
        {
            throw new InputException(source, null, $"a box of {map.Box}", $"at most {MeshSegments.LargestBox}", "resample the segmentation to fewer voxels, as segments need no detail");
        }
        int[] labels = new int[map.Values.Length];
        var found = new HashSet<int>();
        for (int i = 0; i < labels.Length; i++)
        {
            float value = map.Values[i];
            if (!(Math.Abs(value - MathF.Round(value)) < 1e-3f && Math.Abs(value) < 1e6f))
            {
                int n = map.Box;
                throw new InputException(source, $"voxel x={i % n}, y={i / n % n}, z={i / n / n}", value.ToString("G6", CultureInfo.InvariantCulture), "a whole number, the label of a segment, or 0 or -1 for solvent", "give a map of labels and not one of densities");
            }
            int label = (int)MathF.Round(value);
            labels[i] = label == -1 ? 0 : label;
            if (labels[i] != 0 && found.Add(labels[i]) && found.Count > MostLabels)
            {
                throw new InputException(source, null, $"more than {MostLabels} labels", $"at most {MostLabels}", "merge segments, or give a map of labels and not one of densities");
            }
        }
        return found.Count > 0 ? new(new SegmentGrid(map.Box, map.PixelSizeAngstrom, labels)) : throw new InputException(source, null, "solvent alone", "a label for each segment", "0 and -1 mean solvent");
    }

    /// <summary>The labels that occur, ascending, with their number of voxels.</summary>
    public SortedDictionary<int, int> Counts()
    {
        var counts = new SortedDictionary<int, int>();
        foreach (int label in Grid.Labels)
        {
            if (label != 0)
            {
                counts[label] = counts.GetValueOrDefault(label) + 1;
            }
        }
        return counts;
    }

    /// <summary>Returns the segmentation on another grid with the same centre: each voxel has the label of the nearest one.</summary>
    public Segmentation OnGrid(int box, double voxelSizeAngstrom)
    {
        int[] labels = new int[box * box * box];
        for (int z = 0, at = 0; z < box; z++)
        {
            for (int y = 0; y < box; y++)
            {
                for (int x = 0; x < box; x++, at++)
                {
                    labels[at] = Grid.At((x - box / 2) * voxelSizeAngstrom, (y - box / 2) * voxelSizeAngstrom, (z - box / 2) * voxelSizeAngstrom);
                }
            }
        }
        return new(new SegmentGrid(box, voxelSizeAngstrom, labels));
    }

    /// <summary>Returns the labels as a map, to be written to a file.</summary>
    public DensityMap ToMap()
    {
        var map = new DensityMap(Grid.Box, Grid.VoxelSizeAngstrom);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = Grid.Labels[i];
        }
        return map;
    }
}
