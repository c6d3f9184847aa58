using System.Globalization;
using Flex3D.Stages.Comparison;
using Flex3D.Stages.Results.Comparing;

namespace Flex3D.Pipeline.Comparing;

/// <summary>Writes a comparison as tables and sentences, for the terminal and for the page.</summary>
internal static class ComparisonTables
{
    private const string None = "–";

    /// <summary>Returns what the page shows.</summary>
    public static ComparisonContent Of(RunComparison comparison, IReadOnlyList<ComparedRun> runs) => new()
    {
        Runs = [.. comparison.Runs.Select(run => run.Name)],
        Answers = [.. comparison.Pairs.Select(pair => MotionSentence(pair) + "\n" + pair.HeldOut.Says)],
        Warnings = [.. Warnings(comparison)],
        About = About(comparison),
        Settings = new(["setting", .. comparison.Runs.Select(run => run.Name)], [.. comparison.Settings.Select(setting => (string[])[setting.Key, .. setting.Values])]),
        Motions = Motions(comparison),
        Directions = Directions(comparison),
        HeldOut = HeldOut(comparison),
        Resolutions = Resolutions(comparison),
        Pairs =
        [
            .. comparison.Pairs.Where(pair => pair.Motion is not null).Select(pair => new PairPlot(
                pair.First, pair.Second, pair.Motion!.ByMobility, pair.Motion.Subspaces.FirstCoordinates, pair.Motion.Subspaces.SecondCoordinates)),
        ],
        Differences = [.. comparison.Pairs.Where(pair => pair.HeldOut.Difference is not null).Select(pair => ($"{pair.First} over {pair.Second}", pair.HeldOut.Difference!))],
        Curves = [.. runs.Select(run => run.Curves()).OfType<RunCurves>()],
    };

    /// <summary>Says how like the motions of a pair are.</summary>
    public static string MotionSentence(PairComparison pair)
    {
        string both = $"{pair.First} and {pair.Second}, {N($"{pair.Particles:N0}")} common particles: ";
        if (pair.Motion is not { } motion)
        {
            return both + "the motions cannot be compared, as mesh cells fold over in every conformation that was tried.";
        }
        if (!pair.BothMove)
        {
            int moving = Math.Sign(motion.Subspaces.FirstMotions) + Math.Sign(motion.Subspaces.SecondMotions);
            return both + (moving == 0 ? "neither moves." : N($"only {(motion.Subspaces.FirstMotions > 0 ? pair.First : pair.Second)} moves, its most mobile tenth by {Math.Max(motion.Moving.FirstAngstrom, motion.Moving.SecondAngstrom):0.0} Å (RMS)."));
        }
        string angle = string.Join(" and ", motion.Subspaces.AnglesDegrees.Select(degrees => N($"{degrees:0}°")));
        return both + N($"the most mobile tenth moves by {motion.Moving.FirstAngstrom:0.0} and {motion.Moving.SecondAngstrom:0.0} Å, and its displacements differ by {motion.Moving.DifferenceAngstrom:0.00} Å; ")
            + N($"the rest moves by {motion.Rest.FirstAngstrom:0.0} and {motion.Rest.SecondAngstrom:0.0} Å and differs by {motion.Rest.DifferenceAngstrom:0.00} Å (RMS). ")
            + $"The main motions are {angle} apart.";
    }

    /// <summary>Sentences that limit what the numbers say.</summary>
    public static IEnumerable<string> Warnings(RunComparison comparison)
    {
        foreach (RunFigures run in comparison.Runs.Where(run => !run.Moves))
        {
            yield return $"{run.Name}: {run.Evidence} Its displacements count as 0.";
        }
        foreach (PairComparison pair in comparison.Pairs)
        {
            if (pair.Ambiguous > 0)
            {
                yield return N($"{pair.First} and {pair.Second}: {pair.Ambiguous:N0} particles are left out, as their images have another number of rows in the other run.");
            }
            if (pair.PoseDegrees > 1)
            {
                yield return N($"{pair.First} and {pair.Second}: the given orientations of a common particle differ by {pair.PoseDegrees:0.0}° (median). A turn between the two frames would count as a difference of the places that are compared.");
            }
            if (pair.Motion?.Covered < 0.99)
            {
                yield return N($"{pair.First} and {pair.Second}: {100 * (1 - pair.Motion.Covered):0} % of the density of {pair.First} lies outside the mesh of {pair.Second}, and is left out.");
            }
        }
    }

