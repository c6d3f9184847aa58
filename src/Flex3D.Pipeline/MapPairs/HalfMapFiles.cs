using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Pipeline.MapPairs;

/// <summary>The files of two half-maps, and of the masks that belong to them.</summary>
/// <param name="Name">Their name, for users: flexed, rigid, or half-maps.</param>
/// <param name="Stem">What the names of the files of such maps begin with: flex, rigid, or map.</param>
/// <param name="First">The map of the first half-set.</param>
/// <param name="Second">The map of the second half-set.</param>
/// <param name="Support">The soft mask in which they were reconstructed and outside which they are 0; null if they fill their box.</param>
/// <param name="Moving">A mask of the part that moves most; null for none.</param>
internal sealed record HalfMapFiles(string Name, string Stem, string First, string Second, string? Support, string? Moving)
{
    /// <summary>What the names of results of a control end in, that of the other pair being without an ending: <c>_rigid</c>, or nothing.</summary>
    public string Suffix => Stem == "rigid" ? "_rigid" : "";

    /// <summary>Half-maps that do not belong to a run.</summary>
    public static HalfMapFiles Given(string first, string second, string? support) => new("half-maps", "map", first, second, support, null);

    /// <summary>Reads the maps.</summary>
    /// <exception cref="InputException">A file is no map, the grids differ, the box is odd, a half-map is empty or not finite, both are the same, or a mask is none.</exception>
    public HalfMaps Read()
    {
        DensityMap half1 = MrcMap.Read(First), half2 = MrcMap.Read(Second);
        BoxSizes.Require(half1.Box, First);
        MapChecks.RequireSame(half1, First, half2, Second);
        RequireDensity(half1, First);
        RequireDensity(half2, Second);
        if (half1.Values.AsSpan().SequenceEqual(half2.Values))
        {
            throw new InputException(Second, null, $"the same densities as in {First}", "the map of the other half-set", "their FSC would be 1 at every resolution: give two maps of independent halves of the particles");
        }
        return new HalfMaps(Name, Stem, half1, half2, Mask(Support, half1), Mask(Moving, half1));
    }

    /// <summary>Reads a mask of the maps' grid.</summary>
    public DensityMap? Mask(string? path, DensityMap half)
    {
        if (path is null)
        {
            return null;
        }
        DensityMap mask = MrcMap.Read(path);
        MapChecks.RequireMask(mask, path, 0.5f);
        MapChecks.RequireSame(half, First, mask, path);
        return mask;
    }

    private static void RequireDensity(DensityMap half, string path)
    {
        MapChecks.RequireFinite(half, path);
        if (!half.Values.AsSpan().ContainsAnyExcept(half.Values[0]))
        {
            throw new InputException(path, null, "the same value in every voxel", "a half-map");
        }
    }
}
