using System.Globalization;
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
/// <param name="Model">The same in the frame of its middle conformation.</param>
/// <param name="Mask">The mask, full size.</param>
/// <param name="Carried">The mask in that frame.</param>
internal sealed record ReconstructionProblem(PreparedFiles Prepared, FlexModel Trained, FlexModel Model, DensityMap Mask, DensityMap Carried)
{
    /// <summary>Images of a shard.</summary>
    public const int ShardSize = 16;

    /// <summary>Mesh and voxels in the middle frame.</summary>
    public EngineProblem Flexed { get; } = new(Prepared.FullBox, Prepared.PixelSizeAngstrom, Model.Mesh, VoxelBinder.Bind(Model.Mesh, Carried), Model.Flow);

    /// <summary>Those of the control, in the frame of the poses' consensus map.</summary>
    public EngineProblem Rigid { get; } = new(Prepared.FullBox, Prepared.PixelSizeAngstrom, Trained.Mesh, VoxelBinder.Bind(Trained.Mesh, Mask), Model.Flow);

    /// <exception cref="InputException">A file is missing or damaged.</exception>
    public static ReconstructionProblem Read(StepContext context, PreparedFiles prepared)
    {
        FlexModel trained = ModelFile.Read(TrainingResults.ModelFileOf(context), ModelFile.EnoughParticles);
        DensityMap mask = MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(StepName.Prep)));
        var field = new FlowField(trained);
        DensityMap consensus = RunInputs.Map(prepared.Map, "map", prepared.FullBox, prepared.PixelSizeAngstrom);
        float[] middle = MotionLatents.Middle(ModelMotion.Of(trained, consensus, mask), trained.Latents, trained.Flow.LatentDimension);
        float[] flow = new float[3 * field.VertexCount];
        field.Flows(middle, 1, flow);
        TetrahedralMesh mesh = FrameRebase.Deform(trained.Mesh, flow);
        context.Log.Information("the frame moves to the conformation at latent {Middle}", string.Join(", ", middle.Select(z => z.ToString("0.00", CultureInfo.InvariantCulture))));
        return new(prepared, trained, trained with { Mesh = mesh, Flow = trained.Flow.AnchoredAt(middle) }, mask, FrameRebase.CarryMask(mask, trained.Mesh, mesh));
    }
}
