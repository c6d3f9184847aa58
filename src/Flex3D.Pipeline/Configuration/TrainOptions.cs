namespace Flex3D.Pipeline.Configuration;

/// <summary>The optimiser, which updates parameters by their gradients.</summary>
internal enum Optimizer
{
    Adam,

    /// <summary>Stochastic gradient descent with Nesterov's momentum.</summary>
    Nesterov,
}

/// <summary>What is learned from the half-sets alone.</summary>
internal enum TrainedHalves
{
    /// <summary>Independent where there are enough particles, else shared.</summary>
    Auto,

    /// <summary>Nothing: both half-maps are reconstructed with the motion learned from all particles.</summary>
    Shared,

    /// <summary>A model and latents of each, with which its half-map is reconstructed.</summary>
    Independent,
}

/// <summary>The latents that training begins with.</summary>
internal enum InitialLatents
{
    /// <summary>Coordinates in a linear subspace where that shows a large motion, else zero.</summary>
    Auto,

    /// <summary>Zero for every particle.</summary>
    None,

    /// <summary>Coordinates in a linear subspace around the consensus map.</summary>
    Subspace,
}

/// <summary>How long latents that training begins with are kept unchanged.</summary>
internal enum LatentFreeze
{
    Never,
    WarmUp,
    Always,
}

/// <summary>The settings of the train step, which learns the motion, the canonical map and the latents.</summary>
internal sealed record TrainOptions
{
    [Setting("Number of latent coordinates", Min = 1, Max = 8)]
    public int LatentDimension { get; init; } = 2;

    [Setting("Hidden layers of the flow network", Min = 2, Max = 8)]
    public int Layers { get; init; } = 6;

    [Setting("Units of each hidden layer", Min = 32, Max = 128)]
    public int Width { get; init; } = 64;

    [Setting("Strength λ of the rigidity prior at the start; the paper's runs use 0.5 to 5", Min = 0, Auto = "from the signal of an image")]
    public double? Lambda { get; init; }

    [Setting("Share of what the motion gains that the rigidity prior may cost: after warm-up λ follows from it in every epoch, between a sixteenth of its first value and this; 0 keeps λ", Min = 0, Max = 1, Auto = "0.01; 0 where lambda is given or rows share images")]
    public double? RigidityShare { get; init; }

    [Setting("Make the canonical map anew from the particles nearest to a conformation that many have, after each layout of the latents that enough epochs follow, instead of going on from the consensus", Auto = "true; false where rows share images, or an epoch has fewer than five minibatches")]
    public bool? CentralMap { get; init; }

    [Setting("Box of the images in warm-up and in the searches for latents that finer steps follow, in pixels, such as half the training box; 0 for the training box. It saves about a tenth of the time, and more of large boxes; the motion of an antibody's arm was found less well, 1.09 for 1.02 Å", Min = 0, Max = 4096)]
    public int CoarseBox { get; init; }

    [Setting("Most particles from which motion and map are learned; of more, so many are drawn. All others get their latents at the end, and all are reconstructed", Min = 10, Auto = "as many as have a signal of 10 million together, 20,000 or more; all where rows share images")]
    public int? MostParticles { get; init; }

    [Setting("Number of epochs", Min = 1, Max = 10_000, Auto = "16 to 28, so that about 800 flow steps follow warm-up: 28 for fewer than 13,000 particles; 16 where continueFrom is given; or those of schedule")]
    public int? Epochs { get; init; }

    [Setting("Number of first epochs in which the map is fixed (the latents instead, where they are given)", Min = 0, Max = 10_000, Auto = "5; 0 where continueFrom is given; of a schedule the epochs before the first of the map")]
    public int? WarmUpEpochs { get; init; }

    [Setting("Number of further epochs, map and flow in turn, in which one latent coordinate that was switched off is tried again: the map is sharper by then", Min = 0, Max = 10_000, Auto = "8 where latentDimension is 3 or more, and none of epochs, schedule, continueFrom and latents is given; else 0")]
    public int? SecondRound { get; init; }

    [Setting("Epochs in order, such as [{epochs: 5}, {update: map}, {update: flow, flowLearningRate: 0.001}], each updating flow or map; all latents are inferred once more at the end", Auto = "epochs of the flow in warm-up, then of map and flow in turn")]
    public IReadOnlyList<EpochOptions>? Schedule { get; init; }

    [Setting("Folder of an earlier run whose training goes on here, with its flow, map, latents and optimiser, for the epochs given here: with another lambda, schedule or rates, or a larger latentDimension", Auto = "training begins anew", IsPath = true, KeepsCheckpoint = true)]
    public string? ContinueFrom { get; init; }

