using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Results;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>What a reconstruction works on, from what prep and training left, before it computes anything.</summary>
/// <param name="Prepared">What prep left.</param>
/// <param name="Trained">The model, with the latents of a sample of the particles.</param>
/// <param name="Frame">The frame that the maps with motion stand in: that of the middle conformation, where the mesh can follow.</param>
/// <param name="Mask">The mask, full size.</param>
/// <param name="Carried">The mask in that frame.</param>
internal sealed record ReconstructionProblem(PreparedFiles Prepared, FlexModel Trained, RebasedFrame Frame, DensityMap Mask, DensityMap Carried)
{
    /// <summary>Images of a shard.</summary>
    public const int ShardSize = 16;

    /// <summary>The model in that frame.</summary>
    public FlexModel Model { get; } = Frame.Of(Trained);

    /// <summary>Mesh and voxels in that frame.</summary>
    public EngineProblem Flexed { get; } = new(Prepared.FullBox, Prepared.PixelSizeAngstrom, Frame.Mesh, VoxelBinder.Bind(Frame.Mesh, Carried), Frame.Of(Trained).Flow);

    /// <summary>Those of the control, in the frame of the poses' consensus map.</summary>
    public EngineProblem Rigid { get; } = new(Prepared.FullBox, Prepared.PixelSizeAngstrom, Trained.Mesh, VoxelBinder.Bind(Trained.Mesh, Mask), Frame.Of(Trained).Flow);

    /// <exception cref="InputException">A file is missing or damaged.</exception>
    public static ReconstructionProblem Read(StepContext context, PreparedFiles prepared)
    {
        FlexModel trained = ModelFile.Read(TrainingResults.ModelFileOf(context), ModelFile.EnoughParticles);
        DensityMap mask = MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name)));
        DensityMap consensus = RunInputs.Map(prepared.Map, "map", prepared.FullBox, prepared.PixelSizeAngstrom);
        RebasedFrame frame = RebasedFrame.Choose(trained, MotionLatents.FromMiddle(ModelMotion.Of(trained, consensus, mask), trained.Latents, trained.Flow.LatentDimension));
        if (FrameNote.Of(frame).Warning is { } warning)
        {
            context.Log.Warning("{Warning:l}", warning);
        }
        else
        {
            context.Log.Information("the frame moves to the conformation at latent {Middle:l}", FrameNote.Text(frame.Latent));
        }
        return new(prepared, trained, frame, mask, FrameRebase.CarryMask(mask, trained.Mesh, frame.Mesh));
    }
}
