namespace Flex3D.Stages.Geometry;

/// <summary>Finds the rigid motion that best superposes one set of points on another (Kabsch 1976; the rotation after Horn 1987).</summary>
internal static class Superposition
{
    /// <summary>The number of weighted sums over pairs of points that determine a superposition.</summary>
    public const int Sums = 16;

    /// <summary>Returns the motion (R, t) that minimises Σ w |q − (R p + t)|².</summary>
    /// <param name="sums">Σ w; Σ w p (3); Σ w q (3); Σ w q pᵀ (9, row-major).</param>
    /// <remarks>Where the points leave the rotation open, as on a line, it is the smallest one.</remarks>
    public static RigidMotion Of(ReadOnlySpan<double> sums)
    {
        double total = sums[0];
        if (!(total > 0))
        {
            return RigidMotion.Identity;
        }
        ReadOnlySpan<double> p = sums.Slice(1, 3), q = sums.Slice(4, 3);
        Span<double> covariance = stackalloc double[9], r = stackalloc double[9];
        double size = 0;
        for (int i = 0; i < 9; i++)
        {
            covariance[i] = sums[7 + i] - q[i / 3] * p[i % 3] / total;
            size += Math.Abs(sums[7 + i]);
        }
        for (int i = 0; i < 3; i++)
        {
            covariance[4 * i] += 1e-13 * size; // decides only where the points do not, but above their rounding
        }
        NearestRotation.Find(covariance, r);
        var rotation = new Rotation(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]);
        (double x, double y, double z) = rotation.Apply(p[0] / total, p[1] / total, p[2] / total);
        return new RigidMotion(rotation, q[0] / total - x, q[1] / total - y, q[2] / total - z);
    }

    /// <summary>Moves all of <paramref name="positions"/> so that the chosen atoms lie on those of <paramref name="target"/> with the least RMS distance.</summary>
    /// <param name="positions">[atom][x, y, z], moved in place.</param>
    /// <param name="target">[atom][x, y, z].</param>
    /// <param name="atoms">The atoms that are fitted; at least three, not on a line.</param>
    /// <returns>RMS distance of the fitted atoms, in the unit of the positions.</returns>
    public static double Fit(Span<double> positions, ReadOnlySpan<double> target, ReadOnlySpan<int> atoms)
    {
        // Relative to an atom of each, so that no precision is lost where the coordinates are far from their origin.
        double[] from = positions.Slice(3 * atoms[0], 3).ToArray(), to = target.Slice(3 * atoms[0], 3).ToArray();
        Span<double> sums = stackalloc double[Sums];
        sums.Clear();
        foreach (int a in atoms)
        {
            sums[0] += 1;
            for (int i = 0; i < 3; i++)
            {
                double q = target[3 * a + i] - to[i];
                sums[1 + i] += positions[3 * a + i] - from[i];
                sums[4 + i] += q;
                for (int j = 0; j < 3; j++)
                {
                    sums[7 + 3 * i + j] += q * (positions[3 * a + j] - from[j]);
                }
            }
        }
        RigidMotion motion = Of(sums);
        for (int a = 0; a < positions.Length / 3; a++)
        {
            (double x, double y, double z) = motion.Apply(positions[3 * a] - from[0], positions[3 * a + 1] - from[1], positions[3 * a + 2] - from[2]);
            (positions[3 * a], positions[3 * a + 1], positions[3 * a + 2]) = (x + to[0], y + to[1], z + to[2]);
        }
        double sum = 0;
        foreach (int a in atoms)
        {
            for (int k = 3 * a; k < 3 * a + 3; k++)
            {
                sum += (positions[k] - target[k]) * (positions[k] - target[k]);
            }
        }
        return Math.Sqrt(sum / atoms.Length);
    }
}
