using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Model;

/// <summary>How strongly the density of each place varies between particles: K fields a_k over the vertices of the mesh, interpolated within its cells.</summary>
/// <remarks>
/// An image with the latent z has the density V(y)·(1 + Σ_k z_k a_k(y)): a linear density model whose components are U_k = V·a_k. It describes parts that some particles
/// lack, as the flow describes parts that move, with as many latents and on the same mesh. Fields are [K][vertex], components [K][voxel] in the binding's order.
/// </remarks>
/// <param name="binding">Binding of the voxels to the mesh. A voxel that no cell holds does not vary.</param>
public sealed class OccupancyField(TetrahedralMesh mesh, VoxelBinding binding)
{
    private readonly MeshInterpolation _interpolation = new(mesh, binding);

    /// <summary>The number of vertices.</summary>
    public int Vertices { get; } = mesh.VertexCount;

    /// <summary>Computes a_k at the bound voxels.</summary>
    public void Interpolate(ReadOnlySpan<float> field, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _interpolation.At(i, field);
        }
    }

    /// <summary>Computes the spread of the density over particles, as a fraction of its mean, √Σ_k a_k², by voxel of the box; 0 where no voxel is bound.</summary>
    public DensityMap Spread(ReadOnlySpan<float> fields)
    {
        float[] squares = new float[binding.Count], values = new float[binding.Count];
        for (int k = 0; k < fields.Length / Vertices; k++)
        {
            Interpolate(fields.Slice(k * Vertices, Vertices), values);
            for (int i = 0; i < squares.Length; i++)
            {
                squares[i] += values[i] * values[i];
            }
        }
        var map = new DensityMap(binding.Box, binding.PixelSizeAngstrom);
        for (int i = 0; i < squares.Length; i++)
        {
            map.Values[binding.Voxels[i]] = MathF.Sqrt(squares[i]);
        }
        return map;
    }

    /// <summary>Computes U_k = V·a_k for all k.</summary>
    public void Components(ReadOnlySpan<float> fields, ReadOnlySpan<float> voxels, Span<float> components)
    {
        int count = voxels.Length;
        for (int k = 0; k < fields.Length / Vertices; k++)
        {
            Span<float> component = components.Slice(k * count, count);
            Interpolate(fields.Slice(k * Vertices, Vertices), component);
            for (int i = 0; i < count; i++)
            {
                component[i] *= voxels[i];
            }
        }
    }

    /// <summary>The adjoint of <see cref="Components"/> in the fields: adds Σ_y V(y) b_v(y) ∂E/∂U_k(y), b_v the weight of vertex v.</summary>
    public void Adjoint(ReadOnlySpan<float> componentGradient, ReadOnlySpan<float> voxels, Span<float> fieldGradient)
    {
        int count = voxels.Length;
        for (int k = 0; k < fieldGradient.Length / Vertices; k++)
        {
            ReadOnlySpan<float> from = componentGradient.Slice(k * count, count);
            Span<float> to = fieldGradient.Slice(k * Vertices, Vertices);
            for (int i = 0; i < count; i++)
            {
                _interpolation.Spread(i, voxels[i] * from[i], to);
            }
        }
    }
}
