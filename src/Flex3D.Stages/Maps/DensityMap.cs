namespace Flex3D.Stages.Maps;

/// <summary>A cubic density map of N³ voxels.</summary>
/// <remarks>
/// Shape [z][y][x], x fastest. Voxel index i of an axis sits at (i − N/2)·a Å (integer division), a the voxel size.
/// Protein is white (positive). Any file origin is dropped on reading: the box centre is the frame's origin.
/// </remarks>
public sealed class DensityMap
{
    public DensityMap(int box, double pixelSizeAngstrom)
        : this(box, pixelSizeAngstrom, new float[(long)box * box * box]) { }

    public DensityMap(int box, double pixelSizeAngstrom, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(box, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual((long)values.Length, (long)box * box * box);
        Box = box;
        PixelSizeAngstrom = pixelSizeAngstrom;
        Values = values;
    }

    /// <summary>N, voxels along each edge.</summary>
    public int Box { get; }

    /// <summary>Voxel edge, Å.</summary>
    public double PixelSizeAngstrom { get; }

    /// <summary>N³ densities, x fastest, then y, z slowest.</summary>
    public float[] Values { get; }

    public ref float this[int z, int y, int x] => ref Values[(((long)z * Box) + y) * Box + x];

    /// <summary>Returns the product with another map of the same box, voxel by voxel, such as a mask.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The boxes differ.</exception>
    public DensityMap Times(DensityMap factor)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(factor.Box, Box);
        var product = new DensityMap(Box, PixelSizeAngstrom);
        for (int i = 0; i < product.Values.Length; i++)
        {
            product.Values[i] = Values[i] * factor.Values[i];
        }
        return product;
    }

    public DensityMap Clone() => new(Box, PixelSizeAngstrom, (float[])Values.Clone());
}
