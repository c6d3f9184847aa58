using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Inference;

/// <summary>Draws the latent at which a flow step evaluates an image: from its posterior where that is known, and else with independent noise about its latent (the paper's noise injection).</summary>
/// <remarks>
/// A draw is z + L·ε with the posterior covariance LLᵀ and ε standard normal. Coordinates of one motion have strongly correlated posteriors: independent noise of the same
/// standard deviations would move the image along the motion by more than its posterior allows, and the flow would answer with a smaller motion.
/// </remarks>
internal static class LatentDraw
{
    /// <summary>Draws the latent of one image.</summary>
    /// <param name="latent">The latent, K numbers.</param>
    /// <param name="covariance">Lower triangle of its posterior covariance (<see cref="PackedSymmetric"/>); zeros where it is not known.</param>
    /// <param name="noise">Standard deviation of the noise where it is not known.</param>
    /// <param name="normal">K standard normal numbers ε.</param>
    /// <param name="drawn">Receives K numbers.</param>
    public static void Draw(ReadOnlySpan<float> latent, ReadOnlySpan<float> covariance, double noise, ReadOnlySpan<double> normal, Span<float> drawn)
    {
        int k = latent.Length;
        Span<double> factor = stackalloc double[k * k];
        PackedSymmetric.Unpack(covariance, k, factor);
        if (!SmallCholesky.Factor(factor, k))
        {
            // Rounding to float32 can cost a nearly singular matrix its sign: its diagonal stands for it then.
            for (int i = 0, at = 0; i < k; at += ++i + 1)
            {
                drawn[i] = latent[i] + (float)((covariance[at] > 0 ? Math.Sqrt(covariance[at]) : noise) * normal[i]);
            }
            return;
        }
        for (int i = 0; i < k; i++)
        {
            double sum = 0;
            for (int j = 0; j <= i; j++)
            {
                sum += factor[i * k + j] * normal[j];
            }
            drawn[i] = latent[i] + (float)sum;
        }
    }
}
