namespace Flex3D.Stages.Training;

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
}
