using System.Numerics;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Surfaces;

/// <summary>Points that a flow of a mesh carries along: those of a surface, of which each conformation then has the same triangles.</summary>
/// <remarks>u(y) = y + Σ_v b_v(y)·f_v, b_v the weights of the cell around a point, as for the voxels of a map (eq. 4 of the paper).</remarks>
public sealed class CarriedPoints
{
    private readonly TetrahedralMesh _mesh;
    private readonly Vector3[] _points;
    private readonly PointLocation[] _places;

    /// <param name="mesh">The mesh at rest.</param>
    /// <param name="points">Points at rest, Å from the box centre.</param>
    public CarriedPoints(TetrahedralMesh mesh, Vector3[] points)
    {
        (_mesh, _points) = (mesh, points);
        var locator = new PointLocator(mesh);
        _places = Array.ConvertAll(points, point => locator.Locate(point.X, point.Y, point.Z));
    }

    /// <summary>Returns where a flow carries the points, [point][x, y, z], Å from the box centre.</summary>
    /// <param name="flow">The flow, mobility applied, [vertex][x, y, z], Å.</param>
    public float[] At(ReadOnlySpan<float> flow)
    {
        double[] moved = new double[3 * _points.Length];
        MeshDeformation.Displace(_mesh, _places, flow, moved, applyMobility: false);
        float[] places = new float[moved.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            places[i] = (float)moved[i] + _points[i / 3][i % 3];
        }
        return places;
    }
}