    /// <summary>Figures of each run.</summary>
    public static ComparisonTable About(RunComparison comparison) => new(["run", "particles", "held out", "gain over its rigid map", "most mobile tenth", "folder"],
        [.. comparison.Runs.Select(run => (string[])[run.Name, N($"{run.Particles:N0}"), N($"{run.HeldOut:N0}"), run.Gain is { } gain ? N($"{gain:0.00} ± {run.GainError:0.00}") : None, run.Moves ? N($"{run.TravelAngstrom:0.0} Å") : "rigid", run.Folder])]);

    /// <summary>The agreement of the motions by region.</summary>
    public static ComparisonTable Motions(RunComparison comparison) => new(["runs", "region", "first moves", "second moves", "difference", "correlation"],
        [.. comparison.Pairs.Where(pair => pair.Motion is not null).SelectMany(pair => Regions(pair.Motion!).Select(region => Row(pair, region.Name, region.Motion)))]);

    /// <summary>The directions of the motions.</summary>
    public static ComparisonTable Directions(RunComparison comparison) => new(["runs", "main motions", "angles", "of the first in the second", "of the second in the first", "correlation of places"],
        [.. comparison.Pairs.Where(pair => pair.Motion is not null).Select(pair => Row(pair, pair.Motion!.Subspaces))]);

    /// <summary>Held-out particles.</summary>
    public static ComparisonTable HeldOut(RunComparison comparison) => new(["runs", "held out of both", "compared", "first better by", "standard errors"],
        [.. comparison.Pairs.Select(Row)]);

    /// <summary>The resolutions of the maps.</summary>
    public static ComparisonTable Resolutions(RunComparison comparison) => new(["run", "flexed", "rigid", "flexed, own moving region", "rigid, own moving region"],
        [.. comparison.Runs.Select(run => (string[])[run.Name, A(run.FlexedAngstrom), A(run.RigidAngstrom), A(run.FlexedMovingAngstrom), A(run.RigidMovingAngstrom)])]);

    private static IEnumerable<(string Name, RegionMotion Motion)> Regions(MotionAgreement motion)
    {
        yield return ("whole", motion.Whole);
        yield return ("most mobile tenth", motion.Moving);
        yield return ("rest", motion.Rest);
        double[] at = motion.Worst.CentreAngstrom;
        yield return (N($"tenth that differs most, at {at[0]:0}, {at[1]:0}, {at[2]:0} Å"), motion.Worst.Motion);
    }

    private static string[] Row(PairComparison pair, string region, RegionMotion motion) =>
    [
        Names(pair), region, N($"{motion.FirstAngstrom:0.00} Å"), N($"{motion.SecondAngstrom:0.00} Å"), N($"{motion.DifferenceAngstrom:0.00} Å"), motion.Correlation is { } correlation ? N($"{correlation:0.000}") : None,
    ];

    private static string[] Row(PairComparison pair, SubspaceAgreement subspaces) =>
    [
        Names(pair), $"{subspaces.FirstMotions} and {subspaces.SecondMotions}", subspaces.AnglesDegrees.Length > 0 ? string.Join(", ", subspaces.AnglesDegrees.Select(degrees => N($"{degrees:0.0}°"))) : None,
        Share(subspaces.FirstInSecond), Share(subspaces.SecondInFirst), subspaces.Correlation is { } correlation ? N($"{correlation:0.000}") : None,
    ];

    private static string[] Row(PairComparison pair)
    {
        HeldOutComparison held = pair.HeldOut;
        string what = held.Measure switch { HeldOutMeasure.Loss => "loss", HeldOutMeasure.Gain => "gain over own rigid map", _ => None };
        return held.Difference is { } difference
            ? [Names(pair), N($"{held.Common:N0}"), what, N($"{difference.Mean:0.00} ± {difference.Error:0.00}"), difference.Error > 0 ? N($"{difference.Mean / difference.Error:0.0}") : None]
            : [Names(pair), N($"{held.Common:N0}"), what, None, None];
    }

    private static string Names(PairComparison pair) => $"{pair.First} / {pair.Second}";

    private static string A(double? angstrom) => angstrom is { } value ? N($"{value:0.0} Å") : None;

    private static string Share(double? share) => share is { } value ? N($"{100 * value:0} %") : None;

    private static string N(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
