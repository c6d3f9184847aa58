using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Inference;

/// <summary>The priors on a particle's own parameters: the latent's, and Gaussians around no offset from the given pose and defocus and around contrast 1.</summary>
/// <param name="Latent">Prior of the latent.</param>
/// <param name="RotationRadians">Standard deviation of the turn about each axis, radians; 0 keeps the given orientation.</param>
/// <param name="ShiftPixels">Standard deviation of the shift along each axis, pixels of the training images; 0 keeps the given shift.</param>
/// <param name="Contrast">Standard deviation of the contrast; 0 keeps it.</param>
/// <param name="DefocusAngstrom">Standard deviation of the change of both defocus values, Å; 0 keeps the given ones.</param>
public readonly record struct OwnPriors(LatentPrior Latent, double RotationRadians = 0, double ShiftPixels = 0, double Contrast = 0, double DefocusAngstrom = 0)
{
    /// <summary>Whether orientations and shifts are re-estimated.</summary>
    public bool Poses => RotationRadians > 0 || ShiftPixels > 0;

    /// <summary>Whether orientations, shifts or defocus values are re-estimated.</summary>
    public bool Offsets => Poses || DefocusAngstrom > 0;

    /// <summary>The parameters that are estimated of a model.</summary>
    /// <param name="flexed">Whether the model has a flow, and so a latent.</param>
    public OwnParameters Parameters(bool flexed) =>
        (flexed ? OwnParameters.Latents : 0) | (RotationRadians > 0 ? OwnParameters.Rotation : 0) | (ShiftPixels > 0 ? OwnParameters.Shift : 0) | (Contrast > 0 ? OwnParameters.Contrast : 0)
        | (DefocusAngstrom > 0 ? OwnParameters.Defocus : 0);
}
