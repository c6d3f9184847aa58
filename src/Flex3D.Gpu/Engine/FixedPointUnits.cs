using Flex3D.Gpu.Kernels;

namespace Flex3D.Gpu.Engine;

/// <summary>Units in which a map's splat is summed as integers: as fine as can be without an overflow in any view and for any flow.</summary>
/// <remarks>No pixel can hold more than every voxel at its full weight. Only the values count, so a model has one unit for all images.</remarks>
internal sealed class FixedPointUnits(int voxels)
{
    private const int ImageBits = 61, TileBits = 31, LargestExponent = 100;

    /// <summary>[chunk] a chunk's unit is 2^shift of the image's units.</summary>
    public int[] Shifts { get; } = new int[(voxels + SplatTiles.ChunkVoxels - 1) / SplatTiles.ChunkVoxels];

    /// <summary>Units of the image for a density of 1; a power of two.</summary>
    public double PerDensity { get; private set; } = 1;

    /// <summary>What a sum is multiplied by to be a density again; not a number where a voxel is none.</summary>
    public double Density { get; private set; } = 1;

    /// <summary>Finds the units for a map.</summary>
    /// <param name="values">[voxel] densities.</param>
    public void Fit(ReadOnlySpan<float> values)
    {
        double[] ofChunk = new double[Shifts.Length];
        for (int voxel = 0; voxel < values.Length; voxel++)
        {
            ofChunk[voxel / SplatTiles.ChunkVoxels] += Math.Abs(values[voxel]);
        }
        double most = ofChunk.Sum();
        int exponent = HasScale(most) ? Math.Clamp(ImageBits - 1 - Math.ILogB(most), -LargestExponent, LargestExponent) : 0;
        PerDensity = Math.ScaleB(1, exponent);
        Density = double.IsFinite(most) ? 1 / PerDensity : double.NaN;
        for (int chunk = 0; chunk < Shifts.Length; chunk++)
        {
            Shifts[chunk] = HasScale(ofChunk[chunk]) ? Math.Clamp(exponent - (TileBits - 1 - Math.ILogB(ofChunk[chunk])), 0, TileBits) : 0;
        }
    }

    private static bool HasScale(double most) => double.IsFinite(most) && most > 0;
}
