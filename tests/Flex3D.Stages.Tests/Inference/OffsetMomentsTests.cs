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

    [Theory]
    [InlineData(0.02, 2500, 0.5)]
    [InlineData(0.02, 7500, 0.75)]
    [InlineData(0.04, 2500, 0.8)]
    [InlineData(0, 2500, 0)]
    public void What_the_images_resolve_of_a_spread_follows_from_their_precision(double spread, double precision, double expected)
    {
        double variance = 1 / (precision + 1 / (0.1 * 0.1));
        OffsetMoments moments = OffsetMoments.Of([0.01, 0, 0], [variance, 0, 0, 0, variance, 0, 0, 0, variance], 0.1);
        moments.Resolved(spread).ShouldBe(expected, 1e-9);
    }

    // Images of which each says something else about an offset x: a likelihood of random precision P around x + noise, and a posterior under a prior.
    private static double Estimate(double spread, double prior) => Sum(spread, prior).Deviation();

    internal static OffsetMoments Sum(double spread, double prior, double power = 1)
    {
        const int Count = 2000;
        OffsetMoments sum = default;
        for (int i = 0; i < Count; i++)
        {
            double Normal(ulong draw) => CounterRandom.Normal(1, 1, 0, (ulong)i, draw);
            Matrix<double> square = Matrix<double>.Build.Dense(3, 3, (r, c) => 40 * Normal((ulong)(3 * r + c)));
            Matrix<double> precision = square * square.Transpose() + Matrix<double>.Build.DenseIdentity(3) * 50;
            precision *= power;
            Vector<double> truth = Vector<double>.Build.Dense(3, j => spread * Normal((ulong)(20 + j)));
            Vector<double> noise = precision.Cholesky().Factor.Transpose().Solve(Vector<double>.Build.Dense(3, j => Normal((ulong)(30 + j))));
            Matrix<double> covariance = (precision + Matrix<double>.Build.DenseIdentity(3) / (prior * prior)).Inverse();
            Vector<double> mode = covariance * precision * (truth + noise);
            sum += OffsetMoments.Of(mode.ToArray(), covariance.ToRowMajorArray(), prior);
        }
        return sum;
    }
}
