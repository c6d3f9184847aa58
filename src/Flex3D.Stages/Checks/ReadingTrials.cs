namespace Flex3D.Stages.Checks;

/// <summary>Finds out whether another reading of the table and the map predicts the images better than the table's own.</summary>
/// <remarks>
/// All alternatives are scored, the best one that is shown to be right is accepted, and the others are tried again on top of it, until none is better: so
/// several errors are found in one table. An alternative is shown to be right if the log-likelihood is higher by <see cref="LeastErrors"/> standard errors over the
/// scatter between images, and by <see cref="LeastGain"/> of what the map explains at all.
/// </remarks>
internal sealed class ReadingTrials
{
    /// <summary>Standard errors by which an accepted alternative is better.</summary>
    public const double LeastErrors = 5;

    /// <summary>The part of the total gain by which an accepted alternative is better.</summary>
    public const double LeastGain = 0.03;

    private const int ScreenImages = 128;
    private readonly AgreementScorer _scorer;
    private readonly List<Trial> _accepted = [];
    private readonly List<ReadingRound> _rounds = [];

    private readonly bool _dark;

    private ReadingTrials(AgreementScorer scorer, bool dark)
    {
        (_scorer, _dark) = (scorer, dark);
        Table = Best = scorer.Score((_, reading) => Reading(reading));
    }

    /// <summary>An alternative that was accepted.</summary>
    /// <param name="Alternative">The alternative.</param>
    /// <param name="Errors">Standard errors by which it is better than the reading without it.</param>
    /// <param name="Before">Total gain without it.</param>
    /// <param name="After">Total gain with it.</param>
    /// <param name="Alike">Other alternatives of the same kind that the images do not tell from it.</param>
    internal sealed record Trial(Alternative Alternative, double Errors, double Before, double After, IReadOnlyList<Alternative> Alike);

    /// <summary>The agreement of the table's own reading.</summary>
    public Agreement Table { get; }

    /// <summary>The agreement with all accepted alternatives.</summary>
    public Agreement Best { get; private set; }

    /// <summary>The accepted alternatives, in the order in which they were found.</summary>
    public IReadOnlyList<Trial> Accepted => _accepted;

    /// <summary>All that was tried, round by round.</summary>
    public IReadOnlyList<ReadingRound> Rounds => _rounds;

    /// <summary>Reads the table of an image as it is.</summary>
    public ImageReading AsGiven(ImageReading reading) => _dark ? reading with { Contrast = -1 } : reading;

    /// <summary>Reads the table of an image with all accepted alternatives.</summary>
    public ImageReading Reading(ImageReading reading) => _accepted.Aggregate(AsGiven(reading), (r, trial) => trial.Alternative.Change(r));

    /// <summary>Tries all alternatives.</summary>
    /// <param name="scorer">The images and the map.</param>
    /// <param name="dark">Whether the images are said to be of dark protein.</param>
    /// <param name="trace">Receives each alternative's code, total gain and standard errors over the reading without it; null for none.</param>
    public static ReadingTrials Run(AgreementScorer scorer, bool dark, Action<string, double, double>? trace = null)
    {
        var trials = new ReadingTrials(scorer, dark);
        trace?.Invoke("table", trials.Table.Total, 0);
        while (trials.Step(trace))
        {
        }
        return trials;
    }

    // Of a kind one alternative at most is right, but a map may be off its centre along each axis.
    private bool MayFollow(Alternative alternative) =>
        _accepted.All(trial => trial.Alternative.Kind != alternative.Kind) || (alternative.Kind == AlternativeKind.MapCentre && _accepted.Count(trial => trial.Alternative.Kind == AlternativeKind.MapCentre) < 3);

    private bool Step(Action<string, double, double>? trace)
    {
        // An alternative that is better by 5 standard errors in all images is hardly worse by 2 in some of them.
        AgreementScorer few = _scorer.Thinned(ScreenImages);
        Agreement fewBest = few.Score((_, reading) => Reading(reading));
        Alternative contrast = Alternative.All.Single(a => a.Kind == AlternativeKind.Contrast);
        bool mayInvert = _accepted.All(trial => trial.Alternative.Kind != AlternativeKind.Contrast);
        var scored = new List<(Alternative[] Changes, Agreement Agreement)>();
        var tried = new Dictionary<string, TriedReading>();
        TriedReading over = _accepted.Count == 0 ? new("table", "as the table says", Best.Total, 0) : Tried([.. _accepted.Select(trial => trial.Alternative)], Best.Total, 0);
        foreach (Alternative alternative in Alternative.All.Where(MayFollow))
        {
            Agreement screened = alternative == contrast ? fewBest.Inverted() : few.Score((_, reading) => alternative.Change(Reading(reading)));
            Agreement inverted = screened.Inverted();
            bool upright = screened.Over(fewBest) > -2, dark = mayInvert && alternative != contrast && inverted.Over(fewBest) > -2;
            trace?.Invoke(alternative.Code, screened.Total, screened.Over(fewBest));
            tried[alternative.Code] = Tried([alternative], fewBest.Total > 0 ? screened.Total / fewBest.Total * Best.Total : screened.Total * Best.Images / fewBest.Images, screened.Over(fewBest));
            if (!upright && !dark)
            {
                continue;
            }
            Agreement agreement = alternative == contrast ? Best.Inverted() : _scorer.Score((_, reading) => alternative.Change(Reading(reading)));
            if (upright)
            {
                scored.Add(([alternative], agreement));
            }
            if (dark)
            {
                scored.Add(([alternative, contrast], agreement.Inverted()));
            }
        }
        foreach ((Alternative[] changes, Agreement agreement) in scored)
        {
            TriedReading reading = Tried(changes, agreement.Total, agreement.Over(Best));
            trace?.Invoke(reading.Code, reading.Gain, reading.StandardErrors);
            tried[reading.Code] = reading;
        }
        // Of readings that the images do not tell apart, the one with the fewest changes is meant.
        var convincing = scored.Where(s => s.Agreement.Over(Best) >= LeastErrors && s.Agreement.Total > (1 + LeastGain) * Math.Max(0, Best.Total)).OrderByDescending(s => s.Agreement.Total).ToList();
        if (convincing.Count == 0)
        {
            _rounds.Add(new ReadingRound(over, [.. tried.Values]));
            return false;
        }
        var best = convincing[0];
        best = convincing.Where(s => best.Agreement.Over(s.Agreement) < 2 && s.Agreement.Total > 0.99 * best.Agreement.Total).MinBy(s => s.Changes.Length);
        Alternative[] alike = [.. convincing.Where(s => s.Changes.Length == best.Changes.Length && s.Changes[0] != best.Changes[0] && best.Agreement.Over(s.Agreement) < 3).Select(s => s.Changes[0])];
        string code = Tried(best.Changes, 0, 0).Code;
        _rounds.Add(new ReadingRound(over, [.. tried.Values.Select(reading => reading with { Accepted = reading.Code == code })]));
        double before = Best.Total, errors = best.Agreement.Over(Best);
        foreach (Alternative change in best.Changes)
        {
            _accepted.Add(new Trial(change, errors, before, best.Agreement.Total, change == best.Changes[0] ? alike : []));
        }
        Best = best.Agreement;
        return true;
    }

    private static TriedReading Tried(Alternative[] changes, double gain, double errors) =>
        new(string.Join("+", changes.Select(a => a.Code)), string.Join("; ", changes.Select(a => a.Text)), gain, errors);
}
