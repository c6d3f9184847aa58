namespace Flex3D.Stages.Results;

/// <summary>The mean loss ½‖I − P‖² per particle after one epoch; NaN where it was not measured.</summary>
/// <param name="Epoch">Number of the epoch, from 1; 0 is before training.</param>
/// <param name="TrainingFlexed">Mean loss of the particles used in training, with the flow.</param>
/// <param name="HeldOutRigid">Mean loss of the held-out particles, without flow.</param>
/// <param name="HeldOutFlexed">Mean loss of the held-out particles, with the flow at their inferred latents.</param>
public readonly record struct LossEpoch(int Epoch, double TrainingFlexed, double HeldOutRigid, double HeldOutFlexed)
{
    /// <summary>What the epoch learned, such as <c>flow</c> or <c>map</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>λ of the epoch; NaN where it is not known.</summary>
    public double RigidityStrength { get; init; } = double.NaN;

    /// <summary>Number of latent coordinates in use after the epoch; 0 where it is not known.</summary>
    public int ActiveLatents { get; init; }
}
