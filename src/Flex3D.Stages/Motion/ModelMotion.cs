using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Computes the motion of a model's particles, weighted with the density of the map.</summary>
public static class ModelMotion
{
    /// <summary>Computes the principal components of a flow of the particles, weighted with the density; at least three and at least one for each latent coordinate, where there are as many.</summary>
    /// <param name="model">The model, with the latents of the particles.</param>
    /// <param name="density">Density bound to each vertex.</param>
    /// <param name="field">The flow: the internal one, for the particles' change of shape, or the whole one.</param>
    public static PrincipalMotion Of(FlexModel model, float[] density, IFlow field)
    {
        int k = field.LatentDimension, vertices = field.VertexCount;
        float[] latents = [], flows = [];
        return PrincipalMotion.Of(model.ParticleCount, model.Mesh.Vertices, density, Evaluate, Math.Max(3, k), field is InternalFlow shape ? Coordinates(shape) : null);

        Func<PrincipalFrame, CoordinateEvaluator> Coordinates(InternalFlow shape) => frame =>
        {
            InternalCoordinates coordinates = shape.Coordinates(frame);
            return (first, count, found) => coordinates.Compute(model.Latents.AsSpan(first * k, count * k), count, found);
        };

        void Evaluate(int first, int stride, int count, Span<float> result)
        {
            const int Rows = 32;
            Array.Resize(ref latents, Rows * k);
            Array.Resize(ref flows, Rows * 3 * vertices);
            for (int from = 0; from < count; from += Rows)
            {
                int rows = Math.Min(Rows, count - from);
                for (int row = 0; row < rows; row++)
                {
                    model.Latents.AsSpan((first + (from + row) * stride) * k, k).CopyTo(latents.AsSpan(row * k, k));
                }
                field.Flows(latents.AsSpan(0, rows * k), rows, flows.AsSpan(0, rows * 3 * vertices));
                ByVertex(flows, rows, vertices, result[(from * 3 * vertices)..]);
            }
        }
    }

    /// <summary>Computes the flow at one latent, [vertex][x, y, z], Å.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="latent">K values.</param>
    public static float[] At(IFlow flow, ReadOnlySpan<float> latent)
    {
        float[] byAxis = new float[3 * flow.VertexCount], byVertex = new float[byAxis.Length];
        flow.Flows(latent, 1, byAxis);
        ByVertex(byAxis, 1, flow.VertexCount, byVertex);
        return byVertex;
    }

    /// <summary>Reorders [row][x, y, z][vertex] to [row][vertex][x, y, z].</summary>
    public static void ByVertex(ReadOnlySpan<float> flows, int rows, int vertices, Span<float> result)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                for (int v = 0; v < vertices; v++)
                {
                    result[(row * vertices + v) * 3 + axis] = flows[(row * 3 + axis) * vertices + v];
                }
            }
        }
    }

    /// <summary>Computes the density bound to each vertex.</summary>
    public static float[] VertexDensity(TetrahedralMesh mesh, DensityMap map, DensityMap mask) => VertexDensity(mesh, map, VoxelBinder.Bind(mesh, mask));

    /// <summary>Computes the density bound to each vertex, of the voxels of a binding.</summary>
    public static float[] VertexDensity(TetrahedralMesh mesh, DensityMap map, VoxelBinding binding)
    {
        float[] density = new float[mesh.VertexCount];
        var interpolation = new MeshInterpolation(mesh, binding);
        for (int i = 0; i < interpolation.Covered; i++)
        {
            interpolation.Spread(i, Math.Max(0, map.Values[binding.Voxels[i]]) * binding.Mask[i], density);
        }
        return density;
    }

    /// <summary>Computes the density in each cell, of the voxels of a binding.</summary>
    public static float[] CellDensity(TetrahedralMesh mesh, DensityMap map, VoxelBinding binding)
    {
        float[] density = new float[mesh.CellCount];
        for (int i = 0; i < binding.Count - binding.UncoveredCount; i++)
        {
            density[binding.Cells[i]] += Math.Max(0, map.Values[binding.Voxels[i]]) * binding.Mask[i];
        }
        return density;
    }
}
