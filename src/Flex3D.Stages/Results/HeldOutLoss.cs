namespace Flex3D.Stages.Results;

/// <summary>What particles the model was not trained on say about the motion.</summary>
/// <remarks>
/// Their latents are inferred from the same images the loss is measured on, so even a flow that means nothing lowers the
/// loss: K fitted numbers gain K/2 on pure noise of sd 1, and would lose as much again on a second image of the same
/// particle. Akaike's correction takes both: only a gain beyond K per particle counts.
/// </remarks>
/// <param name="Rigid">Mean ½‖I − P‖² per held-out particle without flow, noise sd 1.</param>
/// <param name="Flexed">The same with the flow.</param>
/// <param name="StandardErrorOfGain">Standard error of the mean of the particles' (rigid − flexed), paired.</param>
/// <param name="LatentDimensions">K.</param>
/// <param name="Particles">How many were held out.</param>
public readonly record struct HeldOutLoss(double Rigid, double Flexed, double StandardErrorOfGain, int LatentDimensions, int Particles)
{
    /// <summary>Loss a particle gains by the motion beyond what fitting its latents to noise explains.</summary>
    public double Gain => Rigid - Flexed - LatentDimensions;

    /// <summary><see cref="Gain"/> in standard errors; −∞ where nothing was measured.</summary>
    public double ZScore => double.IsFinite(Gain) && StandardErrorOfGain > 0 ? Gain / StandardErrorOfGain : double.NegativeInfinity;
}
