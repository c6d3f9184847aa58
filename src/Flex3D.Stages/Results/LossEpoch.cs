namespace Flex3D.Stages.Results;

/// <summary>The mean loss ½‖I − P‖² per particle after one epoch; NaN where it was not measured.</summary>
/// <param name="Epoch">Number of the epoch, from 1; 0 is before training.</param>
/// <param name="TrainingFlexed">Mean loss of the particles used in training, with the flow.</param>
/// <param name="HeldOutRigid">Mean loss of the held-out particles, without flow.</param>
/// <param name="HeldOutFlexed">Mean loss of the held-out particles, with the flow at their inferred latents.</param>
public readonly record struct LossEpoch(int Epoch, double TrainingFlexed, double HeldOutRigid, double HeldOutFlexed);
