using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Flex3D.Stages.Tests.Geometry;

/// <summary>The nearest rotation against that of a singular value decomposition, U diag(1, 1, det UVᵀ) Vᵀ.</summary>
public class NearestRotationTests
{
    private static Matrix<double> Found(Matrix<double> d)
    {
        double[] r = new double[9];
        NearestRotation.Find(d.Transpose().ToColumnMajorArray(), r);
        return Matrix<double>.Build.DenseOfRowMajor(3, 3, r);
    }

    private static (Matrix<double> Rotation, double Trace, double Gap) Expected(Matrix<double> d)
    {
        Svd<double> svd = d.Svd();
        double sign = Math.Sign(svd.U.Determinant() * svd.VT.Determinant());
        return (svd.U * Matrix<double>.Build.DenseOfDiagonalArray([1, 1, sign]) * svd.VT, svd.S[0] + svd.S[1] + sign * svd.S[2], svd.S[1] + sign * svd.S[2]);
    }

    private static Matrix<double> Random(ulong trial) => Matrix<double>.Build.Dense(3, 3, (i, j) => CounterRandom.Normal(9, 1, 2, trial, (ulong)(3 * i + j)));

    private static Matrix<double> WithSingularValues(ulong trial, double a, double b, double c)
    {
        (Matrix<double> u, _, _) = Expected(Random(2 * trial));
        (Matrix<double> v, _, _) = Expected(Random(2 * trial + 1));
        return u * Matrix<double>.Build.DenseOfDiagonalArray([a, b, c]) * v;
    }

    [Fact]
    public void Of_any_matrix_it_is_that_of_the_decomposition()
    {
        for (ulong trial = 0; trial < 2000; trial++)
        {
            Matrix<double> d = Math.Pow(10, trial % 7 - 3.0) * Random(trial);
            (Matrix<double> rotation, double trace, double gap) = Expected(d);
            Matrix<double> found = Found(d);
            double close = 1e-9 / Math.Min(1, gap / trace);
            (found - rotation).FrobeniusNorm().ShouldBeLessThan(close, $"trial {trial}");
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, -1)] // any turn about the first axis is as near
    [InlineData(3, 1, -0.999999)]
    [InlineData(3, 1, -0.99)]
    [InlineData(1, 1, -1)]
    [InlineData(2, 1, 0)]
    [InlineData(2, 0, 0)]
    [InlineData(2, 1e-9, -1e-9)]
    [InlineData(1e-20, 1e-20, 1e-20)]
    [InlineData(1e15, 1e12, -1e9)]
    [InlineData(0, 0, 0)]
    public void Where_others_are_as_near_or_nearly_so_it_is_a_rotation_as_near_as_any(double a, double b, double c)
    {
        for (ulong trial = 0; trial < 100; trial++)
        {
            Matrix<double> d = WithSingularValues(trial, a, b, c), found = Found(d);
            (found * found.Transpose() - Matrix<double>.Build.DenseIdentity(3)).FrobeniusNorm().ShouldBeLessThan(1e-9);
            found.Determinant().ShouldBe(1, 1e-9);
            (found.Transpose() * d).Trace().ShouldBe(Expected(d).Trace, (1e-9 * a) + 1e-300);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_finite_gives_no_number(double value)
    {
        for (int element = 0; element < 9; element++)
        {
            double[] d = [1, 0, 0, 0, 1, 0, 0, 0, 1], r = new double[9];
            d[element] = value;
            NearestRotation.Find(d, r);
            r.ShouldAllBe(v => double.IsNaN(v));
        }
    }
}
