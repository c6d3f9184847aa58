namespace Flex3D.Stages.Inference;

/// <summary>The steps, grid, limit and prior of the latent search.</summary>
/// <param name="Steps">Steps δ of each sweep over the coordinates, coarse to fine, each &gt; 0.</param>
/// <param name="GridPoints">Number of evenly spaced values tried on each coordinate first; 0 for none.</param>
/// <param name="Limit">Limit of the search: latents stay within ±limit.</param>
/// <param name="Prior">Prior energy of a latent.</param>
/// <param name="NewtonSteps">Number of Gauss-Newton steps after the sweeps; 0 for none, and no posterior.</param>
/// <param name="Poses">Whether the offsets from the given poses are found together with the latents in those steps.</param>
/// <param name="Defocus">Whether the change of the given defocus values is.</param>
public sealed record LatentSearchSettings(IReadOnlyList<double> Steps, int GridPoints, double Limit, LatentPrior Prior, int NewtonSteps = 0, bool Poses = false, bool Defocus = false)
{
    /// <summary>Whether coordinates are swept over before the Gauss-Newton steps.</summary>
    public bool Sweeps => Steps.Count + GridPoints > 0;
}
