namespace Flex3D.Stages.Checks;

/// <summary>What the comparison of images and map showed, for a page with pictures.</summary>
public sealed record ImageEvidence
{
    /// <summary>Number of images that were compared.</summary>
    public required int Images { get; init; }

    /// <summary>The readings of the table that were tried: first over the table's own, then over what was accepted.</summary>
    public required IReadOnlyList<ReadingRound> Rounds { get; init; }

    /// <summary>Agreement over pixel size; null where it was not scanned.</summary>
    public PixelSizeCurve? PixelSize { get; init; }

    /// <summary>The map averaged from the images as the table says.</summary>
    public required AveragedMap AsGiven { get; init; }

    /// <summary>The map averaged from the images with what was accepted; null where nothing was.</summary>
    public AveragedMap? AsFound { get; init; }

    /// <summary>The most frequent views, averaged as the table says.</summary>
    public required IReadOnlyList<AveragedView> ViewsAsGiven { get; init; }

    /// <summary>The same with what was accepted; empty where nothing was.</summary>
    public IReadOnlyList<AveragedView> ViewsAsFound { get; init; } = [];

    /// <summary>Collects the evidence of a comparison.</summary>
    internal static ImageEvidence Of(AgreementScorer scorer, ReadingTrials trials, PixelSizeScan? scan)
    {
        bool found = trials.Accepted.Count > 0;
        int shell = 0, viewShell = 0;
        AveragedMap best = ImageAverages.Map(scorer, trials.Reading, ref shell);
        IReadOnlyList<AveragedView> views = ImageAverages.MostFrequent(scorer, trials.Reading, ref viewShell);
        return new ImageEvidence
        {
            Images = scorer.Sample.Count,
            Rounds = trials.Rounds,
            PixelSize = scan is null ? null : new PixelSizeCurve(scorer.Sample.Optics(0).PixelSizeAngstrom, scan.Change, scan.Error, scan.OfMap, scan.Curve),
            AsGiven = found ? ImageAverages.Map(scorer, trials.AsGiven, ref shell) : best,
            AsFound = found ? best : null,
            ViewsAsGiven = found ? ImageAverages.MostFrequent(scorer, trials.AsGiven, ref viewShell) : views,
            ViewsAsFound = found ? views : [],
        };
    }
}

/// <summary>A reading of the table that was tried.</summary>
/// <param name="Code">Its code; codes with a plus between them where changes were tried together.</param>
/// <param name="Text">What would be wrong with the input.</param>
/// <param name="Gain">Log-likelihood gain of all images; estimated where it was clearly worse in the first of them.</param>
/// <param name="StandardErrors">Standard errors by which it is better than what it was compared with.</param>
/// <param name="Accepted">Whether it was accepted.</param>
public sealed record TriedReading(string Code, string Text, double Gain, double StandardErrors, bool Accepted = false);

/// <summary>Readings that were tried over one other.</summary>
/// <param name="Over">What they were compared with.</param>
/// <param name="Tried">The readings.</param>
public sealed record ReadingRound(TriedReading Over, IReadOnlyList<TriedReading> Tried);

/// <summary>Log-likelihood gain over pixel size.</summary>
/// <param name="PixelSizeAngstrom">The pixel size of the table, Å.</param>
/// <param name="Change">Relative change at which the images agree best: 0.04 is 4 % larger.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="OfMap">Whether the pixel size of the map is changed, by the opposite factor, and not that of the images.</param>
/// <param name="Points">Relative changes and total gains.</param>
public sealed record PixelSizeCurve(double PixelSizeAngstrom, double Change, double Error, bool OfMap, IReadOnlyList<(double Change, double Gain)> Points);
