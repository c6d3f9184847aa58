using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Images;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The full box and the training box of the images.</summary>
internal static class ImageBoxes
{
    /// <summary>Finds the box and pixel size to which all images are brought; the log says which are resampled.</summary>
    /// <exception cref="InputException">Table and stacks disagree, or the box is odd.</exception>
    public static CommonGrid Common(StepContext context, ParticleTable table, bool passOver)
    {
        using var stacks = new ParticleStacks(table, passOver);
        var common = CommonGrid.Of(table, stacks, passOver);
        CommonGrid.RequireEven(common.Box, table);
        foreach (var kind in common.Optics.Select((group, i) => (group.Name, group.Window, Count: common.Counts[i], Pixel: group.PixelSizeAngstrom)).Where(group => group.Window is not null).GroupBy(group => (group.Window!, group.Pixel)))
        {
            ((int stackBox, int width, double pixel), double effective) = kind.Key;
            context.Log.Information(
                "images of {Box} pixels of {Pixel} Å ({Count} particles, optics group {Groups:l}): {Width} pixels of them are resampled to {Common} of {Effective} Å, those of most particles being of {CommonPixel} Å",
                stackBox, Math.Round(pixel, 4), kind.Sum(group => group.Count), string.Join(", ", kind.Select(group => group.Name).Distinct().Take(8)), width, common.Box, Math.Round(effective, 4), Math.Round(common.PixelSizeAngstrom, 4));
        }
        return common;
    }

    /// <summary>Returns the table with the windows of a common grid; the table itself if no images are resampled.</summary>
    /// <param name="rowsPath">The file of the table's rows, which is written again.</param>
    public static ParticleTable With(CommonGrid common, ParticleTable table, string rowsPath) =>
        common.Resamples ? ParticleTableReader.WithOptics(table, common.Optics, rowsPath) : table;

    /// <summary>Chooses the training box if the settings do not give it.</summary>
    /// <param name="choices">Receives the reason of the choice.</param>
    /// <returns>Its edge in pixels.</returns>
    /// <exception cref="InputException">The training box is odd, or larger than the full box.</exception>
    public static int Training(int box, PrepOptions options, Choices choices)
    {
        int trainingBox = choices.Value(options.TrainingBox, "prep.trainingBox", AutomaticSettings.TrainingBox(box), $"three quarters of {box} pixels, within 64 to 128 and at most the images' box");
        if (trainingBox > box)
        {
            throw new InputException("the pipeline", "prep.trainingBox", $"{trainingBox}", $"at most the images' box, {box}");
        }
        BoxSizes.Require(trainingBox, "prep.trainingBox");
        return trainingBox;
    }
}
