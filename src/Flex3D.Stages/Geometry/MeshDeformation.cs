namespace Flex3D.Stages.Geometry;

/// <summary>Moves points with a mesh's flow: u(y) = y + Σ_v b_v(y)·m_v·f_v (linear finite elements), m_v the vertex's mobility.</summary>
public static class MeshDeformation
{
    /// <summary>Computes the displacements, Å, of located points.</summary>
    /// <param name="mesh">The mesh the points were located on.</param>
    /// <param name="points">Locations from <see cref="PointLocator.Locate"/>.</param>
    /// <param name="flow">Flow of every vertex, Å, [vertex][x, y, z], mobility NOT yet applied unless <paramref name="applyMobility"/> is false.</param>
    /// <param name="displacement">Receives [point][x, y, z].</param>
    /// <param name="applyMobility">Multiply each vertex's flow by its mobility.</param>
    public static void Displace(TetrahedralMesh mesh, ReadOnlySpan<PointLocation> points, ReadOnlySpan<float> flow, Span<double> displacement, bool applyMobility = true)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(flow.Length, mesh.Vertices.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(displacement.Length, 3 * points.Length);
        Span<double> b = stackalloc double[4];
        for (int p = 0; p < points.Length; p++)
        {
            (b[0], b[1], b[2], b[3]) = (points[p].B0, points[p].B1, points[p].B2, points[p].B3);
            double x = 0, y = 0, z = 0;
            for (int k = 0; k < 4; k++)
            {
                int vertex = mesh.Cells[4 * points[p].Cell + k];
                double weight = applyMobility ? b[k] * mesh.Mobility[vertex] : b[k];
                x += weight * flow[3 * vertex];
                y += weight * flow[3 * vertex + 1];
                z += weight * flow[3 * vertex + 2];
            }
            (displacement[3 * p], displacement[3 * p + 1], displacement[3 * p + 2]) = (x, y, z);
        }
    }

    /// <summary>Deforms the mesh by <paramref name="flow"/>; cells may be folded over.</summary>
    /// <param name="mesh">Mesh at rest.</param>
    /// <param name="flow">f(z₀), Å, [3][vertex], mobility applied.</param>
    public static TetrahedralMesh Deformed(TetrahedralMesh mesh, ReadOnlySpan<float> flow)
    {
        int count = mesh.VertexCount;
        float[] vertices = new float[mesh.Vertices.Length];
        for (int v = 0; v < count; v++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                vertices[3 * v + axis] = mesh.Vertices[3 * v + axis] + flow[axis * count + v];
            }
        }
        return new TetrahedralMesh
        {
            Vertices = vertices,
            Cells = mesh.Cells,
            RigidityWeights = mesh.RigidityWeights,
            Mobility = mesh.Mobility,
            Segments = mesh.Segments?.Deformed(mesh.Vertices),
        };
    }
}
