using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Inference;

/// <summary>Draws from a posterior against its mean and covariance, which are known.</summary>
public class LatentDrawTests
{
    private const int Draws = 20000;

    private static (double[] Mean, double[,] Covariance) Moments(float[] latent, float[] covariance, double noise)
    {
        int k = latent.Length;
        float[] drawn = new float[k];
        double[] mean = new double[k];
        double[,] second = new double[k, k];
        for (int n = 0; n < Draws; n++)
        {
            double[] normal = [.. Enumerable.Range(0, k).Select(i => CounterRandom.Normal(5, 0, 0, (ulong)n, (ulong)i))];
            LatentDraw.Draw(latent, covariance, noise, normal, drawn);
            for (int i = 0; i < k; i++)
            {
                mean[i] += drawn[i] / (double)Draws;
                for (int j = 0; j < k; j++)
                {
                    second[i, j] += (drawn[i] - latent[i]) * (double)(drawn[j] - latent[j]) / Draws;
                }
            }
        }
        return (mean, second);
    }

    [Fact]
    public void Draws_have_the_mean_and_the_covariance_of_the_posterior()
    {
        // Rows 00, 10, 11, 20, 21, 22 of a covariance whose first two coordinates almost cancel.
        float[] covariance = [0.04f, -0.054f, 0.09f, 0.002f, 0.003f, 0.01f];
        (double[] mean, double[,] found) = Moments([0.5f, -0.2f, 1], covariance, 7);
        mean[0].ShouldBe(0.5, 0.006);
        mean[1].ShouldBe(-0.2, 0.009);
        mean[2].ShouldBe(1, 0.003);
        double[,] expected = { { 0.04, -0.054, 0.002 }, { -0.054, 0.09, 0.003 }, { 0.002, 0.003, 0.01 } };
        for (int i = 0; i < 9; i++)
        {
            found[i / 3, i % 3].ShouldBe(expected[i / 3, i % 3], 0.03 * Math.Sqrt(expected[i / 3, i / 3] * expected[i % 3, i % 3]));
        }
    }

    [Fact]
    public void The_first_coordinates_of_a_posterior_have_the_start_of_its_triangle()
    {
        (double[] _, double[,] found) = Moments([0.5f, -0.2f], [.. ((float[])[0.04f, -0.054f, 0.09f, 0, 0, 0])[..PackedSymmetric.Length(2)]], 7);
        found[0, 0].ShouldBe(0.04, 0.0015);
        found[0, 1].ShouldBe(-0.054, 0.002);
        found[1, 1].ShouldBe(0.09, 0.003);
    }

    [Fact]
    public void Before_a_posterior_is_known_the_noise_is_independent_and_of_the_given_width()
    {
        (double[] _, double[,] found) = Moments([0, 0], new float[3], 0.15);
        found[0, 0].ShouldBe(0.0225, 0.0008);
        found[1, 1].ShouldBe(0.0225, 0.0008);
        found[0, 1].ShouldBe(0, 0.0006);
    }

    [Fact]
    public void A_covariance_that_rounding_has_made_singular_keeps_its_widths()
    {
        (double[] _, double[,] found) = Moments([0, 0], [0.04f, 0.0600001f, 0.09f], 7);
        found[0, 0].ShouldBe(0.04, 0.0015);
        found[1, 1].ShouldBe(0.09, 0.003);
    }
}
