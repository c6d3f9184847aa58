using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.LatentFrames;

/// <summary>The variance of a coordinate that no polynomial of those before it explains: what it says by itself. Two coordinates of points on a curve say as much as one.</summary>
internal static class UnexplainedVariance
{
    /// <summary>How many times what the posteriors leave open of a coordinate it must be for the coordinate to be in use: two thirds of it are then signal.</summary>
    public const double Least = 2;

    private const int Degree = 4;

    /// <summary>Returns the variance of what is left of a coordinate after the best polynomial of the coordinates before it, of degree 4 in all.</summary>
    /// <param name="points">[point][axis].</param>
    /// <param name="dimension">Number of axes.</param>
    /// <param name="coordinate">The coordinate, from 0.</param>
    public static double Of(double[] points, int dimension, int coordinate)
    {
        int count = points.Length / dimension;
        double[] scale = [.. Enumerable.Range(0, coordinate).Select(c => Math.Max(1e-9, Enumerable.Range(0, count).Max(i => Math.Abs(points[i * dimension + c]))))];
        var terms = Matrix<double>.Build.DenseOfRows(Enumerable.Range(0, count).Select(i => Monomials([.. scale.Select((s, c) => points[i * dimension + c] / s)])));
        var target = Vector<double>.Build.Dense(count, i => points[i * dimension + coordinate]);
        Matrix<double> normal = terms.TransposeThisAndMultiply(terms) + Matrix<double>.Build.DenseDiagonal(terms.ColumnCount, 1e-9 * count);
        Vector<double> left = target - terms * normal.Cholesky().Solve(terms.TransposeThisAndMultiply(target));
        return left.DotProduct(left) / count;
    }

    private static double[] Monomials(double[] x)
    {
        var terms = new List<double> { 1 };
        void Add(double value, int from, int degree)
        {
            for (int i = from; i < x.Length && degree < Degree; i++)
            {
                terms.Add(value * x[i]);
                Add(value * x[i], i, degree + 1);
            }
        }
        Add(1, 0, 0);
        return [.. terms];
    }
}
