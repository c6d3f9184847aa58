using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Maps;

/// <summary>Checks maps and masks for several commands, with the same error messages.</summary>
public static class MapChecks
{
    /// <summary>Pixel sizes count as equal when they differ by less than this fraction (headers round).</summary>
    public const double PixelTolerance = 2e-3;

    /// <exception cref="InputException">A voxel is NaN or infinite.</exception>
    public static void RequireFinite(DensityMap map, string name)
    {
        for (int i = 0; i < map.Values.Length; i++)
        {
            if (!float.IsFinite(map.Values[i]))
            {
                int n = map.Box;
                throw new InputException(name, $"voxel (z {i / n / n}, y {i / n % n}, x {i % n})", map.Values[i].ToString(CultureInfo.InvariantCulture), "finite densities");
            }
        }
    }

    /// <summary>Checks that a mask is finite, exceeds <paramref name="support"/> somewhere, and lies within 0 to 1 up to rounding.</summary>
    /// <exception cref="InputException">The mask is invalid: the message says how.</exception>
    public static void RequireMask(DensityMap mask, string name, float support = 0.01f)
    {
        RequireFinite(mask, name);
        float low = mask.Values.Min(), high = mask.Values.Max();
        if (low < -0.01f || high > 1.01f)
        {
            throw new InputException(name, null, string.Create(CultureInfo.InvariantCulture, $"values from {low:G4} to {high:G4}"), "a mask of values from 0 to 1", "is this a map? make a mask of it first");
        }
        if (!(high > support))
        {
            throw new InputException(name, null, string.Create(CultureInfo.InvariantCulture, $"an empty mask (its largest value is {high:G4})"), "a mask that covers the molecule");
        }
    }

    /// <exception cref="InputException">The boxes differ, or the pixel sizes by more than <see cref="PixelTolerance"/>.</exception>
    public static void RequireSame(DensityMap map, string name, DensityMap other, string otherName)
    {
        RequireSame(map.Box, map.PixelSizeAngstrom, name, other.Box, other.PixelSizeAngstrom, otherName);
    }

    /// <summary>Checks anything with a box and a pixel size, such as particles, against another.</summary>
    /// <exception cref="InputException">The boxes differ, or the pixel sizes by more than <see cref="PixelTolerance"/>.</exception>
    public static void RequireSame(int box, double pixelSizeAngstrom, string name, int otherBox, double otherPixelSizeAngstrom, string otherName)
    {
        if (box != otherBox)
        {
            throw new InputException(otherName, null, $"a box of {otherBox}", $"{box}, as in {name}", "bring both to the same box and pixel size");
        }
        if (!(Math.Abs(pixelSizeAngstrom - otherPixelSizeAngstrom) <= PixelTolerance * pixelSizeAngstrom))
        {
            throw new InputException(otherName, null, string.Create(CultureInfo.InvariantCulture, $"a pixel size of {otherPixelSizeAngstrom:0.####} Å"),
                string.Create(CultureInfo.InvariantCulture, $"{pixelSizeAngstrom:0.####} Å, as in {name}"), "correct the header that is wrong, or rescale");
        }
    }
}
