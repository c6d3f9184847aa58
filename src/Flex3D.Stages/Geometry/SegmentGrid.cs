namespace Flex3D.Stages.Geometry;

/// <summary>Labels of places: which segment of the molecule a point belongs to.</summary>
/// <remarks>Shape [z][y][x], x fastest; voxel index i of an axis sits at (i − N/2)·a Å from the box centre. 0 is no segment.</remarks>
public sealed class SegmentGrid
{
    private readonly int[] _labels;

    /// <param name="box">N, voxels along each edge.</param>
    /// <param name="voxelSizeAngstrom">a, Å.</param>
    /// <param name="labels">[z][y][x].</param>
    public SegmentGrid(int box, double voxelSizeAngstrom, int[] labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((long)labels.Length, (long)box * box * box);
        (Box, VoxelSizeAngstrom, _labels) = (box, voxelSizeAngstrom, labels);
    }

    /// <summary>N, voxels along each edge.</summary>
    public int Box { get; }

    /// <summary>Voxel edge, Å.</summary>
    public double VoxelSizeAngstrom { get; }

    /// <summary>Label of each voxel, [z][y][x].</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Returns the label of the voxel nearest to a point, Å from the box centre; 0 outside the box.</summary>
    public int At(double x, double y, double z)
    {
        int i = Index(x), j = Index(y), k = Index(z);
        return (i | j | k) < 0 ? 0 : _labels[(k * Box + j) * Box + i];
    }

    /// <summary>Returns the labels as runs of equal ones in the order of the voxels: label, count, label, count, …</summary>
    public int[] ToRuns()
    {
        var runs = new List<int>();
        for (int from = 0; from < _labels.Length;)
        {
            int to = from + 1;
            while (to < _labels.Length && _labels[to] == _labels[from])
            {
                to++;
            }
            runs.Add(_labels[from]);
            runs.Add(to - from);
            from = to;
        }
        return [.. runs];
    }

    /// <summary>Makes a grid from the runs that <see cref="ToRuns"/> returns; null where they do not fill the box exactly.</summary>
    public static SegmentGrid? FromRuns(int box, double voxelSizeAngstrom, ReadOnlySpan<int> runs)
    {
        int[] labels = new int[box * box * box];
        int at = 0;
        for (int i = 0; i + 1 < runs.Length; i += 2)
        {
            if (runs[i + 1] < 1 || runs[i + 1] > labels.Length - at)
            {
                return null;
            }
            labels.AsSpan(at, runs[i + 1]).Fill(runs[i]);
            at += runs[i + 1];
        }
        return at == labels.Length ? new(box, voxelSizeAngstrom, labels) : null;
    }

    private int Index(double at)
    {
        double index = Math.Floor(at / VoxelSizeAngstrom + 0.5) + Box / 2;
        return index >= 0 && index < Box ? (int)index : -1;
    }
}
