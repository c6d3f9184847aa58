using Flex3D.Stages.Inference;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Training;

/// <summary>The options of a training, all of them decided (see <see cref="AutomaticSettings"/> for the choice of automatic ones).</summary>
public sealed record TrainingOptions
{
    /// <summary>Seed of every random draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of epochs of flow and map, without the final inference of all latents.</summary>
    public int Epochs { get; init; } = 16;

    /// <summary>How many of them, the last, are a second round: map and flow in turn with the rates of the first and, where a latent coordinate was left out, with one more (<see cref="LatentFrames.CoordinateTrial"/>). 0 for none.</summary>
    public int SecondRound { get; init; }

    /// <summary>The number of first epochs with the map fixed (or with the latents fixed, if they were given).</summary>
    public int WarmUpEpochs { get; init; } = 5;

    /// <summary>What each epoch updates, <see cref="Epochs"/> of them, of which the first <see cref="WarmUpEpochs"/> keep the map; null for the usual order (<see cref="EpochSchedule"/>).</summary>
    public IReadOnlyList<ScheduledEpoch>? Schedule { get; init; }

    /// <summary>The number of images in a minibatch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The number of optimiser steps on one minibatch after one latent search, ≥ 1; some epochs take more (<see cref="EpochSchedule.StepsPerBatch"/>).</summary>
    public int StepsPerBatch { get; init; } = 1;

    /// <summary>The number of images in a shard, the unit that is read, inferred and summed in a fixed order.</summary>
    public int ShardSize { get; init; } = 16;

    /// <summary>Strengths of the priors on the flow; that of <see cref="RigidityPrior.Name"/> is λ of eq. 7.</summary>
    public required PriorStrengths FlowPriors { get; init; }

    /// <summary>Box of the images in warm-up and of the searches that Gauss-Newton steps follow (<see cref="Coarse.CoarseScale"/>), pixels; 0 for that of the training images.</summary>
    public int CoarseBox { get; init; }

    /// <summary>Whether the canonical map is made anew from the particles nearest to a central conformation, after layouts of the latents (<see cref="EpochSchedule.Anchors"/>).</summary>
    public bool CentralMap { get; init; } = true;

    /// <summary>The share of the motion's gain that rigidity may cost after warm-up: λ is made smaller for it (<see cref="RigidityStrength"/>); 0 leaves λ as it is.</summary>
    public double RigidityShare { get; init; }

    /// <summary>Standard deviation of the noise added to latents before a flow step.</summary>
    public double LatentNoise { get; init; } = 0.15;

    /// <summary>The prior energy of a latent; its scale is also the limit of the search.</summary>
    public LatentPrior Prior { get; init; } = new(20, 1.5, 4);

    /// <summary>Learning rate of the flow at the first and the last epoch; exponential between.</summary>
    public double FlowLearningRate { get; init; } = 0.005;
    public double FlowLearningRateEnd { get; init; } = 0.0005;

    /// <summary>
    /// Step of the map over all particles at the last epoch, in units of the distance to the posterior mean: 1 averages the map over the particles of about one epoch. It is three times as large
    /// at the first epoch; exponential between.
    /// </summary>
    public double MapLearningRate { get; init; } = 1;

    /// <summary>Learning rate of the composition model at the first and the last epoch; exponential between. Its parameters are fractions of the density.</summary>
    public double OccupancyLearningRate { get; init; } = 0.05;
    public double OccupancyLearningRateEnd { get; init; } = 0.005;

    /// <summary>Band limit of the canonical map, cycles/pixel, at the end of warm-up and at the end of training.</summary>
    public double FrequencyStart { get; init; } = 0.35;
    public double FrequencyEnd { get; init; } = 0.48;

    /// <summary>The optimiser: Adam or Nesterov.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Whether latents were given; their axes are then kept.</summary>
    public bool LatentsGiven { get; init; }

    /// <summary>Whether the latents that training begins with are fixed through warm-up.</summary>
    public bool HoldLatents { get; init; }

    /// <summary>Whether latents are never changed.</summary>
    public bool FreezeLatents { get; init; }

    /// <summary>Whether the predictive gain is measured on held-out particles: false where latents are frozen beyond the range of the search.</summary>
    public bool TestsMotion { get; init; } = true;

    /// <summary>Whether the composition model is trained, with which the motion is compared on held-out particles.</summary>
    public bool TestsComposition => TestsMotion && HeldOut > 0;

    /// <summary>Whether a turn and shift of the whole is motion: see <see cref="Model.FlexModel.WholeMoves"/>.</summary>
    public bool WholeMoves { get; init; }

    /// <summary>Whether orientations and shifts are re-estimated under the model, in the second half of the training; null to decide by held-out particles (<see cref="PoseDecision"/>).</summary>
    public bool? RefinesPoses { get; init; }

    /// <summary>Whether defocus values are re-estimated under the model, in the second half of the training; null to decide by held-out particles (<see cref="DefocusDecision"/>).</summary>
    public bool? RefinesDefocus { get; init; } = false;

    /// <summary>Standard deviation of the change of defocus, Å, with which re-estimation begins; it is then estimated from the data.</summary>
    public double FirstDefocus { get; init; } = 500;

    /// <summary>Whether images are perhaps linearised in their defocus.</summary>
    public bool MayRefineDefocus => RefinesDefocus != false && !FreezeLatents;

    /// <summary>Standard deviation of turns (radians) and shifts (pixels) with which re-estimation begins; it is then estimated from the data.</summary>
    public double FirstTurn { get; init; } = 2 * Math.PI / 180;
    public double FirstShift { get; init; } = 1;

    /// <summary>The most particles from which flow and map are learned, ≥ 1: of more, so many are drawn (<see cref="LearningSample"/>). The others get their latents in the final inference.</summary>
    public int MostParticles { get; init; } = int.MaxValue;

    /// <summary>Returns how many of some particles are learned from.</summary>
    public int Learned(int particles) => Math.Min(particles, MostParticles);

    /// <summary>The number of images held out of training, with all rows of each, for the validation loss.</summary>
    public required int HeldOut { get; init; }
}
