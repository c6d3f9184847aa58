using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Images;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;

namespace Flex3D.Stages.Checks;

/// <summary>Checks the input of a run: the table by itself, the headers of the stacks, and a sample of the images against the map.</summary>
public static class InputCheck
{
    // The map's padded transform takes 85 MB for spectra of 96 pixels, and 25 MB for 64.
    private const int MostPixels = 96, MostPixelsQuick = 64;

    /// <summary>Judges a table, and the headers of its stacks.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="stacks">Their images.</param>
    /// <param name="repeats">Its repeated images; null where there are none.</param>
    public static IReadOnlyList<CheckFinding> OfTable(ParticleTable table, ParticleStacks stacks, ImageRepeats? repeats)
    {
        TableSurvey survey = TableSurvey.Of(table, stacks.Box);
        return [.. TableChecks.Of(table, survey, repeats), .. StackChecks.Of(table, survey, stacks)];
    }

    /// <summary>Judges a mask by the map.</summary>
    /// <param name="map">The map, protein white.</param>
    /// <param name="mask">The mask, 0 to 1, of the same box.</param>
    public static IReadOnlyList<CheckFinding> OfMask(DensityMap map, DensityMap mask) => [.. MaskChecks.Of(map, mask)];

    /// <summary>Joins findings of the same kind, such as a defocus that is impossible by itself and shown to be wrong by the images: those that the images show are kept.</summary>
    public static IReadOnlyList<CheckFinding> Joined(IEnumerable<CheckFinding> findings) =>
        [.. findings.GroupBy(f => f.Code).Select(same => same.MaxBy(f => f.StandardErrors is null ? 0 : 1)! with { Evidence = string.Join("; ", same.Select(f => f.Evidence).Distinct()) }).OrderByDescending(f => f.Severity)];

    /// <summary>Writes a table anew with the errors corrected that findings show.</summary>
    /// <param name="source">The STAR file.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="correction">What to correct.</param>
    /// <exception cref="InputException">The table is not a STAR file.</exception>
    public static void Correct(string source, string target, TableCorrection correction)
    {
        if (CsFile.IsDataset(source))
        {
            throw new InputException(source, null, "a cryoSPARC dataset", "a STAR file, which can be corrected", $"convert it first: flex3d convert {source} particles.star, then check and correct that");
        }
        StarCorrection.Write(source, target, correction);
    }

    // Rows spread over the table, one of each image: rows of one image are not independent, and the first is the one that was refined.
    private static int[] Images(ParticleTable table, int wanted)
    {
        var groups = ImageGroups.Of(table);
        if (!groups.Shared)
        {
            return SpreadRows.Of(table.Count, wanted);
        }
        int[] first = [.. Enumerable.Range(0, table.Count).Where(groups.IsFirst)];
        return Array.ConvertAll(SpreadRows.Of(first.Length, wanted), i => first[i]);
    }

    /// <summary>Compares a sample of the images with the map.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="stacks">Their images.</param>
    /// <param name="map">The consensus map, protein white; of any box and pixel size.</param>
    /// <param name="options">Options.</param>
    public static IReadOnlyList<CheckFinding> OfImages(ParticleTable table, ParticleStacks stacks, DensityMap map, InputCheckOptions options)
    {
        ImageSample sample = ImageSample.Read(table, stacks, Images(table, options.Images), options.Quick ? MostPixelsQuick : MostPixels);
        double finest = 2 * table.Optics[0].PixelSizeAngstrom * sample.FullBox / sample.Box;
        var scorer = new AgreementScorer(sample, CentralSlices.Of(map, finest, options.Threads), options.Threads);
        return [.. ImageChecks.Of(scorer, options)];
    }
}

/// <summary>Options of <see cref="InputCheck.OfImages"/>.</summary>
public sealed record InputCheckOptions
{
    /// <summary>The most images to compare.</summary>
    public int Images { get; init; } = 500;

    /// <summary>Whether the pixel size and the accuracy of the poses are left out.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether the images are said to be of dark protein (prep.invertContrast).</summary>
    public bool Dark { get; init; }

    /// <summary>The most threads to use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Receives what was tried: a code, the total log-likelihood gain, and standard errors; null for none.</summary>
    public Action<string, double, double>? Trace { get; init; }

    /// <summary>Receives what pictures are drawn from, which takes longer; null for none.</summary>
    public Action<ImageEvidence>? Evidence { get; init; }
}
