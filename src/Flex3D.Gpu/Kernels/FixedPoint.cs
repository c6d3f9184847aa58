using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Sums of gradients as int64 fixed point; the counterpart of <see cref="Flex3D.Stages.Numerics.FixedPointSum"/>, to the bit.</summary>
internal static class FixedPoint
{
    /// <summary>Rounds a term to the nearest integer of units, ties to even, and adds it; one thread a value.</summary>
    /// <param name="unit">Units of the sum for 1; a power of two.</param>
    /// <param name="limit">The magnitude in units that a value may not reach.</param>
    /// <param name="sum">[value], added to.</param>
    /// <param name="refused">Set to 1 if a value is not finite or too large; it is not added then.</param>
    public static void Add(Index1D index, ArrayView<float> term, double unit, double limit, ArrayView<long> sum, ArrayView<int> refused)
    {
        double scaled = term[index] * unit, size = scaled < 0 ? -scaled : scaled;
        if (!(size < limit)) // so that NaN is refused
        {
            refused[0] = 1; // every thread that writes here writes the same value
            return;
        }
        long whole = (long)size;
        double rest = size - whole;
        if (rest > 0.5 || (rest == 0.5 && (whole & 1) != 0))
        {
            whole++;
        }
        sum[index] += scaled < 0 ? -whole : whole;
    }
}
