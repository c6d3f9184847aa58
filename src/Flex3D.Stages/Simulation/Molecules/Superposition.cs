using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>Finds the rigid motion that best superposes one set of points on another (Kabsch 1976).</summary>
internal static class Superposition
{
    /// <summary>Moves all of <paramref name="positions"/> so that the chosen atoms lie on those of <paramref name="target"/> with the least RMS distance.</summary>
    /// <param name="positions">[atom][x, y, z], moved in place.</param>
    /// <param name="target">[atom][x, y, z].</param>
    /// <param name="atoms">The atoms that are fitted; at least three, not on a line.</param>
    /// <returns>RMS distance of the fitted atoms, in the unit of the positions.</returns>
    public static double Fit(Span<double> positions, ReadOnlySpan<double> target, ReadOnlySpan<int> atoms)
    {
        (double x, double y, double z) p = Centre(positions, atoms), q = Centre(target, atoms);
        Matrix<double> covariance = Matrix<double>.Build.Dense(3, 3);
        foreach (int a in atoms)
        {
            double[] from = [positions[3 * a] - p.x, positions[3 * a + 1] - p.y, positions[3 * a + 2] - p.z];
            double[] to = [target[3 * a] - q.x, target[3 * a + 1] - q.y, target[3 * a + 2] - q.z];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    covariance[i, j] += to[i] * from[j];
                }
            }
        }
        var svd = covariance.Svd();
        Matrix<double> flip = Matrix<double>.Build.DenseDiagonal(3, 1.0);
        flip[2, 2] = svd.U.Determinant() * svd.VT.Determinant() < 0 ? -1 : 1; // a rotation, not a reflection
        Matrix<double> r = svd.U * flip * svd.VT;
        for (int a = 0; a < positions.Length / 3; a++)
        {
            double x = positions[3 * a] - p.x, y = positions[3 * a + 1] - p.y, z = positions[3 * a + 2] - p.z;
            positions[3 * a] = r[0, 0] * x + r[0, 1] * y + r[0, 2] * z + q.x;
            positions[3 * a + 1] = r[1, 0] * x + r[1, 1] * y + r[1, 2] * z + q.y;
            positions[3 * a + 2] = r[2, 0] * x + r[2, 1] * y + r[2, 2] * z + q.z;
        }
        double sum = 0;
        foreach (int a in atoms)
        {
            for (int k = 0; k < 3; k++)
            {
                sum += (positions[3 * a + k] - target[3 * a + k]) * (positions[3 * a + k] - target[3 * a + k]);
            }
        }
        return Math.Sqrt(sum / atoms.Length);
    }

    private static (double, double, double) Centre(ReadOnlySpan<double> positions, ReadOnlySpan<int> atoms)
    {
        double x = 0, y = 0, z = 0;
        foreach (int a in atoms)
        {
            (x, y, z) = (x + positions[3 * a], y + positions[3 * a + 1], z + positions[3 * a + 2]);
        }
        return (x / atoms.Length, y / atoms.Length, z / atoms.Length);
    }
}