    [Setting("Particles in a minibatch", Min = 1, Auto = "a 25th of the particles, 100 to 500")]
    public int? BatchSize { get; init; }

    [Setting("Optimiser steps on each minibatch after one search of its latents; after warm-up up to three times as many, for about 75 steps an epoch, where the map is made anew (centralMap)", Min = 1, Max = 100, Auto = "1 to 5, so that an epoch of warm-up has about 25 steps; 1 where batchSize is given")]
    public int? StepsPerBatch { get; init; }

    [Setting("Standard deviation of the noise added to latents in flow steps", Min = 0, Max = 10)]
    public double LatentNoise { get; init; } = 0.15;

    [Setting("Strength of the centering term of the latent prior, 20·Σ(|z|/1.5)⁴ in the reference, which is added to the unit Gaussian", Min = 0)]
    public double Centering { get; init; } = 20;

    [Setting("Latents that training begins with, where inputs.latents gives none: none for 0; subspace for each particle's coordinates in a linear subspace around the consensus map, which is fitted at low resolution first; auto for subspace where the first component beyond latentDimension gains a third as much as the first, as where a motion is large, and else none. With auto no subspace is fitted to fewer than 3,000 images or to rows that share images, for one latent coordinate, or where latents are not kept in warm-up")]
    public InitialLatents InitialLatents { get; init; }

    [Setting("How long given latents, or those of a subspace, are kept unchanged: never, in warmUp, or always", True = nameof(LatentFreeze.Always), False = nameof(LatentFreeze.WarmUp))]
    public LatentFreeze FreezeLatents { get; init; } = LatentFreeze.WarmUp;

    [Setting("Take a turn and shift of the whole for motion, as where poses are those of what surrounds the part that is in the images (flex3d focus); else they correct poses, and are taken out of what is shown")]
    public bool WholeMoves { get; init; }

    [Setting("Re-estimate each particle's orientation and shift under the model, in the second half of the epochs", Auto = "where held-out particles show twice, and not less the second time, that the given ones are off by 0.15 pixel or more, and a quarter or more of the variance of that is resolved")]
    public bool? RefinePoses { get; init; }

    [Setting("Re-estimate a change of each particle's two defocus values under the model, in the second half of the epochs", Auto = "where held-out particles show that the given ones are off by so much that phases at the training images' highest frequency are off by 0.5 radians or more, and a quarter or more of the variance of that is resolved")]
    public bool? RefineDefocus { get; init; }

    [Setting("Whether motion, map and latents are learned again from each half-set alone, which takes as long again: independent does so where held-out particles support the motion, says by how much the two models differ, and each half-map is reconstructed with its own motion where held-out particles support both; shared does not; auto is independent from 20,000 images on")]
    public TrainedHalves Halves { get; init; }

    [Setting("Optimiser of the flow network")]
    public Optimizer Optimizer { get; init; }

    [Setting("Learning rate of the flow network at the start", Min = 0, AboveMin = true, Max = 1)]
    public double FlowLearningRate { get; init; } = 0.005;

    [Setting("Learning rate of the flow network at the end", Min = 0, AboveMin = true, Max = 1)]
    public double FlowLearningRateEnd { get; init; } = 0.0005;

    [Setting("Step of the map over all particles in the last epoch, as a multiple of the distance to its best value: 1 averages over about one epoch; three times as much in the first epoch", Min = 0, AboveMin = true, Max = 10)]
    public double MapLearningRate { get; init; } = 1;

    [Setting("Band limit of the map at the start", Unit = "cycles/pixel", Min = 0, AboveMin = true, Max = 0.5, Auto = "0.35")]
    public double? FrequencyStart { get; init; }

    [Setting("Band limit of the map at the end", Unit = "cycles/pixel", Min = 0, AboveMin = true, Max = 0.5)]
    public double FrequencyEnd { get; init; } = 0.48;

    [Setting("Fraction of the particles held out of training to test the motion; with 0 it is not tested", Min = 0, Max = 0.5, Auto = "one in 10, but 100 to 1,000 particles and at most one in 5")]
    public double? ValidationFraction { get; init; }

    [Setting("Epochs between checkpoints", Min = 1, Max = 10_000, KeepsCheckpoint = true)]
    public int CheckpointEvery { get; init; } = 1;

    [Setting("Write a hash after each stage of each shard to traces/, for the command compare-traces; does not change results", KeepsCheckpoint = true)]
    public bool TraceHashes { get; init; }
}
