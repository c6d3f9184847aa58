namespace Flex3D.Stages.Training;

/// <summary>How far and how finely the latent search looks.</summary>
/// <param name="Steps">δ of each sweep over the coordinates, coarse to fine, each &gt; 0.</param>
/// <param name="GridPoints">Evenly spaced values tried on each coordinate first; 0 for none.</param>
/// <param name="Limit">Latents stay within ±limit.</param>
/// <param name="Prior">Energy of a latent.</param>
public sealed record LatentSearchSettings(IReadOnlyList<double> Steps, int GridPoints, double Limit, LatentPrior Prior);
