using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Images;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>Findings about the headers of the image stacks: files that are short, and pixel sizes that disagree with the table.</summary>
internal static class StackChecks
{
    // Headers are rounded, and sizes are calibrated after images were extracted.
    private const double PixelTolerance = 0.01;

    /// <summary>Compares the header of every stack with the table.</summary>
    public static IEnumerable<CheckFinding> Of(ParticleTable table, TableSurvey survey, ParticleStacks stacks)
    {
        int shortStacks = 0, unreadable = 0;
        string? firstShort = null, firstUnreadable = null, firstPixel = null;
        int otherPixel = 0;
        for (int i = 0; i < table.Stacks.Count; i++)
        {
            try
            {
                (int images, double? pixel) = stacks.HeaderOf(i);
                if (survey.LastSlice[i] >= images && shortStacks++ == 0)
                {
                    firstShort = $"'{table.Stacks[i]}' holds {images} whole images, and the table asks for number {survey.LastSlice[i] + 1}";
                }
                // 1 Å is what programs write that do not know the pixel size.
                if (pixel is { } header and not 1 && Math.Abs(header - survey.PixelSizes[i]) > PixelTolerance * survey.PixelSizes[i] && otherPixel++ == 0)
                {
                    firstPixel = string.Create(CultureInfo.InvariantCulture, $"'{table.Stacks[i]}': {header:0.####} Å in its header, {survey.PixelSizes[i]:0.####} Å in the table");
                }
            }
            catch (InputException bad)
            {
                firstUnreadable = unreadable++ == 0 ? bad.Message : firstUnreadable;
            }
        }
        if (unreadable > 0)
        {
            yield return new("stack-unreadable", CheckSeverity.Error, $"{unreadable} of {table.Stacks.Count} stacks cannot be read", firstUnreadable!, "copy or export them again; safety.badParticles=quarantine leaves their particles out");
        }
        if (shortStacks > 0)
        {
            yield return new("stack-short", CheckSeverity.Error, $"{shortStacks} of {table.Stacks.Count} stacks are shorter than the table asks", firstShort!, "copy or export them again; safety.badParticles=quarantine leaves the missing particles out");
        }
        if (otherPixel > 0)
        {
            yield return new("pixel-header", CheckSeverity.Warning, $"the pixel size in the header of {otherPixel} of {table.Stacks.Count} stacks is not the table's, which is used", firstPixel!, "make sure that the table's is right");
        }
    }
}
