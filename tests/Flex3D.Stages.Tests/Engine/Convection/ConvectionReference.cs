using Flex3D.Stages.Geometry;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Tests.Engine.Convection;

/// <summary>The operators of Convection/ once more: scalar, double, straight from their definitions, on a mesh and a binding.</summary>
/// <param name="mesh">The mesh.</param>
/// <param name="binding">Its voxels.</param>
/// <param name="anchors">Rest positions, [4][x, y, z], of the four vertices that stand after the mesh's and carry the voxels of no cell; empty where there are none.</param>
internal sealed class ConvectionReference(TetrahedralMesh mesh, VoxelBinding binding, float[] anchors)
{
    private readonly (int Vertex, double Weight)[][] _corners = [.. Enumerable.Range(0, binding.Count).Select(voxel => Corners(mesh, binding, anchors, voxel))];
    private readonly int _vertices = mesh.VertexCount + anchors.Length / 3;

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

    public double[] Project(double[] values, double[] px, double[] py, int n)
    {
        double[] image = new double[n * n];
        ForEachTap(px, py, n, (voxel, pixel, dx, dy) => image[pixel] += values[voxel] * Spline(dx) * Spline(dy));
        return image;
    }

    public double[] AdjointMap(double[] px, double[] py, double[] imageGradient, int n)
    {
        double[] gradient = new double[binding.Count];
        ForEachTap(px, py, n, (voxel, pixel, dx, dy) => gradient[voxel] += imageGradient[pixel] * Spline(dx) * Spline(dy));
        return gradient;
    }

    public (double[] X, double[] Y) AdjointFlow(double[] values, double[] px, double[] py, double[] imageGradient, int n)
    {
        double[] qx = new double[binding.Count], qy = new double[binding.Count];
        // The distance is pixel − q: d/dq turns the sign.
        ForEachTap(px, py, n, (voxel, pixel, dx, dy) =>
        {
            qx[voxel] -= values[voxel] * imageGradient[pixel] * Slope(dx) * Spline(dy);
            qy[voxel] -= values[voxel] * imageGradient[pixel] * Spline(dx) * Slope(dy);
        });
        double[] gx = new double[_vertices], gy = new double[_vertices];
        for (int voxel = 0; voxel < binding.Count; voxel++)
        {
            foreach ((int vertex, double weight) in _corners[voxel])
            {
                gx[vertex] += weight * qx[voxel];
                gy[vertex] += weight * qy[voxel];
            }
        }
        return (gx, gy);
    }

    public double[] Convect(double[] values, double[] x, double[] y, double[] z, int n)
    {
        double[] map = new double[n * n * n];
        for (int voxel = 0; voxel < binding.Count; voxel++)
        {
            double ux = Place(voxel, x), uy = Place(voxel, y), uz = Place(voxel, z);
            for (int i = 0; i < map.Length; i++)
            {
                map[i] += values[voxel] * Spline(i % n - ux) * Spline(i / n % n - uy) * Spline(i / n / n - uz);
            }
        }
        return map;
    }

    private double Place(int voxel, double[] positions) => _corners[voxel].Sum(corner => corner.Weight * positions[corner.Vertex]);

    // A voxel of a cell hangs on the cell's vertices; one of no cell on the anchors, with the weights that give its place at rest.
    private static (int, double)[] Corners(TetrahedralMesh mesh, VoxelBinding binding, float[] anchors, int voxel)
    {
        if (binding.Cells[voxel] is >= 0 and var cell)
        {
            return [.. Enumerable.Range(0, 4).Select(k => (mesh.Cells[4 * cell + k], (double)binding.Barycentric[4 * voxel + k]))];
        }
        int n = binding.Box, index = binding.Voxels[voxel];
        double[] rest = [.. ((int[])[index % n, index / n % n, index / n / n]).Select(i => (i - n / 2) * binding.PixelSizeAngstrom), 1];
        Vector<double> weights = Matrix<double>.Build.Dense(4, 4, (axis, k) => axis < 3 ? anchors[3 * k + axis] : 1).Solve(Vector<double>.Build.Dense(rest));
        return [.. Enumerable.Range(0, 4).Select(k => (mesh.VertexCount + k, weights[k]))];
    }

    private void ForEachTap(double[] px, double[] py, int n, Action<int, int, double, double> visit)
    {
        for (int voxel = 0; voxel < binding.Count; voxel++)
        {
            double qx = Place(voxel, px), qy = Place(voxel, py);
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
