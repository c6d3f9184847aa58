using Flex3D.Gpu.Kernels;

namespace Flex3D.Gpu.Engine;

/// <summary>The fixed-point units in which a map's splat is summed: as fine as possible without an overflow in any view and for any flow.</summary>
/// <remarks>
/// No pixel can exceed the sum of all voxels at full weight. The units depend only on the densities, so a model has one unit for all images. Those of a linear density model hold
/// V + Σ_k z_k U_k of any latent up to <see cref="DensityViews.LargestLatent"/>, and each U_k by itself; beyond that, <see cref="DensityViews"/> makes a row's units coarser.
/// </remarks>
internal sealed class FixedPointUnits(int voxels)
{
    private const int ImageBits = 61, TileBits = 31, LargestExponent = 100;

    /// <summary>[chunk]: the unit of a chunk is 2^shift of the image's units.</summary>
    public int[] Shifts { get; } = new int[(voxels + SplatTiles.ChunkVoxels - 1) / SplatTiles.ChunkVoxels];

    /// <summary>The number of image units for a density of 1; a power of two.</summary>
    public double PerDensity { get; private set; } = 1;

    /// <summary>The factor from a fixed-point sum to density; NaN where a voxel is not finite.</summary>
    public double Density { get; private set; } = 1;

    /// <summary>Chooses the units for a map.</summary>
    /// <param name="values">[voxel] densities V.</param>
    /// <param name="components">[K][voxel] components U of a linear density model; empty for other models.</param>
    public void Fit(ReadOnlySpan<float> values, ReadOnlySpan<float> components)
    {
        double[] ofChunk = new double[Shifts.Length];
        for (int voxel = 0; voxel < values.Length; voxel++)
        {
            ofChunk[voxel / SplatTiles.ChunkVoxels] += Math.Abs(values[voxel]);
        }
        for (int at = 0; at < components.Length; at++)
        {
            ofChunk[at % values.Length / SplatTiles.ChunkVoxels] += DensityViews.LargestLatent * Math.Abs(components[at]);
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
