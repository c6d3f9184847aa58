using Flex3D.Stages.Geometry;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Scoring;

/// <summary>The error of shifts.</summary>
/// <param name="Angstrom">RMS error along each of the image's two axes, √(Σ(Δx² + Δy²)/2N), Å.</param>
/// <param name="LessCommonAngstrom">The same without the shift of the molecule that all have in common.</param>
/// <param name="CommonAngstrom">The length of that shift.</param>
public sealed record ShiftErrors(double Angstrom, double LessCommonAngstrom, double CommonAngstrom)
{
    private const double Ridge = 1e-9; // keeps the fit defined along a direction in which every particle is seen

    /// <summary>Compares origins o with true ones; a molecule that is shifted by t has origins that differ by (A t)_xy, and the common t fits the differences best.</summary>
    /// <param name="rotations">The true orientations A.</param>
    /// <param name="truth">The true origins, Å.</param>
    /// <param name="found">The others.</param>
    public static ShiftErrors Of(IReadOnlyList<Rotation> rotations, IReadOnlyList<(double X, double Y)> truth, IReadOnlyList<(double X, double Y)> found)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(found.Count, truth.Count);
        Matrix<double> normal = Matrix<double>.Build.DenseDiagonal(3, Ridge * Math.Max(1, truth.Count));
        Vector<double> right = Vector<double>.Build.Dense(3);
        for (int p = 0; p < truth.Count; p++)
        {
            (Vector<double> x, Vector<double> y) = Rows(rotations[p]);
            normal += x.OuterProduct(x) + y.OuterProduct(y);
            right += x * (found[p].X - truth[p].X) + y * (found[p].Y - truth[p].Y);
        }
        Vector<double> shift = normal.Cholesky().Solve(right);
        double error = 0, rest = 0;
        for (int p = 0; p < truth.Count; p++)
        {
            (Vector<double> x, Vector<double> y) = Rows(rotations[p]);
            (double dx, double dy) = (found[p].X - truth[p].X, found[p].Y - truth[p].Y);
            (double rx, double ry) = (dx - x.DotProduct(shift), dy - y.DotProduct(shift));
            error += dx * dx + dy * dy;
            rest += rx * rx + ry * ry;
        }
        return new ShiftErrors(Math.Sqrt(error / (2 * truth.Count)), Math.Sqrt(rest / (2 * truth.Count)), shift.L2Norm());
    }

    private static (Vector<double> X, Vector<double> Y) Rows(in Rotation a) => (Vector<double>.Build.DenseOfArray([a.M00, a.M01, a.M02]), Vector<double>.Build.DenseOfArray([a.M10, a.M11, a.M12]));
}
