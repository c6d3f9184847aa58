using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Reconstruction;

/// <summary>The conformation to which the frame of a model was moved.</summary>
public enum FrameChoice
{
    /// <summary>The middle conformation.</summary>
    Middle,

    /// <summary>The conformation nearest to the middle at which no cell of the mesh is folded over.</summary>
    Nearest,

    /// <summary>The rest conformation of training: at every latent that was tried, cells are folded over.</summary>
    Rest,
}

/// <summary>The re-based frame of a reconstruction: its conformation is as near to the middle one as the mesh can be deformed without folding.</summary>
/// <remarks>A cell that is folded over holds no voxel in its own frame, so no map can be bound to such a mesh. At rest no cell is folded.</remarks>
/// <param name="Choice">The kind of conformation.</param>
/// <param name="Latent">Latent of the conformation, K values; the anchor, or the origin, where the frame was not moved.</param>
/// <param name="Mesh">The mesh deformed to the conformation.</param>
/// <param name="FoldedAtMiddle">The number of cells that are folded over at the middle conformation.</param>
public sealed record RebasedFrame(FrameChoice Choice, float[] Latent, TetrahedralMesh Mesh, int FoldedAtMiddle)
{
    /// <summary>Moves the frame to the first of the latents at which no cell is folded over.</summary>
    /// <param name="trained">The model in the frame of training.</param>
    /// <param name="latents">Latents of K values: the middle one, then others by their distance from it.</param>
    public static RebasedFrame Choose(FlexModel trained, IEnumerable<float[]> latents)
    {
        var field = new FlowField(trained);
        float[] flow = new float[3 * field.VertexCount];
        int tried = 0, foldedAtMiddle = 0;
        foreach (float[] latent in latents)
        {
            field.Flows(latent, 1, flow);
            TetrahedralMesh mesh = MeshDeformation.Deformed(trained.Mesh, flow);
            int folded = FrameRebase.FoldedCells(mesh);
            if (folded == 0)
            {
                return new(tried == 0 ? FrameChoice.Middle : FrameChoice.Nearest, latent, mesh, foldedAtMiddle);
            }
            foldedAtMiddle = tried++ == 0 ? folded : foldedAtMiddle;
        }
        float[] anchor = trained.Flow.Anchor.Count > 0 ? [.. trained.Flow.Anchor] : new float[field.LatentDimension];
        return new(FrameChoice.Rest, anchor, trained.Mesh, foldedAtMiddle);
    }

    /// <summary>Returns the model in this frame; every deformed position stays what it was.</summary>
    /// <param name="trained">The model in the frame of training.</param>
    public FlexModel Of(FlexModel trained) => Choice == FrameChoice.Rest ? trained : trained with { Mesh = Mesh, Flow = trained.Flow.AnchoredAt(Latent) };
}
