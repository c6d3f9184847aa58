namespace Flex3D.Stages.Geometry;

/// <summary>Interpolates values at the vertices of a mesh linearly within its cells, at the voxels bound to it, and has the adjoint.</summary>
/// <remarks>f(y) = Σ_v b_v(y) f_v, b_v(y) the barycentric weight of vertex v of the cell that holds voxel y; 0 where no cell does.</remarks>
/// <param name="mesh">The mesh whose vertices have the values: that of the binding, or the same cells with other vertices.</param>
/// <param name="binding">The binding of the voxels.</param>
public sealed class MeshInterpolation(TetrahedralMesh mesh, VoxelBinding binding)
{
    /// <summary>The number of bound voxels that a cell holds; they come first.</summary>
    public int Covered { get; } = binding.Count - binding.UncoveredCount;

    /// <summary>Returns the value at a bound voxel.</summary>
    /// <param name="values">[vertex].</param>
    public float At(int voxel, ReadOnlySpan<float> values)
    {
        int cell = binding.Cells[voxel];
        float sum = 0;
        for (int corner = 0; cell >= 0 && corner < 4; corner++)
        {
            sum += binding.Barycentric[4 * voxel + corner] * values[mesh.Cells[4 * cell + corner]];
        }
        return sum;
    }

    /// <summary>Returns the vector at a bound voxel.</summary>
    /// <param name="vectors">[vertex][x, y, z].</param>
    public (double X, double Y, double Z) VectorAt(int voxel, ReadOnlySpan<float> vectors)
    {
        int cell = binding.Cells[voxel];
        double x = 0, y = 0, z = 0;
        for (int corner = 0; cell >= 0 && corner < 4; corner++)
        {
            float weight = binding.Barycentric[4 * voxel + corner];
            int vertex = 3 * mesh.Cells[4 * cell + corner];
            x += weight * vectors[vertex];
            y += weight * vectors[vertex + 1];
            z += weight * vectors[vertex + 2];
        }
        return (x, y, z);
    }

    /// <summary>The adjoint of <see cref="At"/>: adds b_v(y)·<paramref name="value"/> to each vertex v of the voxel's cell.</summary>
    /// <param name="values">[vertex].</param>
    public void Spread(int voxel, float value, Span<float> values)
    {
        int cell = binding.Cells[voxel];
        for (int corner = 0; cell >= 0 && corner < 4; corner++)
        {
            values[mesh.Cells[4 * cell + corner]] += binding.Barycentric[4 * voxel + corner] * value;
        }
    }
}
