namespace Flex3D.Stages.Training;

/// <summary>The steps, grid, limit and prior of the latent search.</summary>
/// <param name="Steps">Steps δ of each sweep over the coordinates, coarse to fine, each &gt; 0.</param>
/// <param name="GridPoints">Number of evenly spaced values tried on each coordinate first; 0 for none.</param>
/// <param name="Limit">Limit of the search: latents stay within ±limit.</param>
/// <param name="Prior">Prior energy of a latent.</param>
public sealed record LatentSearchSettings(IReadOnlyList<double> Steps, int GridPoints, double Limit, LatentPrior Prior);
