namespace Flex3D.Stages.Geometry;

/// <summary>Finds the rotation nearest to any 3×3 matrix, including singular and reflecting ones.</summary>
/// <remarks>
/// argmax over SO(3) of tr(RᵀD) is the quaternion at the largest eigenvalue λ of Horn's symmetric 4×4 matrix K (J. Opt. Soc. Am. A 4, 629, 1987). Newton's iteration on the characteristic polynomial
/// λ⁴ − 2‖D‖²λ² − 8 det D λ + det K finds λ from above (Theobald, Acta Cryst. A 61, 478, 2005), and the adjugate of K − λ is the quaternion's outer product with itself; where λ is not well apart from the next, cyclic
/// Jacobi in double finds it for any matrix. Where several rotations are equally near, it returns one of them.
/// </remarks>
internal static class NearestRotation
{
    private const int Sweeps = 30, Steps = 60;

    // The product of λ's distances from the other eigenvalues, over ‖D‖³, from which on it counts as apart.
    private const double Apart = 1e-4;

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
        double finite = 0;
        foreach (double element in d)
        {
            finite += 0 * element; // NaN where one is not finite
        }
        (double w, double x, double y, double z) = OfPolynomial(d, k) ?? OfJacobi(k);
        ReadOnlySpan<double> rotation =
        [
            w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y),
            2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x),
            2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z,
        ];
        for (int i = 0; i < 9; i++)
        {
            r[i] = rotation[i] + finite;
        }
    }

    // Returns null where the largest eigenvalue is not apart from the next.
    private static (double W, double X, double Y, double Z)? OfPolynomial(ReadOnlySpan<double> d, ReadOnlySpan<double> k)
    {
        double square = 0;
        foreach (double element in d)
        {
            square += element * element;
        }
        double determinant = d[0] * (d[4] * d[8] - d[5] * d[7]) + d[1] * (d[5] * d[6] - d[3] * d[8]) + d[2] * (d[3] * d[7] - d[4] * d[6]);
        double c2 = -2 * square, c1 = -8 * determinant, norm = Math.Sqrt(square), value = Math.Sqrt(3) * norm; // no sum of singular values is larger
        double c0 = Determinant(k);
        for (int step = 0; step < Steps; step++)
        {
            double at = value * value, slope = 4 * at * value + 2 * c2 * value + c1, next = value - (at * at + c2 * at + c1 * value + c0) / slope;
            bool there = !(Math.Abs(next - value) > 1e-15 * norm);
            value = next;
            if (there)
            {
                break;
            }
        }
        // Cofactors of the symmetric K − λ by row 0 … 3: the adjugate, whose trace is the product of the distances of the others from λ, is −(their product) v vᵀ.
        double a = k[0] - value, b = k[5] - value, c = k[10] - value, e = k[15] - value, f = k[1], g = k[2], h = k[3], l = k[6], m = k[7], n = k[11];
        double c00 = b * (c * e - n * n) - l * (l * e - n * m) + m * (l * n - c * m), c11 = a * (c * e - n * n) - g * (g * e - n * h) + h * (g * n - c * h);
        double c22 = a * (b * e - m * m) - f * (f * e - m * h) + h * (f * m - b * h), c33 = a * (b * c - l * l) - f * (f * c - l * g) + g * (f * l - b * g);
        double c01 = -(f * (c * e - n * n) - l * (g * e - n * h) + m * (g * n - c * h)), c02 = f * (l * e - n * m) - b * (g * e - n * h) + m * (g * m - l * h), c03 = -(f * (l * n - c * m) - b * (g * n - c * h) + l * (g * m - l * h));
        double c12 = -(a * (l * e - n * m) - f * (g * e - n * h) + h * (g * m - l * h)), c13 = a * (l * n - c * m) - f * (g * n - c * h) + g * (g * m - l * h);
        double c23 = -(a * (b * n - l * m) - f * (f * n - l * h) + g * (f * m - b * h));
        if (!(Math.Abs(c00 + c11 + c22 + c33) > Apart * square * norm))
        {
            return null;
        }
        double most = Math.Max(Math.Max(Math.Abs(c00), Math.Abs(c11)), Math.Max(Math.Abs(c22), Math.Abs(c33)));
        return Math.Abs(c00) == most ? Unit(c00, c01, c02, c03) : Math.Abs(c11) == most ? Unit(c01, c11, c12, c13) : Math.Abs(c22) == most ? Unit(c02, c12, c22, c23) : Unit(c03, c13, c23, c33);
    }

    private static double Determinant(ReadOnlySpan<double> k)
    {
        // By pairs of rows: 2×2 minors of the first two and of the last two.
        double a = k[0] * k[5] - k[1] * k[4], b = k[0] * k[6] - k[2] * k[4], c = k[0] * k[7] - k[3] * k[4], d = k[1] * k[6] - k[2] * k[5], e = k[1] * k[7] - k[3] * k[5], f = k[2] * k[7] - k[3] * k[6];
        double u = k[8] * k[13] - k[9] * k[12], v = k[8] * k[14] - k[10] * k[12], w = k[8] * k[15] - k[11] * k[12], x = k[9] * k[14] - k[10] * k[13], y = k[9] * k[15] - k[11] * k[13], z = k[10] * k[15] - k[11] * k[14];
        return a * z - b * y + c * x + d * w - e * v + f * u;
    }

    private static (double W, double X, double Y, double Z) Unit(double w, double x, double y, double z)
    {
        double length = Math.Sqrt(w * w + x * x + y * y + z * z);
        return (w / length, x / length, y / length, z / length);
    }

    // Overwrites the matrix.
    private static (double W, double X, double Y, double Z) OfJacobi(Span<double> k)
    {
        Span<double> v = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        for (int sweep = 0; sweep < Sweeps && Rotate(k, v); sweep++)
        {
        }
        int best = 0;
        for (int i = 1; i < 4; i++)
        {
            best = k[5 * i] > k[5 * best] ? i : best;
        }
        return (v[best], v[4 + best], v[8 + best], v[12 + best]);
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
