using Flex3D.Stages.Engine.Convection;

namespace Flex3D.Stages.Tests.Engine.Convection;

/// <summary>The operators of Convection/ once more: scalar, double, straight from their definitions, on a binding and not on a plan.</summary>
internal static class ConvectionReference
{
    /// <summary>B(x) by its definition on intervals.</summary>
    public static double Spline(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? 2.0 / 3 - x * x + x * x * x / 2 : x < 2 ? Math.Pow(2 - x, 3) / 6 : 0;
    }

    public static double Slope(double x)
    {
        double a = Math.Abs(x);
        return Math.Sign(x) * (a < 1 ? -2 * a + 1.5 * a * a : a < 2 ? -(2 - a) * (2 - a) / 2 : 0);
    }

    public static double[] Project(SplatPlan plan, double[] values, double[] px, double[] py, int n)
    {
        double[] image = new double[n * n];
        ForEachTap(plan, px, py, n, (voxel, pixel, dx, dy) => image[pixel] += values[voxel] * Spline(dx) * Spline(dy));
        return image;
    }

    public static double[] AdjointMap(SplatPlan plan, double[] px, double[] py, double[] imageGradient, int n)
    {
        double[] gradient = new double[plan.VoxelCount];
        ForEachTap(plan, px, py, n, (voxel, pixel, dx, dy) => gradient[voxel] += imageGradient[pixel] * Spline(dx) * Spline(dy));
        return gradient;
    }

    public static (double[] X, double[] Y) AdjointFlow(SplatPlan plan, double[] values, double[] px, double[] py, double[] imageGradient, int n)
    {
        double[] qx = new double[plan.VoxelCount], qy = new double[plan.VoxelCount];
        // The distance is pixel − q: d/dq turns the sign.
        ForEachTap(plan, px, py, n, (voxel, pixel, dx, dy) =>
        {
            qx[voxel] -= values[voxel] * imageGradient[pixel] * Slope(dx) * Spline(dy);
            qy[voxel] -= values[voxel] * imageGradient[pixel] * Spline(dx) * Slope(dy);
        });
        double[] gx = new double[plan.VertexCount], gy = new double[plan.VertexCount];
        for (int voxel = 0; voxel < plan.VoxelCount; voxel++)
        {
            for (int k = 0; k < 4; k++)
            {
                int vertex = Vertex(plan, voxel, k);
                gx[vertex] += plan.WeightQuads[4 * voxel + k] * qx[voxel];
                gy[vertex] += plan.WeightQuads[4 * voxel + k] * qy[voxel];
            }
        }
        return (gx, gy);
    }

    public static double[] Convect(SplatPlan plan, double[] values, double[] x, double[] y, double[] z, int n)
    {
        double[] map = new double[n * n * n];
        for (int voxel = 0; voxel < plan.VoxelCount; voxel++)
        {
            double ux = Place(plan, voxel, x), uy = Place(plan, voxel, y), uz = Place(plan, voxel, z);
            for (int i = 0; i < map.Length; i++)
            {
                map[i] += values[voxel] * Spline(i % n - ux) * Spline(i / n % n - uy) * Spline(i / n / n - uz);
            }
        }
        return map;
    }

    public static double Place(SplatPlan plan, int voxel, double[] positions)
    {
        double sum = 0;
        for (int k = 0; k < 4; k++)
        {
            sum += plan.WeightQuads[4 * voxel + k] * positions[Vertex(plan, voxel, k)];
        }
        return sum;
    }

    private static int Vertex(SplatPlan plan, int voxel, int corner)
    {
        int run = Array.BinarySearch(plan.RunStarts, voxel);
        return plan.RunVertices[4 * (run >= 0 ? run : ~run - 1) + corner];
    }

    private static void ForEachTap(SplatPlan plan, double[] px, double[] py, int n, Action<int, int, double, double> visit)
    {
        for (int voxel = 0; voxel < plan.VoxelCount; voxel++)
        {
            double qx = Place(plan, voxel, px), qy = Place(plan, voxel, py);
            for (int y = Math.Max(0, (int)Math.Floor(qy) - 1); y <= Math.Min(n - 1, (int)Math.Floor(qy) + 2); y++)
            {
                for (int x = Math.Max(0, (int)Math.Floor(qx) - 1); x <= Math.Min(n - 1, (int)Math.Floor(qx) + 2); x++)
                {
                    visit(voxel, y * n + x, x - qx, y - qy);
                }
            }
        }
    }
}
