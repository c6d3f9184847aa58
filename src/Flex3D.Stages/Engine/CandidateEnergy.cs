namespace Flex3D.Stages.Engine;

/// <summary>The terms of the loss of one latent candidate of one image: the data terms and the priors on the flow, in units of the log-likelihood.</summary>
/// <param name="Cross">⟨C F(I), F(P)⟩ / σ², the correlation of image and projection.</param>
/// <param name="Power">‖C F(P)‖² / σ², the energy of the projection.</param>
/// <param name="Prior">Σ strength·E over the priors on the flow, such as λ E_rigid of eq. 7; 0 for the rigid model.</param>
public readonly record struct CandidateEnergy(double Cross, double Power, double Prior)
{
    /// <summary>E_data of eq. 3 for an image of energy <paramref name="constant"/> = ½‖F(I)‖²/σ² and contrast <paramref name="contrast"/>.</summary>
    public double Data(double constant, double contrast) => constant - contrast * Cross + 0.5 * contrast * contrast * Power;
}
