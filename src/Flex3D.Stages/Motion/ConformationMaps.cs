using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Computes maps of a model's conformations: D(f(z), V) of eq. 4, as density; and how far each place of them has moved.</summary>
/// <remarks>Voxels of the mask are carried by the flow and splatted with the cubic B-spline, whose blur is then divided out. Not thread-safe.</remarks>
public sealed class ConformationMaps
{
    /// <summary>The least sum of weights at which a displacement is told: far from the mask, rounding would decide.</summary>
    private const float Thin = 1e-3f;

    private readonly IFlow _field;
    private readonly SplatPlan _plan;
    private readonly VoxelBinding _binding;
    private readonly MeshInterpolation _interpolation;
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
        (_binding, _interpolation) = (binding, new MeshInterpolation(model.Mesh, binding));
        _values = Array.ConvertAll(binding.Voxels, voxel => map.Values[voxel]);
        (_box, _pixel, _threads) = (map.Box, map.PixelSizeAngstrom, threads);
    }

    /// <summary>Computes the map of the conformation at <paramref name="latent"/>, K values.</summary>
    public DensityMap At(ReadOnlySpan<float> latent) => SplineCompensation.Divide(Splat(Flow(latent), _values), _threads);

    /// <summary>Computes how far what is at each place of a conformation is from its place in another, Å.</summary>
    /// <param name="latent">The latent of the conformation, K values.</param>
    /// <param name="from">The latent of the other conformation, K values.</param>
    /// <returns>Σ_x β_x m_x |f(x) − f'(x)| / Σ_x β_x m_x over the voxels x of the mask m whose splats β reach the place; 0 where none does.</returns>
    public DensityMap DisplacementAt(ReadOnlySpan<float> latent, ReadOnlySpan<float> from) => DisplacementAt(latent, from, latent);

    /// <summary>Computes how far what is at each place of a conformation moves between two others, Å.</summary>
    /// <param name="latent">The latent of the conformation, K values.</param>
    /// <param name="from">The latent of one of the others, K values.</param>
    /// <param name="to">The latent of the other one, K values.</param>
    /// <returns>Like <see cref="DisplacementAt(ReadOnlySpan{float}, ReadOnlySpan{float})"/>.</returns>
    public DensityMap DisplacementAt(ReadOnlySpan<float> latent, ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        float[] flow = Flow(latent), other = Flow(from), end = Flow(to), byVertex = new float[flow.Length], lengths = new float[_binding.Count];
        for (int i = 0; i < flow.Length; i++)
        {
            other[i] = end[i] - other[i];
        }
        ModelMotion.ByVertex(other, 1, _field.VertexCount, byVertex);
        for (int voxel = 0; voxel < lengths.Length; voxel++)
        {
            (double x, double y, double z) = _interpolation.VectorAt(voxel, byVertex);
            lengths[voxel] = _binding.Mask[voxel] * (float)Math.Sqrt(x * x + y * y + z * z);
        }
        DensityMap displacement = Splat(flow, lengths), weight = Splat(flow, _binding.Mask);
        for (int i = 0; i < displacement.Values.Length; i++)
        {
            displacement.Values[i] = weight.Values[i] > Thin ? displacement.Values[i] / weight.Values[i] : 0;
        }
        return displacement;
    }

    private float[] Flow(ReadOnlySpan<float> latent)
    {
        float[] flow = new float[3 * _field.VertexCount];
        _field.Flows(latent, 1, flow);
        return flow;
    }

    private DensityMap Splat(float[] flow, float[] values)
    {
        int moving = _field.VertexCount, all = _plan.VertexCount;
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
            _plan, values, position[0], position[1], position[2], _box, _box * slab / slabs, _box * (slab + 1) / slabs, map.Values, new SplatScratch()));
        return map;
    }
}
