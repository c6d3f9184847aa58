using System.Globalization;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Particles.Grouping;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Tells the user which images several rows of the particle file have, and what follows. Duplicates are named with the other rows that are left out.</summary>
internal static class RepeatedRows
{
    private const int MostSizes = 4;

    public static void Report(StepContext context, ImageRepeats repeats)
    {
        if (repeats.InBothHalves > 0)
        {
            context.Log.Warning("{Count} images are in both half-sets of the particle file: all rows of an image are now in the half-set of its first row", repeats.InBothHalves);
        }
        if (repeats.Images > 0)
        {
            context.Log.Information("{Sentence:l}", Sentence(repeats));
        }
    }

    /// <summary>Says how many images have how many rows.</summary>
    internal static string Sentence(ImageRepeats repeats)
    {
        string sizes = string.Join(", ", repeats.BySize.OrderByDescending(size => size.Images).Take(MostSizes)
            .Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Images} {(size.Images == 1 ? "image has" : "images have")} {size.Rows} rows")));
        string more = repeats.BySize.Count > MostSizes ? string.Create(CultureInfo.InvariantCulture, $", {repeats.BySize.OrderByDescending(size => size.Images).Skip(MostSizes).Sum(size => size.Images)} have other numbers") : "";
        return $"the same image in several rows of different poses (a symmetry expansion, or several particles in an image): {sizes}{more}; half-sets, held-out particles and standard errors go by image";
    }
}
