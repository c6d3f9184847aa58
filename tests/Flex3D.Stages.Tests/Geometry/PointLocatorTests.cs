using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Geometry;

public class PointLocatorTests
{
    private static readonly TetrahedralMesh Mesh = Shapes.Irregular(Shapes.Ellipsoid(24, 3.0, 0.4), 6);

    [Fact]
    public void A_point_inside_a_cell_is_found_with_the_weights_that_made_it()
    {
        var locator = new PointLocator(Mesh);
        for (int cell = 0; cell < Mesh.CellCount; cell++)
        {
            double[] b = [0.1, 0.2, 0.3, 0.4];
            (double x, double y, double z) = At(cell, b);
            PointLocation found = locator.Locate(x, y, z);
            found.Inside.ShouldBeTrue();
            found.Cell.ShouldBe(cell);
            found.B0.ShouldBe(0.1, 1e-9);
            found.B3.ShouldBe(0.4, 1e-9);
        }
    }

    [Fact]
    public void A_point_outside_takes_the_nearest_point_of_the_mesh()
    {
        var locator = new PointLocator(Mesh);
        for (int i = 0; i < 200; i++)
        {
            double[] p = [Draw(i, 0), Draw(i, 1), Draw(i, 2)];
            PointLocation found = locator.Locate(p[0], p[1], p[2]);
            if (found.Inside)
            {
                continue;
            }
            (double x, double y, double z) = At(found.Cell, [found.B0, found.B1, found.B2, found.B3]);
            double distance = Distance(p, x, y, z);
            distance.ShouldBe(found.DistanceAngstrom, 1e-6);
            distance.ShouldBe(NearestByBruteForce(p), 1e-6);
        }
    }

    [Fact]
    public void A_linear_flow_moves_points_inside_exactly_and_mobility_scales_it()
    {
        float[] flow = new float[Mesh.Vertices.Length];
        for (int v = 0; v < Mesh.VertexCount; v++)
        {
            (float x, float y, float z) = (Mesh.Vertices[3 * v], Mesh.Vertices[3 * v + 1], Mesh.Vertices[3 * v + 2]);
            (flow[3 * v], flow[3 * v + 1], flow[3 * v + 2]) = (0.1f * x - 0.2f * y + 1, 0.3f * z, 0.05f * x + 0.1f * z - 2);
        }
        var half = new TetrahedralMesh { Vertices = Mesh.Vertices, Cells = Mesh.Cells, RigidityWeights = Mesh.RigidityWeights, Mobility = [.. Mesh.Mobility.Select(_ => 0.5f)] };
        double[] points = [1, 2, 3, -5, 4, 2, 6, -7, 1];
        double[] free = Moved(Mesh, points, flow);
        double[] held = Moved(half, points, flow);
        for (int i = 0; i < 9; i += 3)
        {
            (double x, double y, double z) = (points[i], points[i + 1], points[i + 2]);
            free[i].ShouldBe(x + 0.1 * x - 0.2 * y + 1, 1e-4);
            free[i + 1].ShouldBe(y + 0.3 * z, 1e-4);
            held[i + 2].ShouldBe(z + 0.5 * (0.05 * x + 0.1 * z - 2), 1e-4);
        }
    }

    private static double[] Moved(TetrahedralMesh mesh, double[] points, float[] flow)
    {
        var locator = new PointLocator(mesh);
        double[] displacement = new double[points.Length];
        MeshDeformation.Displace(mesh, [.. points.Chunk(3).Select(p => locator.Locate(p[0], p[1], p[2]))], flow, displacement);
        return [.. points.Zip(displacement, (from, by) => from + by)];
    }

    private static double Draw(int i, int axis) => 140 * (CounterRandom.Uniform(3, 0, 0, (ulong)i, (ulong)axis) - 0.5);

    private static (double X, double Y, double Z) At(int cell, double[] b)
    {
        double[] at = new double[3];
        for (int k = 0; k < 4; k++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                at[axis] += b[k] * Mesh.Vertices[3 * Mesh.Cells[4 * cell + k] + axis];
            }
        }
        return (at[0], at[1], at[2]);
    }

    private static double NearestByBruteForce(double[] p)
    {
        double best = double.MaxValue;
        for (int cell = 0; cell < Mesh.CellCount; cell++)
        {
            for (int skip = 0; skip < 4; skip++)
            {
                int[] f = [.. Mesh.Cells[(4 * cell)..(4 * cell + 4)].Where((_, i) => i != skip)];
                (double X, double Y, double Z)[] t = [.. f.Select(v => ((double)Mesh.Vertices[3 * v], (double)Mesh.Vertices[3 * v + 1], (double)Mesh.Vertices[3 * v + 2]))];
                (double u, double v, double w) = TetrahedronGeometry.NearestOnTriangle((p[0], p[1], p[2]), t[0], t[1], t[2]);
                best = Math.Min(best, Distance(p, u * t[0].X + v * t[1].X + w * t[2].X, u * t[0].Y + v * t[1].Y + w * t[2].Y, u * t[0].Z + v * t[1].Z + w * t[2].Z));
            }
        }
        return best;
    }

    private static double Distance(double[] p, double x, double y, double z) => Math.Sqrt((p[0] - x) * (p[0] - x) + (p[1] - y) * (p[1] - y) + (p[2] - z) * (p[2] - z));
}
