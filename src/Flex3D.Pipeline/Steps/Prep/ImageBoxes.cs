using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Images;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The full box and the training box of the images.</summary>
internal static class ImageBoxes
{
    /// <summary>Checks the box of the images against the table, and chooses the training box if the settings do not give it.</summary>
    /// <param name="choices">Receives the reason of the choice.</param>
    /// <returns>Edges in pixels.</returns>
    /// <exception cref="InputException">Table and stacks disagree, or a box is odd, or the training box is larger than the full box.</exception>
    public static (int Box, int TrainingBox) Choose(ParticleTable table, ParticleStacks stacks, PrepOptions options, Choices choices)
    {
        int box = stacks.Box;
        BoxSizes.Require(
            box,
            $"the images of '{table.SourcePath}'",
            $"crop images, map and mask alike by one pixel: in RELION with relion_image_handler --new_box {box - 1}, in cryoSPARC with Downsample Particles and "
            + $"Volume Tools, each to a box of {box - 1}");
        foreach (OpticsGroup optics in table.Optics.Where(optics => optics.Box > 0 && optics.Box != box))
        {
            throw new InputException(
                table.SourcePath, $"optics group {optics.Name}", $"images of {optics.Box} pixels", $"{box}, as in the stack '{table.Stacks[table[0].Stack]}'",
                "one of the two has been cropped or scaled: give the table that belongs to the stack");
        }
        int trainingBox = choices.Value(options.TrainingBox, "prep.trainingBox", AutomaticSettings.TrainingBox(box), $"three quarters of {box} pixels, within 64 to 128 and at most the images' box");
        if (trainingBox > box)
        {
            throw new InputException("the pipeline", "prep.trainingBox", $"{trainingBox}", $"at most the images' box, {box}");
        }
        BoxSizes.Require(trainingBox, "prep.trainingBox");
        return (box, trainingBox);
    }
}
