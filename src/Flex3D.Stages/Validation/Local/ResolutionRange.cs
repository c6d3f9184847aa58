using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation.Local;

/// <summary>How local resolution is spread over a region, Å: the best, percentiles, and the worst.</summary>
/// <param name="Voxels">The number of voxels of the region.</param>
public sealed record ResolutionRange(int Voxels, double Best, double Percentile5, double Percentile25, double Median, double Percentile75, double Percentile95, double Worst)
{
    /// <summary>Returns the range over the voxels of a region that have a resolution; null if there are none.</summary>
    /// <param name="angstrom">Local resolution, Å; 0 where there is none.</param>
    /// <param name="belongs">Whether a voxel belongs to the region, by its number.</param>
    public static ResolutionRange? Of(DensityMap angstrom, Func<int, bool> belongs)
    {
        float[] sorted = [.. Enumerable.Range(0, angstrom.Values.Length).Where(i => angstrom.Values[i] > 0 && belongs(i)).Select(i => angstrom.Values[i])];
        if (sorted.Length == 0)
        {
            return null;
        }
        Array.Sort(sorted);
        return new ResolutionRange(sorted.Length, sorted[0], At(0.05), At(0.25), At(0.5), At(0.75), At(0.95), sorted[^1]);

        double At(double part) => sorted[(int)Math.Round(part * (sorted.Length - 1))];
    }

    /// <summary>Returns the range over the voxels in which a mask exceeds ½.</summary>
    public static ResolutionRange? Of(DensityMap angstrom, DensityMap mask) => Of(angstrom, i => mask.Values[i] > 0.5f);
}
