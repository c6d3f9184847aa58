using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Computes maps of a model's conformations: D(f(z), V) of eq. 4, as density.</summary>
/// <remarks>Voxels of the mask are carried by the flow and splatted with the cubic B-spline, whose blur is then divided out. Not thread-safe.</remarks>
public sealed class ConformationMaps
{
    private readonly IFlow _field;
    private readonly SplatPlan _plan;
    private readonly float[] _values;
    private readonly int _box;
    private readonly double _pixel;
    private readonly int _threads;

    /// <param name="model">The model, in the frame of <paramref name="map"/>.</param>
    /// <param name="flow">The flow that moves the map: the internal flow, or the whole one.</param>
    /// <param name="map">The map to move; any box.</param>
    /// <param name="mask">Mask of the map's voxels to use, moving or not: the support of the model, same box as the map.</param>
    /// <param name="threads">The number of threads to use.</param>
    public ConformationMaps(FlexModel model, IFlow flow, DensityMap map, DensityMap mask, int threads)
    {
        MapChecks.RequireSame(map, "the map", mask, "its mask");
        VoxelBinding binding = VoxelBinder.Bind(model.Mesh, mask);
        _field = flow;
        _plan = SplatPlan.Create(model.Mesh, binding);
        _values = Array.ConvertAll(binding.Voxels, voxel => map.Values[voxel]);
        (_box, _pixel, _threads) = (map.Box, map.PixelSizeAngstrom, threads);
    }

    /// <summary>Computes the map of the conformation at <paramref name="latent"/>, K values.</summary>
    public DensityMap At(ReadOnlySpan<float> latent)
    {
        int moving = _field.VertexCount, all = _plan.VertexCount;
        float[] flow = new float[3 * moving];
        _field.Flows(latent, 1, flow);
        var position = new float[3][];
        for (int axis = 0; axis < 3; axis++)
        {
            position[axis] = new float[all];
            for (int v = 0; v < all; v++)
            {
                double rest = _plan.RestVertices[3 * v + axis] + (v < moving ? flow[axis * moving + v] : 0);
                position[axis][v] = (float)(rest / _pixel + _box / 2);
            }
        }
        var map = new DensityMap(_box, _pixel);
        int slabs = Math.Min(_threads, _box);
        Parallel.For(0, slabs, new ParallelOptions { MaxDegreeOfParallelism = slabs }, slab => Convection3D.Convect(
            _plan, _values, position[0], position[1], position[2], _box, _box * slab / slabs, _box * (slab + 1) / slabs, map.Values, new SplatScratch()));
        return SplineCompensation.Divide(map, _threads);
    }
}
