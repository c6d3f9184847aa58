using System.Globalization;
using Flex3D.Stages.Particles.Quarantine;

namespace Flex3D.Stages.Checks;

/// <summary>Findings from the images and the map: what the images show about the table's conventions, the pixel size, the poses and the noise.</summary>
internal static class ImageChecks
{
    private const double LeastSignal = 4;
    private static readonly CultureInfo s_c = CultureInfo.InvariantCulture;

    /// <summary>Judges a sample of images.</summary>
    /// <param name="scorer">The images and the map.</param>
    /// <param name="options">Options.</param>
    public static IEnumerable<CheckFinding> Of(AgreementScorer scorer, InputCheckOptions options)
    {
        ImageSample sample = scorer.Sample;
        Action<string, double, double>? trace = options.Trace;
        var findings = new List<CheckFinding>();
        if (sample.Bad.Count > 0)
        {
            findings.Add(new("images-unusable", CheckSeverity.Error, $"{sample.Bad.Count} of {sample.Bad.Count + sample.Count} images of the sample are unusable: {ParticleQuarantine.Summary(sample.Bad)}", $"the first is {sample.Bad[0].Image}, row {sample.Bad[0].Row + 1}: {sample.Bad[0].Reason}", "set safety.badParticles=quarantine, which leaves them out, or extract them again"));
        }
        if (sample.Count == 0)
        {
            return findings;
        }
        ReadingTrials trials = ReadingTrials.Run(scorer, options.Dark, trace);
        foreach (ReadingTrials.Trial trial in trials.Accepted)
        {
            string alike = trial.Alike.Count == 0 ? "" : $" (the images do not tell this from: {string.Join("; ", trial.Alike.Select(a => a.Text))})";
            findings.Add(new(trial.Alternative.Code, CheckSeverity.Error, $"{trial.Alternative.Text}{alike}",
                string.Create(s_c, $"log-likelihood gain of {sample.Count} images {trial.After:0} so, {trial.Before:0} as the table says; {trial.Errors:0.#} standard errors"), trial.Alternative.Remedy, trial.Errors)
            { Shown = true });
        }
        WrongPoses.Estimate wrong = WrongPoses.Of(scorer, trials.Best, trials.Reading);
        trace?.Invoke("own-poses", trials.Best.Total, wrong.Significance);
        trace?.Invoke("wrong-poses", wrong.Fraction, wrong.Error);
        trace?.Invoke("wrong-poses-overlap", wrong.Overlap, 0);
        if (wrong.Significance < LeastSignal)
        {
            findings.Add(new("no-agreement", CheckSeverity.Error, "the images do not agree with the map at the table's poses, nor under any other convention that was tried",
                string.Create(s_c, $"{sample.Count} images agree better with their own poses than with others' by {wrong.Significance:0.#} standard errors; {LeastSignal} are expected"),
                "make sure that particles, poses and map come from the same refinement, and that the particles are not too few", wrong.Significance));
            options.Evidence?.Invoke(ImageEvidence.Of(scorer, trials, null));
            return findings;
        }
        findings.Add(new("agreement", CheckSeverity.Right, "the images agree with the map at their poses",
            string.Create(s_c, $"{wrong.Significance:0.#} standard errors over other particles' poses; out to {Finest(trials.Best, sample):0.#} Å"), null, wrong.Significance));
        if (wrong.Overlap < 0.3 && wrong.Fraction > 0.05 && wrong.Fraction > 3 * wrong.Error)
        {
            findings.Add(new("poses-wrong", wrong.Fraction > 0.1 ? CheckSeverity.Warning : CheckSeverity.Note, $"about {100 * wrong.Fraction:0} % of the particles do not fit their poses: wrong poses, or images that are not of the molecule",
                string.Create(s_c, $"{100 * wrong.Fraction:0.#} ± {100 * wrong.Error:0.#} %"), "classify the particles and leave these out, or give the poses of a later refinement", wrong.Fraction / wrong.Error));
        }
        PixelSizeScan? scan = null;
        if (!options.Quick)
        {
            scan = PixelSizeScan.Run(scorer, trials.Reading);
            findings.AddRange(Scale(scan, scorer.Sample.Optics(0).PixelSizeAngstrom, trace));
            findings.AddRange(Accuracy(wrong.Fitting.Count >= 4 ? scorer.Of(wrong.Fitting) : scorer, trials, trace));
        }
        findings.AddRange(Noise(sample, trials.Best));
        options.Evidence?.Invoke(ImageEvidence.Of(scorer, trials, scan));
        return findings;
    }

