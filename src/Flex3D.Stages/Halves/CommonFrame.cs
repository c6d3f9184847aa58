using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Stages.Halves;

/// <summary>One conformation in three models, that of all particles and those of the half-sets: the frame in which they are compared, and in which each half-map is reconstructed with its own flow.</summary>
/// <remarks>Their canonical maps need not be in the same conformation, but all conformations are in the coordinates of the poses, so that a point of space is the same place of the molecule in all three.</remarks>
/// <param name="All">The model of all particles in this frame.</param>
/// <param name="Halves">The models of half-set 1 and 2 in this frame; each is evaluated with its flow, whether or not held-out particles support its motion.</param>
/// <param name="Frame">The frame of the model of all particles.</param>
public sealed record CommonFrame(FlexModel All, IReadOnlyList<FlexModel> Halves, RebasedFrame Frame)
{
    private const int MostTried = 200;

    /// <summary>Finds the first conformation in which no cell of any of the meshes is folded over; null if none of 200 is one.</summary>
    /// <param name="all">The model of all particles.</param>
    /// <param name="halves">The models of the half-sets, each with latents of the same particles as <paramref name="all"/>.</param>
    /// <param name="latents">Latents of <paramref name="all"/>: the middle one, then others by their distance from it.</param>
    public static CommonFrame? Find(FlexModel all, IReadOnlyList<FlexModel> halves, IEnumerable<float[]> latents)
    {
        FlexModel[] moving = [.. halves.Select(half => half with { MotionSupported = true })];
        int foldedAtMiddle = 0;
        foreach ((int tried, float[] latent) in latents.Take(MostTried).Index())
        {
            RebasedFrame frame = At(all, latent);
            RebasedFrame[] others = [.. moving.Select(half => At(half, CorrespondingLatent.Of(latent, all.Latents, half.Latents)))];
            int folded = others.Append(frame).Max(found => found.FoldedAtMiddle);
            foldedAtMiddle = tried == 0 ? folded : foldedAtMiddle;
            if (folded == 0)
            {
                frame = tried == 0 ? frame : frame with { Choice = FrameChoice.Nearest, FoldedAtMiddle = foldedAtMiddle };
                return new(frame.Of(all), [.. moving.Zip(others, (half, other) => other.Of(half))], frame);
            }
        }
        return null;

        static RebasedFrame At(FlexModel model, float[] latent) => RebasedFrame.Choose(model, [latent]);
    }
}
