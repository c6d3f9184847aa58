namespace Flex3D.Stages.Results;

/// <summary>Holds the losses and the predictive gain of held-out particles, and tells whether they support the motion.</summary>
/// <remarks>
/// Latents inferred from an image fit some of its noise, so the flexed loss of the same image falls even where nothing moves.
/// The predictive gain is free of that: latents are inferred from one half of an image's Fourier components and scored on the
/// other, whose noise is independent (<see cref="Training.HeldOutValidation"/>).
/// </remarks>
/// <param name="Rigid">Mean ½‖I − P‖² per held-out particle under the rigid control, noise sd 1.</param>
/// <param name="Flexed">The same with the flow.</param>
/// <param name="Gain">Mean predictive gain of the flow over the control; NaN where not measured.</param>
/// <param name="StandardErrorOfGain">Its standard error.</param>
/// <param name="Particles">How many were held out.</param>
public readonly record struct HeldOutLoss(double Rigid, double Flexed, double Gain, double StandardErrorOfGain, int Particles)
{
    /// <summary>Gain in standard errors from which motion counts as supported.</summary>
    public const double SupportedFromZ = 3;

    /// <summary>Whether the held-out particles support the motion; null where it was not tested, for want of two of them or of a gain.</summary>
    public bool? Supported => Particles < 2 || !double.IsFinite(Gain) ? null : Gain > 0 && Gain >= SupportedFromZ * StandardErrorOfGain;

    /// <summary><see cref="Gain"/> in standard errors; 0 where both are 0.</summary>
    public double ZScore => Gain == 0 ? 0 : Gain / StandardErrorOfGain;
}
