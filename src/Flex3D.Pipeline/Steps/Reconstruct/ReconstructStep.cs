using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The reconstruct step: see <see cref="Reconstruction"/>.</summary>
internal sealed class ReconstructStep : IPipelineStep
{
    public const string Name = "reconstruct";

    string IPipelineStep.Name => Name;

    public StepHelp Help { get; } = new(
        "Reconstructs half-maps at full size, with motion and without, and their FSC.",
        "flex3d reconstruct --from runs/trained --out runs/maps");

    public IReadOnlyList<string> Needs { get; } = [PrepStep.Name, TrainStep.Name];

    public IReadOnlyList<StepResult> Results { get; } =
    [
        new("plots/motion.png", null) { Shown = ("How the particles are spread along the flow", "The first principal component of the learned displacements.") },
        new("plots/fsc.png", "resolution of the flexed and the rigid map") { Shown = ("Resolution", "Fourier shell correlation of the half-maps, flexed and rigid, masked and corrected.") },
        new("maps/flex.mrc", "the merged map in the middle conformation; maps/rigid.mrc is the control without motion"),
        new("symmetry.csv", "by shell, how well the half-maps have the symmetry; maps/*_unsymmetrised.mrc are those before the average"),
        new("model.npz", "the model: evaluate the flow at any latent (docs/model-file.md)"),
    ];

    public Func<StepContext, MemoryPlan> PlanMemory => ReconstructionMemory.Of;

    /// <summary>Returns the identity of this reconstruction's checkpoints. A checkpoint of another identity is refused; only the backend may differ.</summary>
    public static CheckpointIdentity IdentityOf(StepContext context, string backend)
    {
        bool halves = HalvesNote.FileOf(context.ResultsOf(TrainStep.Name)) is not null;
        (string, string?)[] models = halves ? [.. ((int[])[1, 2]).Select(half => ($"train/{HalfTrainings.PartOf(half)}/model.npz", (string?)TrainingResults.ModelFileOf(context, half)))] : [];
        return StepIdentity.Of(
            context, backend,
            [("prep/prepared.json", PreparedFiles.FileOf(context.ResultsOf(PrepStep.Name))), ("train/model.npz", TrainingResults.ModelFileOf(context)), .. models]);
    }

    public Task RunAsync(StepContext context) => Reconstruction.RunAsync(context);
}
