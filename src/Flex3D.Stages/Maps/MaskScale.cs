namespace Flex3D.Stages.Maps;

/// <summary>Recognises masks on another scale than 0 to 1, such as 8-bit ones, and masks without a soft edge.</summary>
public static class MaskScale
{
    private const float Rounding = 0.01f;

    /// <summary>Returns the value that stands for 1: the largest of a mask of values 0 to 255 or 0 to 100, −1 for one of nothing but −1 (an 8-bit 255 that is read as signed) and 0; else 1.</summary>
    /// <remarks>The mask must have no negative values, and be flat at its top, which is where a mask lies and a map has a peak; other volumes are left to <see cref="MapChecks.RequireMask"/>.</remarks>
    public static float UnitOf(DensityMap mask)
    {
        float low = mask.Values.Min(), high = mask.Values.Max();
        if (low == -1 && high == 0 && mask.Values.All(value => value is 0 or -1))
        {
            return -1;
        }
        return high > 1 + Rounding && low >= -Rounding * high && IsFlatAtItsTop(mask, high) ? high : 1;
    }

    /// <summary>Whether a mask of values 0 to 1 has no others than 0 and 1.</summary>
    public static bool IsHard(DensityMap mask) => mask.Values.All(value => value is 0 or 1);

    private static bool IsFlatAtItsTop(DensityMap mask, float high)
    {
        long upper = 0, top = 0;
        foreach (float value in mask.Values)
        {
            upper += value > 0.5f * high ? 1 : 0;
            top += value > 0.98f * high ? 1 : 0;
        }
        return top >= 0.05 * upper && top > 1;
    }
}
