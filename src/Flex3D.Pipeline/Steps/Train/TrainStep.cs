using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Mesh;
using Flex3D.Pipeline.Steps.Prep;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The train step: see <see cref="Training"/>.</summary>
/// <param name="epochs">Runs the epochs; a benchmark has a loop of its own.</param>
internal sealed class TrainStep(Training.EpochLoop epochs) : IPipelineStep
{
    public const string Name = "train";

    public TrainStep()
        : this(TrainingEpochs.RunAsync)
    {
    }

    string IPipelineStep.Name => Name;

    public StepHelp Help { get; } = new(
        "Learns the motion, the canonical map and each particle's latents.",
        "flex3d train --from runs/mesh --out runs/trained --latent-dimension 2 --epochs 20");

    public IReadOnlyList<string> Needs { get; } = [PrepStep.Name, MeshStep.Name];

    public IReadOnlyList<StepResult> Results { get; } =
    [
        new("plots/coordinates.png", "where the particles lie on the landscape, in Å along the components of the motion")
        {
            Shown = ("Principal coordinates", "Where the particles lie along the components of the motion: 1 is a displacement of 1 Å RMS over the molecule. Every pair of coordinates, coloured by density."),
        },
        new("plots/latents.png", null) { Shown = ("Latent coordinates", "Every pair of latent coordinates, coloured by density; their axes and units are of this training only.") },
        new("latents.csv", "each particle's latent and principal coordinates; also beside every input column in particles.star"),
        new(CompositionMap.Name, "how much the density of each place varies between particles if nothing moves (standard deviation over mean)"),
        new(HalfTrainings.ErrorMap, "by how much other data would change the motion at each place, Å RMS, from models of the half-sets alone; in the frame of maps/canonical.mrc"),
        new("train/subspace.json", "the linear subspace in which latents may begin: energy of each component in an image, and by how much it raises the log-evidence of held-out particles"),
        new("train/given_latents.json", "how the given latents were centred and scaled for training: z = (given − offset) · factor"),
        new("plots/loss.png", null) { Shown = ("Training", "Loss by epoch; the held-out particles were never trained on.") },
    ];

    public Func<StepContext, MemoryPlan> PlanMemory => TrainingMemory.Of;

    /// <summary>Returns the identity of this training's checkpoints. A checkpoint of another identity is refused; only the backend may differ.</summary>
    public static CheckpointIdentity IdentityOf(StepContext context, string backend)
    {
        string prep = context.ResultsOf(PrepStep.Name);
        return StepIdentity.Of(
            context, backend, ("inputs.latents", context.Options.Inputs.Latents), ("prep/prepared.json", PreparedFiles.FileOf(prep)), ("prep/particles.mrcs", PreparedFiles.Stack(prep)),
            ("mesh/mesh.json", MeshStep.MeshFileOf(context)), (ContinuedTraining.Setting, ContinuedTraining.FileOf(context)));
    }

    public Task RunAsync(StepContext context) => Training.RunAsync(context, epochs);
}
