namespace Flex3D.Stages.Inference;

/// <summary>The prior energy that keeps latents near the origin: ½|z|² (the paper's unit Gaussian) plus centering·Σ(|z_k|/scale)^power (centering).</summary>
/// <param name="Centering">Strength of the centering, units of the log-likelihood, ≥ 0; 0 leaves the unit Gaussian alone.</param>
/// <param name="Scale">The |z_k| at which the centering energy of one coordinate equals its strength, &gt; 0; also the limit of the search.</param>
/// <param name="Power">Exponent of the centering, ≥ 1.</param>
public readonly record struct LatentPrior(double Centering, double Scale, double Power)
{
    /// <summary>Computes the energy of one latent.</summary>
    public double Energy(ReadOnlySpan<float> z)
    {
        double energy = 0;
        foreach (float value in z)
        {
            energy += 0.5 * value * value + Centering * Math.Pow(Math.Abs(value) / Scale, Power);
        }
        return energy;
    }

    /// <summary>Computes z U'(z), U the energy of one coordinate. Its mean over latents and their posteriors is 1 where their scale is that of the prior.</summary>
    public double Pull(double z) => z * Derivatives(z).Slope;

    /// <summary>Computes slope and curvature of the energy in one coordinate. The curvature is at least 1, that of the unit Gaussian.</summary>
    public (double Slope, double Curvature) Derivatives(double z)
    {
        double at = Math.Abs(z) / Scale, slope = Centering * Power * Math.Pow(at, Power - 1) / Scale;
        double curvature = Power < 2 ? 0 : Centering * Power * (Power - 1) * Math.Pow(at, Power - 2) / (Scale * Scale);
        return (z + Math.Sign(z) * slope, 1 + curvature);
    }
}