    private static IEnumerable<CheckFinding> Scale(PixelSizeScan scan, double pixel, Action<string, double, double>? trace)
    {
        foreach ((double change, double total) in scan.Curve)
        {
            trace?.Invoke(string.Create(s_c, $"pixel{(scan.OfMap ? "-map" : "")}{100 * change:+0;-0;+0}%"), total, 0);
        }
        string evidence = string.Create(s_c, $"the images agree best at {100 * scan.Change:+0.0;-0.0;0.0} ± {100 * scan.Error:0.00} %, by {100 * scan.RelativeGain:0.#} % of the gain");
        if (Math.Abs(scan.Change) > 0.01 && Math.Abs(scan.Change) > 5 * scan.Error && scan.RelativeGain > 0.01)
        {
            yield return scan.OfMap
                ? new("pixel-size-map", CheckSeverity.Error, string.Create(s_c, $"the pixel size of the map is wrong by {100 * scan.Change:+0.0;-0.0} % against the images"), evidence, "give the map's voxel size with inputs.mapPixelSize, or correct its header", Math.Abs(scan.Change) / scan.Error)
                : new("pixel-size", CheckSeverity.Error, string.Create(s_c, $"the pixel size of the images is about {pixel * (1 + scan.Change):0.###} Å, and not {pixel:0.###} Å"), evidence, "write a corrected table with flex3d check --fix, or correct the header of the map", Math.Abs(scan.Change) / scan.Error) { Factor = 1 + scan.Change };
        }
        else
        {
            yield return new("pixel-size", CheckSeverity.Right, "the pixel sizes of images and map agree", evidence);
        }
    }

    private static IEnumerable<CheckFinding> Accuracy(AgreementScorer scorer, ReadingTrials trials, Action<string, double, double>? trace)
    {
        PoseAccuracy.Estimate angle = PoseAccuracy.Angle(scorer, trials.Reading), shift = PoseAccuracy.Shift(scorer, trials.Reading);
        trace?.Invoke("pose-error-degrees", angle.Value, 0);
        trace?.Invoke("shift-error-angstrom", shift.Value, 0);
        string turn = angle.Value == 0 ? string.Create(s_c, $"right to {angle.High:0.0#}°") : string.Create(s_c, $"off by about {angle.Value:0.#}°");
        string move = shift.Value == 0 ? string.Create(s_c, $"right to {shift.High:0.0#} Å") : string.Create(s_c, $"off by about {shift.Value:0.#} Å");
        bool poor = angle.Low > 4;
        yield return new("pose-accuracy", poor ? CheckSeverity.Warning : CheckSeverity.Note, $"the poses are {turn} about each axis, the shifts {move} along each",
            string.Create(s_c, $"compatible with the images: {angle.Low:0.##} to {angle.High:0.##}° and {shift.Low:0.##} to {shift.High:0.##} Å (up to 10° and 4 pixels are looked for); motion of the molecule counts as error, too"),
            poor ? "refine the poses further: pose error is hard to tell from motion" : null);
    }

    private static IEnumerable<CheckFinding> Noise(ImageSample sample, Agreement signal)
    {
        double mean = sample.Noise.Means.Average(), deviation = sample.Noise.Deviations.Average(), colour = sample.Noise.Colour(signal);
        double spread = Math.Sqrt(sample.Noise.Deviations.Average(d => (d - deviation) * (d - deviation))) / deviation;
        bool normalised = spread < 0.1 && Math.Abs(mean) < 0.1 * deviation;
        yield return new("noise", CheckSeverity.Note, $"the images {(normalised ? "were normalised" : "were not normalised: prep does it")}, and their noise is {(colour is > 0.67 and < 1.5 ? "white" : "coloured")}",
            string.Create(s_c, $"background {mean:0.###} ± {deviation:0.###}, which varies by {100 * spread:0.#} % between images; power at low over high frequency {colour:0.##}"));
    }

    // The finest resolution at which, and at all coarser ones but single shells, images and map agree by 3 standard errors.
    private static double Finest(Agreement best, ImageSample sample)
    {
        int finest = 1, misses = 0;
        for (int shell = 2; shell < best.Shells && misses < 2; shell++)
        {
            bool agrees = best.Significance(shell) > 3;
            misses = agrees ? 0 : misses + 1;
            finest = agrees ? shell : finest;
        }
        return sample.Box * sample.Noise.PixelSizeAngstrom / finest;
    }
}
