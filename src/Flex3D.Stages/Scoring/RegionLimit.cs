using Flex3D.Stages.Simulation.Limit;

namespace Flex3D.Stages.Scoring;

/// <summary>What the images of a simulation leave open, at best, of some atoms alone.</summary>
/// <remarks>Of an atom's position √tr(J C Jᵀ) is left, J = ∂x/∂t from the true displacements and C the covariance of the coordinates that the simulation computed for a particle.</remarks>
public static class RegionLimit
{
    private const double StepOfRange = 0.01;

    /// <summary>Returns the RMS over particles and atoms of the displacement that is left, Å; null for no atoms or particles.</summary>
    /// <param name="motion">The true displacements.</param>
    /// <param name="atoms">The atoms.</param>
    /// <param name="limits">The limit of some particles.</param>
    /// <param name="coordinates">Coordinates of each of them.</param>
    public static double? Angstrom(TrueMotion motion, IReadOnlyList<int> atoms, IReadOnlyList<ParticleLimit> limits, IReadOnlyList<double[]> coordinates)
    {
        if (atoms.Count == 0 || limits.Count == 0)
        {
            return null;
        }
        int k = motion.Coordinates;
        double[] step = [.. Enumerable.Range(0, k).Select(c => StepOfRange * (coordinates.Max(at => at[c]) - coordinates.Min(at => at[c])))];
        double sum = 0;
        for (int p = 0; p < limits.Count; p++)
        {
            double[][] slopes = [.. Enumerable.Range(0, k).Select(c => Slope(motion, coordinates[p], c, step[c]))];
            for (int c = 0; c < k; c++)
            {
                for (int d = 0; d <= c; d++)
                {
                    double covariance = c == d ? limits[p].Deviations[c] * limits[p].Deviations[c] : limits[p].Covariances is { Length: > 0 } all ? 2 * all[c * (c - 1) / 2 + d] : 0;
                    sum += covariance * atoms.Sum(a => slopes[c][3 * a] * slopes[d][3 * a] + slopes[c][3 * a + 1] * slopes[d][3 * a + 1] + slopes[c][3 * a + 2] * slopes[d][3 * a + 2]);
                }
            }
        }
        return Math.Sqrt(sum / limits.Count / atoms.Count);
    }

    // Central difference; positions beyond the outermost nodes are those of the nodes, so that it is one-sided there.
    private static double[] Slope(TrueMotion motion, double[] at, int coordinate, double step)
    {
        if (!(step > 0))
        {
            return new double[motion.Rest.Length];
        }
        (double low, double high) = motion.Range(coordinate);
        double[] below = [.. at], above = [.. at];
        (below[coordinate], above[coordinate]) = (Math.Max(low, at[coordinate] - step), Math.Min(high, at[coordinate] + step));
        double[] first = motion.At(below), last = motion.At(above);
        return [.. last.Zip(first, (b, a) => (b - a) / (above[coordinate] - below[coordinate]))];
    }
}
