using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Segments.Finding;

/// <summary>How segments are found.</summary>
public sealed record SegmentFinderOptions
{
    /// <summary>Neighbours are kept apart if one rigid motion of both would leave unexplained more than this fraction of all motion.</summary>
    public double Detail { get; init; } = 0.05;

    /// <summary>The least volume of a segment that is found by volume, and the least density of one found by motion, as a fraction of the molecule; null for 0.05 and 0.02.</summary>
    public double? LeastShare { get; init; }

    /// <summary>Number of segments to find; null to decide by <see cref="Detail"/> or <see cref="LeastShare"/>.</summary>
    public int? Count { get; init; }
}

/// <summary>Finds a first segmentation: by what moved together in a trained model, or from a map alone.</summary>
/// <remarks>The map is divided into the basins of its density maxima (<see cref="Watershed"/>), so that boundaries follow valleys of the density; basins are then merged.</remarks>
public static class SegmentFinder
{
    /// <summary>Voxels whose mask is above this get a label.</summary>
    public const float Support = 0.5f;

    /// <summary>What moves less than this, Å RMS, is not divided.</summary>
    public const double LeastMotionAngstrom = 0.05;

    /// <summary>The most conformations that are compared.</summary>
    public const int Conformations = 48;

    /// <summary>Finds segments from the map alone.</summary>
    /// <param name="map">Density.</param>
    /// <param name="mask">Solvent mask of the same box.</param>
    public static FoundSegments ByVolume(DensityMap map, DensityMap mask, SegmentFinderOptions options)
    {
        (int[] basins, int count) = Basins(map, mask);
        var regions = new Regions(basins, count, map);
        VolumeMerging.Merge(regions, (int)Math.Ceiling((options.LeastShare ?? 0.05) * regions.Voxels.Sum()), options.Count);
        return FoundSegments.Of(regions.ByVoxel(), map, mask, null);
    }

    /// <summary>Finds segments by what moves together.</summary>
    /// <param name="model">A trained model.</param>
    /// <param name="flow">Its flow, without the turn and shift of the molecule as a whole.</param>
    /// <param name="map">The map that it moves.</param>
    /// <param name="mask">Solvent mask of the same box.</param>
    /// <returns>The segments in the frame of the map.</returns>
    /// <exception cref="InputException">Nothing moves.</exception>
    public static FoundSegments ByMotion(FlexModel model, IFlow flow, DensityMap map, DensityMap mask, SegmentFinderOptions options)
    {
        (int[] basins, int count) = Basins(map, mask);
        var places = new MovedPlaces(model, flow, mask, Conformations);
        if (places.Count < 2)
        {
            throw new InputException("the run", null, "a model of fewer than two particles", "a model that has conformations");
        }
        var sums = new MotionSums(count, places.Count);
        float[] motion = new float[basins.Length];
        places.ForEach((voxel, place, moved) =>
        {
            if (basins[voxel] >= 0)
            {
                sums.Add(basins[voxel], Math.Max(0, map.Values[voxel]) * mask.Values[voxel], place, moved);
                motion[voxel] = MovedPlaces.Rms(moved);
            }
        });
        var regions = new Regions(basins, count, map);
        double weight = regions.Left.Sum(sums.WeightOf), whole = sums.Together(regions.Left).Residual(0);
        double unexplained = Math.Sqrt(whole / Math.Max(double.Epsilon, weight * places.Count));
        if (!(unexplained >= LeastMotionAngstrom))
        {
            throw new InputException("the run", null, FormattableString.Invariant($"a model whose parts move by {unexplained:0.000} Å RMS against each other"), FormattableString.Invariant($"{LeastMotionAngstrom} Å or more"), "segment by volume (--by volume)");
        }
        MotionMerging.Merge(regions, sums, options.Detail * whole, (options.LeastShare ?? 0.02) * weight, options.Count);
        return FoundSegments.Of(regions.ByVoxel(), map, mask, motion);
    }

    private static (int[] Basins, int Count) Basins(DensityMap map, DensityMap mask)
    {
        (int[] basins, int count) = Watershed.Divide(map, mask, Support);
        return count > 0 ? (basins, count) : throw new InputException("mask", null, "no voxel above 0.5", "a mask that covers the molecule");
    }
}
