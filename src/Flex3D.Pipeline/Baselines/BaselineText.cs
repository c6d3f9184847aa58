using System.Globalization;

namespace Flex3D.Pipeline.Baselines;

/// <summary>Writes a comparison with baselines as a table and as sentences that say no more than its figures.</summary>
internal static class BaselineText
{
    private const string None = "–";

    /// <summary>What the curves say, a sentence for each region.</summary>
    public static IEnumerable<string> Claims(BaselineReport report) =>
        report.Regions.Select(region => $"In {Named(region)} {string.Join(", ", region.Maps.Reverse().Select((map, i) => Falls(map, i == 0)))}.");

    /// <summary>Sentences that limit what the figures say.</summary>
    public static IEnumerable<string> Warnings(BaselineReport report)
    {
        if (report.MotionSupported != true)
        {
            yield return $"{report.Evidence} The flexed map is no evidence of a motion.";
        }
        foreach (RegionFigures region in report.Regions.Where(region => region.Rounds[^1].AtBounds >= 0.05))
        {
            RoundFigures last = region.Rounds[^1];
            yield return N($"In {Named(region)} {100 * last.AtBounds:0} % of the particles are at the largest turn ({report.AngleDegrees:0.#}°) or shift ({report.ShiftAngstrom:0.#} Å): the region moves farther, or its images do not tell where it is. Larger --angle and --shift let it.");
        }
    }

    /// <summary>The lines of the table: regions, maps and figures.</summary>
    public static IEnumerable<string> Table(BaselineReport report)
    {
        List<string[]> rows = [["region", "map", "FSC 0.143", "FSC 0.5", "area under FSC"]];
        rows.AddRange(Rows("whole map", report.Whole));
        foreach (RegionFigures region in report.Regions)
        {
            rows.AddRange(Rows(N($"{region.Name} ({100 * region.Share:0} % of the mask)"), region.Maps));
        }
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
    }

    /// <summary>The lines of the rounds of the local refinements.</summary>
    public static IEnumerable<string> Rounds(BaselineReport report)
    {
        foreach (RegionFigures region in report.Regions)
        {
            foreach ((int number, RoundFigures round) in region.Rounds.Index())
            {
                yield return N($"{region.Name}, round {number + 1}: poses to {round.LimitAngstrom:0.0} Å; turns scatter by {round.SpreadDegrees.Average():0.0}° about each axis, shifts by {round.SpreadAngstrom.Average():0.0} Å along each; RMS turn {round.TurnDegrees:0.0}°, shift {round.ShiftAngstrom:0.0} Å; {100 * round.AtBounds:0} % at a bound; then {A(round.Resolution)}");
            }
        }
    }

    private static IEnumerable<string[]> Rows(string region, IReadOnlyList<MapFigures> maps) =>
        maps.Select((map, i) => (string[])[i == 0 ? region : "", map.Name, A(map.Resolution), A(map.ResolutionHalf), N($"{map.Area:0.0000} /Å")]);

    private static string Named(RegionFigures region) => region.Name == "moving region" ? "the moving region" : $"region {region.Name}";

    private static string Falls(MapFigures map, bool first)
    {
        string fsc = map.Name == BaselineReport.Local ? "masked local refinement's" : first ? $"the {map.Name} map's FSC" : $"the {map.Name} map's";
        return map.Resolution is null ? $"{fsc} {(map.BeyondNyquist ? "stays above 0.143 up to Nyquist" : "is below 0.143 from the first shell on")}" : $"{fsc}{(first ? " falls below 0.143" : "")} at {A(map.Resolution)}";
    }

    private static string A(double? angstrom) => angstrom is { } value ? N($"{value:0.0} Å") : None;

    private static string N(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
