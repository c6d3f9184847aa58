using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>The losses at the end of an epoch: means over particles of ½‖I − P‖²/σ².</summary>
/// <param name="Epoch">Number of the epoch, from 0.</param>
/// <param name="Kind">The kind of the epoch.</param>
/// <param name="Loss">Flexed loss of the training particles.</param>
/// <param name="Rigidity">E_rigid of the training particles.</param>
/// <param name="HeldOutFlexed">Flexed loss of held-out particles, with latents inferred from the same image; NaN where none are held out.</param>
/// <param name="HeldOutRigid">Loss of the same particles under the rigid control.</param>
/// <param name="PredictiveGain">Mean predictive gain: improvement of the flexed over the rigid loss on Fourier components from which the latents were not inferred.</param>
/// <param name="PredictiveGainError">Standard error of the predictive gain.</param>
/// <param name="HeldOutParticles">The number of held-out particles; rows of one image count as one, with their mean.</param>
/// <param name="DetailGain">Like <paramref name="PredictiveGain"/>, over the components finer than <see cref="TestGains.DetailAngstrom"/> alone; NaN where the images have none.</param>
/// <param name="DetailGainError">Standard error of <paramref name="DetailGain"/>.</param>
/// <param name="CompositionGain">Like <paramref name="PredictiveGain"/>, of the composition model; NaN where it was not tested.</param>
/// <param name="CompositionGainError">Standard error of <paramref name="CompositionGain"/>.</param>
/// <param name="CompositionDetailGain">Like <paramref name="DetailGain"/>, of the composition model.</param>
/// <param name="CompositionDetailGainError">Standard error of <paramref name="CompositionDetailGain"/>.</param>
/// <param name="DifferenceError">Standard error of the difference of both models' gains, of the same particles.</param>
/// <param name="DetailDifferenceError">Standard error of the difference of both models' gains of detail.</param>
/// <param name="TurnDegrees">Standard deviation of the given orientations from those under the rigid control, about each axis, degrees; 0 where the data show none.</param>
/// <param name="ShiftAngstrom">Standard deviation of the given shifts from those under the rigid control, along each axis, Å; 0 where the data show none.</param>
/// <param name="HeldOutMicrographs">The number of micrographs of the held-out particles, which are all that these have; 0 where they were drawn by image.</param>
/// <param name="ActiveLatents">Number of latent coordinates in use after the epoch; 0 in records of versions that did not count them.</param>
/// <param name="RigidLoss">Loss of the training particles under the rigid control, in map epochs; NaN in others.</param>
/// <param name="AnchorParticles">The number of particles from which the epoch made the canonical map anew, without flow; 0 where it did not.</param>
/// <param name="RigidityStrength">λ of the epoch; NaN in records of versions in which it did not change.</param>
/// <param name="Unfit">The number of particles of the epoch that fit nothing of the model's detail (<see cref="FitWeight"/>); 0 in epochs that do not measure it.</param>
/// <param name="DefocusAngstrom">Standard deviation of the given defocus values from the re-estimated ones, Å; 0 where they were not re-estimated, or the data show none.</param>
public sealed record EpochRecord(
    int Epoch, EpochKind Kind, double Loss, double Rigidity, double HeldOutFlexed, double HeldOutRigid, double PredictiveGain, double PredictiveGainError, int HeldOutParticles,
    double DetailGain = double.NaN, double DetailGainError = double.NaN, double CompositionGain = double.NaN, double CompositionGainError = double.NaN,
    double CompositionDetailGain = double.NaN, double CompositionDetailGainError = double.NaN, double DifferenceError = double.NaN, double DetailDifferenceError = double.NaN, double TurnDegrees = 0, double ShiftAngstrom = 0, int HeldOutMicrographs = 0, int ActiveLatents = 0, double RigidLoss = double.NaN, int AnchorParticles = 0, double RigidityStrength = double.NaN, double DefocusAngstrom = 0, int Unfit = 0)
{
    /// <summary>Mean gain of the flexed model over itself at mirrored latents (<see cref="TestGains.Mirror"/>); NaN where it was not measured.</summary>
    public double MirrorGain { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="MirrorGain"/>.</summary>
    public double MirrorGainError { get; init; } = double.NaN;

    /// <summary>Like <see cref="MirrorGain"/>, over detail.</summary>
    public double MirrorDetailGain { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="MirrorDetailGain"/>.</summary>
    public double MirrorDetailGainError { get; init; } = double.NaN;

    /// <summary>The number of held-out images that were compared in all orientations; the gains that follow are of them.</summary>
    public int TurnedImages { get; init; }

    /// <summary>Mean gain of the motion minus that of molecules that do not move and may have any orientation (<see cref="TestGains.Turned"/>); NaN where it was not measured.</summary>
    public double TurnedDifference { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="TurnedDifference"/>.</summary>
    public double TurnedDifferenceError { get; init; } = double.NaN;

    /// <summary>Like <see cref="TurnedDifference"/>, over detail.</summary>
    public double TurnedDetailDifference { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="TurnedDetailDifference"/>.</summary>
    public double TurnedDetailDifferenceError { get; init; } = double.NaN;

    /// <summary>Mean gain of such molecules over themselves near the given orientations (<see cref="TestGains.Reoriented"/>).</summary>
    public double ReorientedGain { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="ReorientedGain"/>.</summary>
    public double ReorientedGainError { get; init; } = double.NaN;

    /// <summary>Like <see cref="ReorientedGain"/>, over detail.</summary>
    public double ReorientedDetailGain { get; init; } = double.NaN;

    /// <summary>Standard error of <see cref="ReorientedDetailGain"/>.</summary>
    public double ReorientedDetailGainError { get; init; } = double.NaN;
}
