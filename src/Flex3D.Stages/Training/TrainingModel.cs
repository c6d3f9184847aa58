using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Orientations;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>The data that a worker needs to evaluate shards in training: one committed state of the model, and the settings of its epoch.</summary>
/// <param name="Version">Version that names the state.</param>
/// <param name="Flexed">The model with its flow.</param>
/// <param name="Rigid">The rigid control.</param>
/// <param name="Composition">The composition model; null where it is not trained.</param>
/// <param name="ActiveLatents">Number of latent coordinates in use.</param>
/// <param name="Settings">The settings of the epoch.</param>
/// <param name="Priors">The priors on a particle's own parameters, with the spreads estimated so far.</param>
/// <param name="RigidPriors">The same under the rigid control, whose spreads of poses are estimated from held-out images.</param>
/// <param name="TestsMotion">Whether the predictive gain of held-out particles is measured in the epoch.</param>
public sealed record TrainingModel(ModelVersion Version, ModelSnapshot Flexed, ModelSnapshot Rigid, ModelSnapshot? Composition, int ActiveLatents, EpochSettings Settings, OwnPriors Priors, OwnPriors RigidPriors, bool TestsMotion)
{
    /// <summary>The places that stand for all that particles occupy in latent space, [centre][K] (<see cref="ClusterCentres"/>); empty where rows share images: a flow that is tried everywhere turns an average over wrong poses back.</summary>
    public required float[] Centres { get; init; }

    /// <summary>Standard deviation of the change of defocus, Å, under which that of held-out particles is estimated while it is not decided whether defocus is re-estimated; 0 where it is decided.</summary>
    public double UndecidedDefocus { get; init; }

    /// <summary>The model with its flow, of whose density the weakest voxels are left out (<see cref="Canonical.SparseDensity"/>): flow, latents and an image's other parameters follow from it. In map epochs <see cref="Flexed"/>.</summary>
    public required ModelSnapshot Sparse { get; init; }

    /// <summary>The models at the smaller box; null where nothing is done there.</summary>
    public CoarseModels? Coarse { get; init; }

    /// <summary>The particles from which the flexed map is made anew; null where it goes on from what it is.</summary>
    public AnchorNeighbours? Anchor { get; init; }

    /// <summary>The flexed map without flow, where those particles make the next one without it; else null.</summary>
    public ModelSnapshot? Unmoved { get; init; }

    /// <summary>
    /// The canonical map, the consensus map that training began with, and the rigid control, to be compared with held-out images in all orientations; null where that is not done: where the motion is not
    /// tested, or rows share images.
    /// </summary>
    public StillOrientations? Orientations { get; init; }

    /// <summary>Returns <see cref="Orientations"/> of some models.</summary>
    /// <param name="consensus">Density of each bound voxel of the consensus map.</param>
    public static StillOrientations OrientationsOf(ModelSnapshot flexed, float[] consensus, ModelSnapshot rigid) => new(flexed.Voxels, consensus, rigid.Voxels);

    /// <summary>Returns the consensus map of <see cref="OrientationsOf"/>.</summary>
    public static float[] Consensus(StillOrientations orientations) => orientations.Density(1);

    /// <summary>Bytes of the projections of <see cref="Orientations"/>.</summary>
    public static long OrientationBytes(int box) => StillOrientations.BytesOf(box, molecules: 3);

    /// <summary>The priors on a particle's own parameters under the composition model: it does not move, and has latents.</summary>
    public OwnPriors CompositionPriors => RigidPriors with { Latent = CompositionModel.Prior };
}
