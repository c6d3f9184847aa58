using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Reference;

/// <summary>image[p] = Σ_y k2(p − q(y)) V(y), k2 the product of two cubic B-splines, and its adjoints in V and in the vertices.</summary>
internal sealed class ReferenceSplat(EngineProblem problem)
{
    /// <summary>[y][x].</summary>
    /// <param name="positions">Deformed vertices, [vertex][x, y, z], Å.</param>
    public double[] Project(double[] values, double[] positions, double[] pose)
    {
        double[] image = new double[problem.Box * problem.Box];
        if (!positions.All(double.IsFinite))
        {
            Array.Fill(image, double.NaN);
            return image;
        }
        Visit(positions, pose, (voxel, pixel, weight, _, _) => image[pixel] += weight * values[voxel]);
        return image;
    }

    public void AdjointMap(double[] positions, double[] pose, double[] imageGradient, double[] valueGradient) =>
        Visit(positions, pose, (voxel, pixel, weight, _, _) => valueGradient[voxel] += weight * imageGradient[pixel]);

    /// <param name="flowGradient">[x, y, z][vertex], added to.</param>
    public void AdjointFlow(float[] values, double[] positions, double[] pose, double[] imageGradient, double[] flowGradient)
    {
        int vertices = problem.Mesh.VertexCount;
        Visit(positions, pose, (voxel, pixel, _, alongX, alongY) =>
        {
            double gx = values[voxel] * imageGradient[pixel] * alongX, gy = values[voxel] * imageGradient[pixel] * alongY;
            for (int corner = 0; corner < 4 && problem.Binding.Cells[voxel] >= 0; corner++)
            {
                int vertex = problem.Mesh.Cells[4 * problem.Binding.Cells[voxel] + corner];
                double weight = problem.Binding.Barycentric[4 * voxel + corner];
                for (int axis = 0; axis < 3; axis++)
                {
                    flowGradient[axis * vertices + vertex] += weight * (pose[axis] * gx + pose[3 + axis] * gy);
                }
            }
        });
    }

    private delegate void Tap(int voxel, int pixel, double weight, double alongX, double alongY);

    private void Visit(double[] positions, double[] pose, Tap tap)
    {
        int n = problem.Box;
        for (int voxel = 0; voxel < problem.Binding.Count; voxel++)
        {
            double[] at = Position(voxel, positions);
            double qx = pose[0] * at[0] + pose[1] * at[1] + pose[2] * at[2] + pose[6], qy = pose[3] * at[0] + pose[4] * at[1] + pose[5] * at[2] + pose[7];
            for (int y = (int)Math.Floor(qy) - 1; y <= (int)Math.Floor(qy) + 2; y++)
            {
                for (int x = (int)Math.Floor(qx) - 1; x <= (int)Math.Floor(qx) + 2; x++)
                {
                    if (x >= 0 && x < n && y >= 0 && y < n)
                    {
                        tap(voxel, y * n + x, Spline(x - qx) * Spline(y - qy), -Slope(x - qx) * Spline(y - qy), -Spline(x - qx) * Slope(y - qy));
                    }
                }
            }
        }
    }

    private double[] Position(int voxel, double[] positions)
    {
        int cell = problem.Binding.Cells[voxel], n = problem.Box, flat = problem.Binding.Voxels[voxel];
        if (cell < 0)
        {
            return [.. new[] { flat % n, flat / n % n, flat / n / n }.Select(index => (index - n / 2) * problem.PixelSizeAngstrom)];
        }
        double[] at = new double[3];
        double rest = 1;
        for (int corner = 3; corner >= 0; corner--)
        {
            double weight = corner > 0 ? problem.Binding.Barycentric[4 * voxel + corner] : rest; // the engines' weights sum to 1 exactly
            rest -= weight;
            for (int axis = 0; axis < 3; axis++)
            {
                at[axis] += weight * positions[3 * problem.Mesh.Cells[4 * cell + corner] + axis];
            }
        }
        return at;
    }

    private static double Spline(double t) => Math.Abs(t) switch
    {
        < 1 => 2.0 / 3 - t * t + Math.Pow(Math.Abs(t), 3) / 2,
        < 2 => Math.Pow(2 - Math.Abs(t), 3) / 6,
        _ => 0,
    };

    private static double Slope(double t) => Math.Sign(t) * Math.Abs(t) switch
    {
        < 1 => -2 * Math.Abs(t) + 1.5 * t * t,
        < 2 => -Math.Pow(2 - Math.Abs(t), 2) / 2,
        _ => 0,
    };
}
