using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Divides a map between a region and the rest: of a voxel's density the region has the share r, and the rest 1 − r.</summary>
/// <remarks>r is 1 where the region's mask is above 0.01 and falls to 0 over three voxels beyond (raised cosine), so that the mask measures nothing but the region.</remarks>
internal static class RegionShare
{
    /// <summary>The fewest voxels of a region.</summary>
    public const int LeastVoxels = 50;

    /// <summary>What is above it belongs to the region, or to the rest.</summary>
    public const float Support = 0.01f, RestSupport = 1e-3f;

    private const double EdgeVoxels = 3;

    /// <summary>Returns the share r of each voxel.</summary>
    /// <param name="mask">The region's mask, 0 to 1.</param>
    public static DensityMap Of(DensityMap mask) =>
        SolventMask.Soften(Array.ConvertAll(mask.Values, value => value > Support), mask.Box, mask.PixelSizeAngstrom, 0, EdgeVoxels * mask.PixelSizeAngstrom);

    /// <summary>Refuses a region with too little of the molecule.</summary>
    /// <param name="mask">The region's mask times the solvent mask.</param>
    /// <param name="name">Names the region's mask in messages.</param>
    /// <param name="map">The map over which a user should look at it.</param>
    /// <exception cref="InputException">Fewer than <see cref="LeastVoxels"/> voxels are above 0.5.</exception>
    public static void Require(DensityMap mask, string name, string map)
    {
        int core = mask.Values.Count(value => value > 0.5f);
        if (core < LeastVoxels)
        {
            throw new InputException(name, null, $"{core} voxels above 0.5 within the run's solvent mask", $"a region of at least {LeastVoxels} voxels of the molecule", $"look at it over {map} of the run: a mask must lie on the density, in the same frame");
        }
    }
}
