using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The density of each row by voxel, V + Σ_k z_k U_k, in the fixed-point units in which a splat is summed. Models that are not linear density models have V alone.</summary>
/// <remarks>
/// The units hold every row whose |z_k| are at most <see cref="LargestLatent"/>; a row with a larger latent is summed in units that are coarser by its scale, a power of
/// two, so that no latent can overflow a sum and no row depends on those beside it.
/// </remarks>
internal readonly struct DensityViews
{
    /// <summary>The largest |z_k| of a row whose scale is 1: the units hold each U_k by itself, too, and a row loses at most about a bit against units of its own.</summary>
    public const float LargestLatent = 1;

    /// <summary>K; 0 for a model without components.</summary>
    public required int Count { get; init; }

    /// <summary>The number of voxels.</summary>
    public required int Voxels { get; init; }

    /// <summary>V, [voxel].</summary>
    public required ArrayView<float> Values { get; init; }

    /// <summary>U, [K][voxel]; not read where <see cref="Count"/> is 0.</summary>
    public required ArrayView<float> Components { get; init; }

    /// <summary>[row][scale, 1 / scale, z_1 … z_K]: the scale NaN for a row whose density is not a number; not read where <see cref="Count"/> is 0.</summary>
    public required ArrayView<float> Mixing { get; init; }

    /// <summary>The number of units for a density of 1 at a scale of 1; a power of two with which no sum reaches 2⁶².</summary>
    public required float PerDensity { get; init; }

    /// <summary>The density of one unit at a scale of 1; NaN where a voxel is not finite.</summary>
    public required double Density { get; init; }

    /// <summary>A row's density at a voxel, units of the row.</summary>
    public float At(int row, int voxel)
    {
        float value = Values[voxel];
        if (Count == 0)
        {
            return value * PerDensity;
        }
        int at = row * (Count + 2);
        for (int k = 0; k < Count; k++)
        {
            value += Mixing[at + 2 + k] * Components[(long)k * Voxels + voxel];
        }
        return value * (PerDensity * Mixing[at + 1]);
    }

    /// <summary>U_k at a voxel, units of a scale of 1.</summary>
    public float Component(int k, int voxel) => Components[(long)k * Voxels + voxel] * PerDensity;

    /// <summary>The density of a row's unit.</summary>
    public double UnitOf(int row) => Count == 0 ? Density : Density * Mixing[row * (Count + 2)];
}
