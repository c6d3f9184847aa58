namespace Flex3D.Stages.Results;

/// <summary>The losses and the predictive gain of held-out particles, which tell whether they support the motion.</summary>
/// <remarks>
/// Latents inferred from an image fit some of its noise, so the flexed loss of the same image falls even where nothing moves.
/// The predictive gain has no such bias: latents are inferred from one half of an image's Fourier components and scored on the
/// other, whose noise is independent (<see cref="Training.HeldOutValidation"/>).
/// </remarks>
/// <param name="Rigid">Mean ½‖I − P‖² per held-out particle under the rigid control; the noise has sd 1.</param>
/// <param name="Flexed">Mean ½‖I − P‖² per held-out particle with the flow.</param>
/// <param name="Gain">Mean predictive gain of the flow over the control; NaN where not measured.</param>
/// <param name="StandardErrorOfGain">Standard error of the gain.</param>
/// <param name="Particles">The number of held-out particles; rows of one image count as one.</param>
public readonly record struct HeldOutLoss(double Rigid, double Flexed, double Gain, double StandardErrorOfGain, int Particles)
{
    /// <summary>The gain, in standard errors, from which motion counts as supported.</summary>
    public const double SupportedFromZ = 3;

    /// <summary>Whether the held-out particles support the motion; null where it was not tested, with fewer than two of them or without a gain.</summary>
    public bool? Supported => Particles < 2 || !double.IsFinite(Gain) ? null : Gain > 0 && Gain >= SupportedFromZ * StandardErrorOfGain;

    /// <summary>The gain <see cref="Gain"/> in standard errors; 0 where both are 0.</summary>
    public double ZScore => Gain == 0 ? 0 : Gain / StandardErrorOfGain;
}
