using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.LatentFrames;

/// <summary>The flow of a model as seen from another conformation z₀: f'(z) takes what is at y in that conformation to where it is at z, f'(z; y) = f(z; x) − f(z₀; x) with x + f(z₀; x) = y.</summary>
/// <remarks>The flow is linear in a cell, so x has the barycentric weights that y has in the same cell as z₀ deforms it. A vertex y outside the deformed mesh moves as its nearest point.</remarks>
internal sealed class MovedFlow : IFlow
{
    private readonly IFlow _flow;
    private readonly TetrahedralMesh _mesh;
    private readonly PointLocation[] _from;
    private readonly float[] _there;

    /// <param name="flow">The flow, mobility applied.</param>
    /// <param name="mesh">The mesh of the flow.</param>
    /// <param name="latent">z₀.</param>
    public MovedFlow(IFlow flow, TetrahedralMesh mesh, ReadOnlySpan<float> latent)
    {
        (_flow, _mesh) = (flow, mesh);
        _there = new float[3 * flow.VertexCount];
        flow.Flows(latent, 1, _there);
        var locator = new PointLocator(MeshDeformation.Deformed(mesh, _there));
        _from = [.. Enumerable.Range(0, flow.VertexCount).Select(v => locator.LocateVertex(v, mesh.Vertices[3 * v], mesh.Vertices[3 * v + 1], mesh.Vertices[3 * v + 2]))];
    }

    public int VertexCount => _flow.VertexCount;

    public int LatentDimension => _flow.LatentDimension;

    public void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows)
    {
        int length = 3 * VertexCount;
        float[] whole = new float[count * length];
        _flow.Flows(latents, count, whole);
        for (int row = 0; row < count; row++)
        {
            Span<float> from = whole.AsSpan(row * length, length), to = flows.Slice(row * length, length);
            for (int i = 0; i < length; i++)
            {
                from[i] -= _there[i];
            }
            for (int v = 0; v < VertexCount; v++)
            {
                (to[v], to[VertexCount + v], to[2 * VertexCount + v]) = At(_from[v], from);
            }
        }
    }

    private (float X, float Y, float Z) At(in PointLocation at, ReadOnlySpan<float> flow)
    {
        ReadOnlySpan<double> weights = [at.B0, at.B1, at.B2, at.B3];
        double x = 0, y = 0, z = 0;
        for (int corner = 0; corner < 4; corner++)
        {
            int v = _mesh.Cells[4 * at.Cell + corner];
            x += weights[corner] * flow[v];
            y += weights[corner] * flow[VertexCount + v];
            z += weights[corner] * flow[2 * VertexCount + v];
        }
        return ((float)x, (float)y, (float)z);
    }
}
