using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.LatentFrames;

/// <summary>The flow of a model as seen from another conformation z₀: f'(z) takes what is at y in that conformation to where it is at z, f'(z; y) = f(z; x) − f(z₀; x) with x + f(z₀; x) = y.</summary>
/// <remarks>The point x is found by damped fixed-point iteration from y; one that leaves the mesh moves as the nearest point of the mesh.</remarks>
internal sealed class MovedFlow : IFlow
{
    private const int Iterations = 50;
    private const double Close = 0.01, Damping = 0.7; // Å

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
        var locator = new PointLocator(mesh);
        _from = new PointLocation[flow.VertexCount];
        for (int v = 0; v < _from.Length; v++)
        {
            _from[v] = Origin(locator, v);
        }
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
                (double x, double y, double z) = At(_from[v], from);
                (to[v], to[VertexCount + v], to[2 * VertexCount + v]) = ((float)x, (float)y, (float)z);
            }
        }
    }

    private PointLocation Origin(PointLocator locator, int vertex)
    {
        double tx = _mesh.Vertices[3 * vertex], ty = _mesh.Vertices[3 * vertex + 1], tz = _mesh.Vertices[3 * vertex + 2], x = tx, y = ty, z = tz;
        PointLocation found = locator.Locate(x, y, z);
        for (int i = 0; i < Iterations; i++)
        {
            (double fx, double fy, double fz) = At(found, _there);
            double dx = tx - fx - x, dy = ty - fy - y, dz = tz - fz - z;
            (x, y, z) = (x + Damping * dx, y + Damping * dy, z + Damping * dz);
            found = locator.Locate(x, y, z);
            if (dx * dx + dy * dy + dz * dz < Close * Close)
            {
                break;
            }
        }
        return found;
    }

    private (double X, double Y, double Z) At(in PointLocation at, ReadOnlySpan<float> flow)
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
        return (x, y, z);
    }
}
