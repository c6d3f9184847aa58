using Flex3D.Stages.Subspaces;

namespace Flex3D.Stages.Tests.Subspaces;

/// <summary>The posterior of an image's coordinates and contrast, against sums over a grid.</summary>
public sealed class SubspacePosteriorTests
{
    private const double Spread = 0.4;

    // One coordinate and the contrast.
    private static readonly double[] s_gradient = [-1.7, 0.9], s_hessian = [2.1, -0.8, -0.8, 3.4];

    [Fact]
    public void Mean_and_covariance_are_those_of_prior_times_likelihood()
    {
        var posterior = new SubspacePosterior(1, Spread);
        posterior.Set(s_gradient, s_hessian).ShouldBeTrue();
        double whole = Sum((_, _) => 1), z = Sum((z, _) => z) / whole, s = Sum((_, s) => s) / whole;
        posterior.Mean[0].ShouldBe(z, 1e-6);
        posterior.Mean[1].ShouldBe(s, 1e-6);
        posterior.Covariance[0].ShouldBe(Sum((a, _) => (a - z) * (a - z)) / whole, 1e-6);
        posterior.Covariance[1].ShouldBe(Sum((a, b) => (a - z) * (b - s)) / whole, 1e-6);
        posterior.Covariance[3].ShouldBe(Sum((_, b) => (b - s) * (b - s)) / whole, 1e-6);
    }

    [Fact]
    public void The_gain_of_evidence_is_the_logarithm_of_the_mean_likelihood_ratio()
    {
        double[] gains = new double[1];
        new SubspacePosterior(1, Spread).Gains(s_gradient, s_hessian, gains);
        double with = Sum((_, _) => 1) / Sum((_, _) => 1, likelihood: 0), without = Sum((_, _) => 1, coordinate: 0) / Sum((_, _) => 1, likelihood: 0);
        gains[0].ShouldBe(Math.Log(with / without), 1e-6);
    }

    [Fact]
    public void Deviations_have_the_covariance_of_the_coordinates_between_them()
    {
        double[] gradient = [1, -2, 0.5, 0.3], hessian = [4, 1, 0.2, -1, 1, 3, 0.5, 0.4, 0.2, 0.5, 0.6, 0.1, -1, 0.4, 0.1, 5];
        var posterior = new SubspacePosterior(3, Spread);
        posterior.Set(gradient, hessian).ShouldBeTrue();
        double[] deviation = new double[3];
        double[,] mean = new double[3, 3];
        for (int column = 0; column < 4; column++)
        {
            posterior.Deviation(column, deviation);
            for (int ab = 0; ab < 9; ab++)
            {
                mean[ab / 3, ab % 3] += deviation[ab / 3] * deviation[ab % 3] / 4;
            }
        }
        for (int ab = 0; ab < 9; ab++)
        {
            mean[ab / 3, ab % 3].ShouldBe(posterior.Covariance[ab / 3 * 4 + ab % 3], 1e-12);
        }
    }

    [Fact]
    public void An_image_whose_terms_are_not_finite_has_the_prior()
    {
        var posterior = new SubspacePosterior(1, Spread);
        posterior.Set([double.NaN, 1], [double.NaN, 0, 0, 1]).ShouldBeFalse();
        posterior.Mean.ShouldBe([0, 0]);
        posterior.Covariance.ShouldBe([1, 0, 0, Spread * Spread], 1e-12);
    }

    // Σ f(z, s − 1) · prior · exp(−gᵀp − ½pᵀHp) over a grid.
    private static double Sum(Func<double, double, double> f, double likelihood = 1, double coordinate = 1)
    {
        double sum = 0;
        for (double z = -8; z < 8; z += 0.02)
        {
            for (double s = -3; s < 3; s += 0.02)
            {
                double a = coordinate * z, loss = s_gradient[0] * a + s_gradient[1] * s + 0.5 * (s_hessian[0] * a * a + 2 * s_hessian[1] * a * s + s_hessian[3] * s * s);
                sum += f(z, s) * Math.Exp(-0.5 * z * z - 0.5 * s * s / (Spread * Spread) - likelihood * loss);
            }
        }
        return sum;
    }
}
