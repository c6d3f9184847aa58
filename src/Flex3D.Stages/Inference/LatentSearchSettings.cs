namespace Flex3D.Stages.Inference;

/// <summary>The steps, limit and prior of the latent search.</summary>
/// <param name="Steps">Steps δ of each sweep over the coordinates, coarse to fine, each &gt; 0.</param>
/// <param name="Limit">Limit of the search: latents stay within ±limit.</param>
/// <param name="Prior">Prior energy of a latent.</param>
/// <param name="NewtonSteps">Number of Gauss-Newton steps after the sweeps; 0 for none, and no posterior.</param>
/// <param name="Centres">Whether the places that stand for all that particles occupy are tried first.</param>
/// <param name="Poses">Whether the offsets from the given poses are found together with the latents in those steps.</param>
/// <param name="Defocus">Whether the change of the given defocus values is.</param>
public sealed record LatentSearchSettings(IReadOnlyList<double> Steps, double Limit, LatentPrior Prior, int NewtonSteps = 0, bool Centres = false, bool Poses = false, bool Defocus = false)
{
    /// <summary>
    /// Whether the posterior is kept for draws of latents while poses and other parameters stay those found: then it is that of the latents given these. A draw from the wider one, in which
    /// a pose may make up for a latent, would move the image by more than it allows, and the flow would answer with a smaller motion, of which poses take the rest.
    /// </summary>
    public bool DrawsLatents { get; init; }

    /// <summary>The number of first coordinates that are swept over; the others, on which nothing depends, stay as they are. 0 for all.</summary>
    public int Coordinates { get; init; }

    /// <summary>Whether coordinates are swept over before the Gauss-Newton steps.</summary>
    public bool Sweeps => Steps.Count > 0 || Centres;
}
