namespace Flex3D.Stages.Results;

/// <summary>The mean loss ½‖I − P‖² per particle after one epoch; NaN where it was not measured.</summary>
/// <param name="Epoch">From 1; 0 is before training.</param>
/// <param name="TrainingFlexed">Particles the model is trained on, with the flow.</param>
/// <param name="HeldOutRigid">Held-out particles, without flow.</param>
/// <param name="HeldOutFlexed">Held-out particles, with the flow at their inferred latents.</param>
public readonly record struct LossEpoch(int Epoch, double TrainingFlexed, double HeldOutRigid, double HeldOutFlexed);
