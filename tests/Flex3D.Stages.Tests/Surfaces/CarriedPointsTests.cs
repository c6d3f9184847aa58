using System.Numerics;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Tests.Surfaces;

public class CarriedPointsTests
{
    [Fact]
    public void A_flow_that_stretches_and_shifts_carries_points_as_it_does_the_vertices()
    {
        var mesh = new TetrahedralMesh
        {
            Vertices = [0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 0, 40],
            Cells = [0, 1, 2, 3],
            RigidityWeights = [1],
            Mobility = [1, 1, 1, 1],
        };
        // f(y) = (0.2 y + 1, −0.1 z, 3)
        float[] flow = [.. Enumerable.Range(0, 4).SelectMany(v => (float[])[0.2f * mesh.Vertices[3 * v + 1] + 1, -0.1f * mesh.Vertices[3 * v + 2], 3])];
        Vector3[] points = [new(5, 10, 3), new(1, 1, 20), new(10, 10, 10)];
        float[] moved = new CarriedPoints(mesh, points).At(flow);
        for (int p = 0; p < points.Length; p++)
        {
            moved[3 * p].ShouldBe(points[p].X + 0.2f * points[p].Y + 1, 1e-4f);
            moved[3 * p + 1].ShouldBe(points[p].Y - 0.1f * points[p].Z, 1e-4f);
            moved[3 * p + 2].ShouldBe(points[p].Z + 3, 1e-4f);
        }
    }
}
