namespace Flex3D.Stages.Training;

/// <summary>Records the losses at the end of an epoch: means over particles of ½‖I − P‖²/σ².</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="Kind">What it improved.</param>
/// <param name="Loss">Flexed loss of the training particles.</param>
/// <param name="Rigidity">E_rigid of the training particles.</param>
/// <param name="HeldOutFlexed">Flexed loss of held-out particles, their latents inferred from the same image; NaN where none are held out.</param>
/// <param name="HeldOutRigid">Loss of the same particles under the rigid control.</param>
/// <param name="PredictiveGain">Mean improvement of flexed over rigid on Fourier components the latents were not inferred from.</param>
/// <param name="PredictiveGainError">Its standard error.</param>
/// <param name="HeldOutParticles">Particles held out.</param>
public sealed record EpochRecord(
    int Epoch, EpochKind Kind, double Loss, double Rigidity, double HeldOutFlexed, double HeldOutRigid, double PredictiveGain, double PredictiveGainError, int HeldOutParticles);
