using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Particles.Grouping;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The micrographs of the prepared particles.</summary>
/// <param name="Count">The number of micrographs that have particles.</param>
/// <param name="Largest">The number of images of the one that has most.</param>
/// <param name="HalfSetsByMicrograph">Whether half-sets, where they are drawn, are drawn by whole micrographs; else by image.</param>
internal sealed record PreparedMicrographs(int Count, int Largest, bool HalfSetsByMicrograph)
{
    /// <summary>Returns the micrographs, and tells the user what follows; null where they are not known.</summary>
    public static PreparedMicrographs? Of(StepContext context, ImageGroups images)
    {
        if (images.Micrographs == 0)
        {
            context.Log.Information("the particle file does not name the micrograph of every particle: held-out particles, and half-sets that are not given, are drawn by image");
            return null;
        }
        int largest = WholeMicrographs.Largest(images);
        bool halves = (long)WholeMicrographs.OneIn * largest <= images.Images;
        context.Log.Information(
            "{Images} images of {Micrographs} micrographs, at most {Largest} of one: half-sets that are not given are drawn by {Unit:l}",
            images.Images, images.Micrographs, largest, halves ? "whole micrographs" : "image, since the largest micrograph has more than one in twenty");
        return new(images.Micrographs, largest, halves);
    }
}
