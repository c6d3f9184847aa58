using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Motion;

/// <summary>Computes the leading right singular vectors of a tall matrix of low rank, by randomised subspace iteration.</summary>
internal sealed class PrincipalBasis
{
    private const int Spare = 6, Passes = 3;

    private PrincipalBasis(float[][] axes, double[] varianceShare) => (Axes, VarianceShare) = (axes, varianceShare);

    /// <summary>The axes, unit vectors of either sign by decreasing variance.</summary>
    public float[][] Axes { get; }

    /// <summary>Each axis's share of the matrix's squared Frobenius norm.</summary>
    public double[] VarianceShare { get; }

    public int Count => Axes.Length;

    /// <param name="matrix">[row][column], centred.</param>
    /// <param name="count">The number of axes wanted.</param>
    public static PrincipalBasis Of(float[] matrix, int rows, int columns, int count)
    {
        int width = Math.Min(Math.Min(rows, columns), count + Spare);
        Matrix<double> basis = Matrix<double>.Build.Dense(columns, width, (i, j) => CounterRandom.Normal(0, 0, 0, (ulong)i, (ulong)j));
        for (int pass = 0; pass < Passes; pass++)
        {
            basis = Orthonormal(Normal(matrix, rows, columns, basis));
        }
        // In the basis the covariance is width × width, and its eigenvectors give the axes.
        Matrix<double> small = basis.TransposeThisAndMultiply(Normal(matrix, rows, columns, basis));
        MathNet.Numerics.LinearAlgebra.Factorization.Svd<double> svd = ((small + small.Transpose()) / 2).Svd();
        Matrix<double> axes = basis * svd.U;
        double total = Math.Max(VectorMath.Dot(matrix, matrix), double.Epsilon);
        int kept = Math.Min(count, width);
        return new PrincipalBasis(
            [.. Enumerable.Range(0, kept).Select(c => Array.ConvertAll(axes.Column(c).ToArray(), v => (float)v))],
            [.. Enumerable.Range(0, kept).Select(c => Math.Min(1, svd.S[c] / total))]);
    }

    // Computes AᵀA B, a row of A at a time.
    private static Matrix<double> Normal(float[] matrix, int rows, int columns, Matrix<double> basis)
    {
        float[][] from = [.. Enumerable.Range(0, basis.ColumnCount).Select(c => Array.ConvertAll(basis.Column(c).ToArray(), v => (float)v))];
        double[][] to = [.. from.Select(_ => new double[columns])];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = matrix.AsSpan(row * columns, columns);
            for (int c = 0; c < from.Length; c++)
            {
                VectorMath.AddScaled(to[c], VectorMath.Dot(values, from[c]), values);
            }
        }
        return Matrix<double>.Build.DenseOfColumnArrays(to);
    }

    // Applies Gram-Schmidt twice; a column that vanishes (rank reached) stays zero.
    private static Matrix<double> Orthonormal(Matrix<double> matrix)
    {
        double most = matrix.ColumnNorms(2).Maximum();
        for (int c = 0; c < matrix.ColumnCount; c++)
        {
            Vector<double> column = matrix.Column(c);
            for (int again = 0; again < 2; again++)
            {
                for (int before = 0; before < c; before++)
                {
                    Vector<double> other = matrix.Column(before);
                    column -= other.DotProduct(column) * other;
                }
            }
            double norm = column.L2Norm();
            matrix.SetColumn(c, norm > 1e-7 * most ? column / norm : column * 0);
        }
        return matrix;
    }
}
