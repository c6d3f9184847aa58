using System.Globalization;
using Flex3D.Stages.Validation.Local;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>Writes the figures of finished maps as a table, one column for each map, of lines up to about 100 characters.</summary>
internal static class FinishText
{
    private const int Label = 44, Column = 14;

    public static IEnumerable<string> Lines(FinishReport report)
    {
        yield return Invariant($"mask: {report.Mask}; {100 * report.MaskShare:0.0} % of the box");
        yield return Row("", report.Maps.Select(map => map.Name));
        yield return Of("resolution at FSC 0.143, corrected", map => Angstrom(map.Resolution));
        yield return Of("resolution at FSC 0.5, corrected", map => Angstrom(map.ResolutionHalf));
        yield return Of("B factor", map => Invariant($"{map.BFactor:0} Å²"));
        foreach (string line in Range("whole mask", map => map.Local).Concat(Range("moving region", map => map.LocalMoving)))
        {
            yield return line;
        }
        yield return Of(Invariant($"directions (cones of {report.ConeAngleDegrees:0.#}°), best"), map => Angstrom(map.Directions.Best));
        yield return Of("  median", map => Angstrom(map.Directions.Median));
        yield return Of("  worst", map => Angstrom(map.Directions.Worst));
        yield return Of("  smallest area under the FSC / largest", map => Invariant($"{map.Directions.AreaRatio:0.00}"));
        if (report.Volume is { } volume)
        {
            yield return Row("local, tenth whose volume changes most", volume.MostChanged.Select(Angstrom));
            yield return Row("  other nine tenths", volume.Others.Select(Angstrom));
            yield return Invariant($"volume by the flow: RMS of ln J {volume.RmsLog:0.000}; J {volume.Percentile1:0.00} at the 1st percentile, {volume.Smallest:0.00} at least; {100 * volume.FoldedShare:0.0} % folded");
        }
        foreach (MapFigures map in report.Maps)
        {
            yield return Invariant($"B factor of {map.Name}: {map.BFactorFrom}");
        }

        IEnumerable<string> Range(string region, Func<MapFigures, ResolutionRange?> range) => report.Maps.All(map => range(map) is null) ? [] :
        [
            Of($"local resolution, {region}, median", map => Angstrom(range(map)?.Median)),
            Of("  best", map => Angstrom(range(map)?.Best)),
            Of("  5th and 95th percentile", map => range(map) is { } r ? Invariant($"{r.Percentile5:0.0}-{r.Percentile95:0.0} Å") : "-"),
        ];

        string Of(string label, Func<MapFigures, string> value) => Row(label, report.Maps.Select(value));
    }

    private static string Row(string label, IEnumerable<string> values) => label.PadRight(Label) + string.Concat(values.Select(value => value.PadLeft(Column)));

    private static string Angstrom(double? value) => value is { } angstrom ? Invariant($"{angstrom:0.0} Å") : "-";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
