using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.LocalRefinement;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Focus;

/// <summary>The flexed half-map of a half-set, divided between a region and the rest, with the flow that moves both.</summary>
/// <remarks>With the share r of <see cref="RegionShare"/>, the region has the density rV of a map V, and the rest (1 − r)V.</remarks>
public sealed class FocusedHalf
{
    private const double ReachAngstrom = 30;

    /// <param name="model">The model with which the half-map was made, in its frame.</param>
    /// <param name="map">V, the half-map.</param>
    /// <param name="solvent">The solvent mask of the half-map.</param>
    /// <param name="share">r of each voxel: <see cref="ShareOf"/>.</param>
    /// <param name="carrier">The share of each voxel in what says where the region is carried: <see cref="SurroundingsOf"/>, or <paramref name="share"/> for the region itself.</param>
    public FocusedHalf(FlexModel model, DensityMap map, DensityMap solvent, DensityMap share, DensityMap carrier)
    {
        Model = model;
        DensityMap rest = solvent.Clone();
        for (int i = 0; i < rest.Values.Length; i++)
        {
            rest.Values[i] *= 1 - share.Values[i];
        }
        Rest = new EngineProblem(map.Box, map.PixelSizeAngstrom, model.Mesh, VoxelBinder.Bind(model.Mesh, rest, RegionShare.RestSupport), model.Flow) { Priors = [] };
        RestDensity = Array.ConvertAll(Rest.Binding.Voxels, voxel => (1 - share.Values[voxel]) * map.Values[voxel]);
        VoxelBinding carrying = VoxelBinder.Bind(model.Mesh, carrier.Times(solvent), RegionShare.Support);
        Carrier = new RegionCarrier(model.Mesh, carrying, Array.ConvertAll(carrying.Voxels, voxel => Math.Max(0, carrier.Values[voxel] * map.Values[voxel])));
    }

    /// <summary>Returns the share of each voxel in the surroundings of a region: that of the rest, falling to 0 at 30 Å from the region (raised cosine).</summary>
    /// <param name="region">The region's mask.</param>
    /// <param name="share">r of each voxel.</param>
    public static DensityMap SurroundingsOf(DensityMap region, DensityMap share)
    {
        DensityMap near = SolventMask.Soften(Array.ConvertAll(region.Values, value => value > RegionShare.Support), region.Box, region.PixelSizeAngstrom, 0, ReachAngstrom);
        for (int i = 0; i < near.Values.Length; i++)
        {
            near.Values[i] *= 1 - share.Values[i];
        }
        return near;
    }

    /// <summary>The model, in the frame of the half-map.</summary>
    internal FlexModel Model { get; }

    /// <summary>The voxels of the rest, bound to the mesh.</summary>
    internal EngineProblem Rest { get; }

    /// <summary>(1 − r)V of these voxels.</summary>
    internal float[] RestDensity { get; }

    /// <summary>How a flow carries the region as a whole.</summary>
    internal RegionCarrier Carrier { get; }

    /// <summary>Returns the share r of each voxel that a region has, 0 to 1: the solvent mask of a run on the region.</summary>
    /// <param name="region">The region's mask, 0 to 1, in the frame of the flexed maps.</param>
    /// <param name="solvent">The solvent mask of the flexed maps.</param>
    /// <param name="name">Names the region in messages.</param>
    /// <exception cref="Faults.InputException">Too little of it lies within the solvent mask.</exception>
    public static DensityMap ShareOf(DensityMap region, DensityMap solvent, string name)
    {
        RegionShare.Require(region.Times(solvent), name, "maps/flex.mrc");
        return RegionShare.Of(region);
    }
}
