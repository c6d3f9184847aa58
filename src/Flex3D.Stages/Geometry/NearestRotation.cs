namespace Flex3D.Stages.Geometry;

/// <summary>Finds the rotation nearest to any 3×3 matrix, including singular and reflecting ones.</summary>
/// <remarks>
/// argmax over SO(3) of tr(RᵀD) is the quaternion at the largest eigenvalue of Horn's symmetric 4×4 matrix (J. Opt. Soc. Am. A 4, 629, 1987);
/// cyclic Jacobi in double finds it for any matrix. Where several rotations are equally near, it returns one of them.
/// </remarks>
internal static class NearestRotation
{
    private const int Sweeps = 30;

    /// <param name="d">Row-major 3×3.</param>
    /// <param name="r">Row-major 3×3; NaN where <paramref name="d"/> is not finite.</param>
    public static void Find(ReadOnlySpan<double> d, Span<double> r)
    {
        Span<double> k =
        [
            d[0] + d[4] + d[8], d[7] - d[5], d[2] - d[6], d[3] - d[1],
            d[7] - d[5], d[0] - d[4] - d[8], d[1] + d[3], d[2] + d[6],
            d[2] - d[6], d[1] + d[3], d[4] - d[0] - d[8], d[5] + d[7],
            d[3] - d[1], d[2] + d[6], d[5] + d[7], d[8] - d[0] - d[4],
        ];
        Span<double> v = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        for (int sweep = 0; sweep < Sweeps && Rotate(k, v); sweep++)
        {
        }
        int best = 0;
        for (int i = 1; i < 4; i++)
        {
            best = k[5 * i] > k[5 * best] ? i : best;
        }
        double w = v[best], x = v[4 + best], y = v[8 + best], z = v[12 + best];
        ReadOnlySpan<double> rotation =
        [
            w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y),
            2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x),
            2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z,
        ];
        double finite = 0 * k[0];
        for (int i = 0; i < 9; i++)
        {
            r[i] = rotation[i] + finite;
        }
    }

    /// <summary>Makes one Jacobi sweep; false once the matrix is diagonal to rounding.</summary>
    private static bool Rotate(Span<double> k, Span<double> v)
    {
        double diagonal = 0, off = 0;
        for (int p = 0; p < 4; p++)
        {
            for (int q = 0; q < 4; q++)
            {
                (diagonal, off) = p == q ? (diagonal + k[5 * p] * k[5 * p], off) : (diagonal, off + k[4 * p + q] * k[4 * p + q]);
            }
        }
        if (!(off > 1e-34 * diagonal))
        {
            return false;
        }
        for (int p = 0; p < 3; p++)
        {
            for (int q = p + 1; q < 4; q++)
            {
                if (k[4 * p + q] == 0)
                {
                    continue;
                }
                double theta = (k[5 * q] - k[5 * p]) / (2 * k[4 * p + q]);
                double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
                double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
                for (int i = 0; i < 4; i++)
                {
                    (k[4 * i + p], k[4 * i + q]) = (c * k[4 * i + p] - s * k[4 * i + q], s * k[4 * i + p] + c * k[4 * i + q]);
                    (v[4 * i + p], v[4 * i + q]) = (c * v[4 * i + p] - s * v[4 * i + q], s * v[4 * i + p] + c * v[4 * i + q]);
                }
                for (int i = 0; i < 4; i++)
                {
                    (k[4 * p + i], k[4 * q + i]) = (c * k[4 * p + i] - s * k[4 * q + i], s * k[4 * p + i] + c * k[4 * q + i]);
                }
            }
        }
        return true;
    }
}
