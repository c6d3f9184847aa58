using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Halves;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The problem that a reconstruction solves, read from the results of prep and training before anything is reconstructed.</summary>
/// <param name="Prepared">The results of prep.</param>
/// <param name="Trained">The model, with the latents of a sample of the particles.</param>
/// <param name="Frame">The frame of the flexed maps: that of the middle conformation, unless mesh cells fold over in it.</param>
/// <param name="Mask">The solvent mask at the full box.</param>
/// <param name="Carried">The solvent mask in the frame of the flexed maps.</param>
/// <param name="Halves">The models that were learned from each half-set alone, in the frame of the flexed maps; empty where both half-maps are made with the model of all particles.</param>
internal sealed record ReconstructionProblem(PreparedFiles Prepared, FlexModel Trained, RebasedFrame Frame, DensityMap Mask, DensityMap Carried, IReadOnlyList<FlexModel> Halves)
{
    /// <summary>The number of images in a shard.</summary>
    public const int ShardSize = 16;

    /// <summary>The model in the frame of the flexed maps.</summary>
    public FlexModel Model { get; } = Frame.Of(Trained);

    /// <summary>How the flexed map of half-set 1 and 2 is made, in their frame.</summary>
    public IReadOnlyList<FlexedHalf> Flexed { get; } = Halves.Count > 0
        ? [.. Halves.Select(half => FlexedBy(Prepared, half, Carried))]
        : [.. Enumerable.Repeat(FlexedBy(Prepared, Frame.Of(Trained), Carried), 2)];

    /// <summary>Mesh and voxels of the rigid control, in the frame of the consensus map.</summary>
    public EngineProblem Rigid { get; } = new(Prepared.FullBox, Prepared.PixelSizeAngstrom, Trained.Mesh, VoxelBinder.Bind(Trained.Mesh, Mask), Frame.Of(Trained).Flow);

    /// <exception cref="InputException">A file is missing or damaged.</exception>
    public static ReconstructionProblem Read(StepContext context, PreparedFiles prepared)
    {
        FlexModel trained = ModelFile.Read(TrainingResults.ModelFileOf(context), ModelFile.EnoughParticles);
        DensityMap mask = MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name)));
        DensityMap consensus = prepared.ReadMap(context);
        // By the whole flow: the middle conformation in the middle pose, so that flexed and rigid maps lie on each other.
        PrincipalMotion motion = ModelMotion.Of(trained, ModelMotion.VertexDensity(trained.Mesh, consensus, mask), new FlowField(trained));
        IEnumerable<float[]> latents = MotionLatents.FromMiddle(motion, trained.Latents, trained.Flow.LatentDimension);
        CommonFrame? common = OwnModels(context, trained) is { } halves ? CommonFrame.Find(trained, halves, latents) : null;
        RebasedFrame frame = common?.Frame ?? RebasedFrame.Choose(trained, latents);
        if (FrameNote.Of(frame, common is not null).Warning is { } warning)
        {
            context.Log.Warning("{Warning:l}", warning);
        }
        else
        {
            context.Log.Information("the frame moves to the conformation at latent {Middle:l}", FrameNote.Text(frame.Latent));
        }
        return new(prepared, trained, frame, mask, FrameRebase.CarryMask(mask, trained.Mesh, frame.Mesh), common?.Halves ?? []);
    }

    // The models of the half-sets; null where training learned none, or held-out particles do not support the motion of both.
    private static FlexModel[]? OwnModels(StepContext context, FlexModel trained) => trained.Moves && HalvesNote.Read(context.ResultsOf(TrainStep.Name)) is { Agreement.Supported: 2 }
        ? [.. ((int[])[1, 2]).Select(half => ModelFile.Read(TrainingResults.ModelFileOf(context, half), ModelFile.EnoughParticles))]
        : null;

    private static FlexedHalf FlexedBy(PreparedFiles prepared, FlexModel model, DensityMap carried) => new(
        new EngineProblem(prepared.FullBox, prepared.PixelSizeAngstrom, model.Mesh, VoxelBinder.Bind(model.Mesh, carried), model.Flow), model.Moves ? model.FlowParameters : null);
}
