using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Tests.Inference;

public sealed class OffsetMomentsTests
{
    [Theory]
    [InlineData(0.03, 0.035)]
    [InlineData(0.03, 0.1)]
    [InlineData(0.01, 0.035)]
    public void The_spread_is_found_whatever_the_prior_was(double spread, double prior) =>
        Estimate(spread, prior).ShouldBe(spread, 0.06 * spread);

    [Theory]
    [InlineData(0.035)]
    [InlineData(0.1)]
    public void Noise_alone_has_no_spread(double prior) => Estimate(0, prior).ShouldBe(0);

    // Images of which each says something else about an offset x: a likelihood of random precision P around x + noise, and a posterior under a prior.
    private static double Estimate(double spread, double prior)
    {
        const int Count = 2000;
        OffsetMoments sum = default;
        for (int i = 0; i < Count; i++)
        {
            double Normal(ulong draw) => CounterRandom.Normal(1, 1, 0, (ulong)i, draw);
            Matrix<double> square = Matrix<double>.Build.Dense(3, 3, (r, c) => 40 * Normal((ulong)(3 * r + c)));
            Matrix<double> precision = square * square.Transpose() + Matrix<double>.Build.DenseIdentity(3) * 50;
            Vector<double> truth = Vector<double>.Build.Dense(3, j => spread * Normal((ulong)(20 + j)));
            Vector<double> noise = precision.Cholesky().Factor.Transpose().Solve(Vector<double>.Build.Dense(3, j => Normal((ulong)(30 + j))));
            Matrix<double> covariance = (precision + Matrix<double>.Build.DenseIdentity(3) / (prior * prior)).Inverse();
            Vector<double> mode = covariance * precision * (truth + noise);
            sum += OffsetMoments.Of(mode.ToArray(), covariance.ToRowMajorArray(), prior);
        }
        return sum.Deviation();
    }
}
