using Flex3D.Stages.Images;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>Checks the input of a run: the table by itself, the headers of the stacks, and a sample of the images against the map.</summary>
public static class InputCheck
{
    // Spectra of 96 pixels resolve three pixels of 32 and more, and 500 of them are compared in a tenth of a second.
    private const int MostPixels = 96;

    /// <summary>Judges a table without its images.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="box">Box of the images, pixels, where the table does not state it.</param>
    public static IReadOnlyList<CheckFinding> OfTable(ParticleTable table, int box)
    {
        TableSurvey survey = TableSurvey.Of(table, box);
        return [.. TableChecks.Of(table, survey), .. StackChecks.Of(table, survey)];
    }

    /// <summary>Compares a sample of the images with the map.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="stacks">Their images.</param>
    /// <param name="map">The consensus map, protein white; of any box and pixel size.</param>
    /// <param name="options">Options.</param>
    public static IReadOnlyList<CheckFinding> OfImages(ParticleTable table, ParticleStacks stacks, DensityMap map, InputCheckOptions options)
    {
        ImageSample sample = ImageSample.Read(table, stacks, ImageSample.Spread(table.Count, options.Images), MostPixels);
        double finest = 2 * table.Optics[0].PixelSizeAngstrom * sample.FullBox / sample.Box;
        var scorer = new AgreementScorer(sample, Reference.Of(map, finest, options.Threads), options.Threads);
        return [.. ImageChecks.Of(scorer, options.Quick, options.Trace)];
    }
}

/// <summary>Options of <see cref="InputCheck.OfImages"/>.</summary>
public sealed record InputCheckOptions
{
    /// <summary>The most images to compare.</summary>
    public int Images { get; init; } = 500;

    /// <summary>Whether the pixel size and the accuracy of the poses are left out.</summary>
    public bool Quick { get; init; }

    /// <summary>The most threads to use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Receives what was tried: a code, the total log-likelihood gain, and standard errors; null for none.</summary>
    public Action<string, double, double>? Trace { get; init; }
}
