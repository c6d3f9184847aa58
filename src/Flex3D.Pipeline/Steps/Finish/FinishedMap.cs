using System.Globalization;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Results;
using Flex3D.Stages.Validation;
using Flex3D.Stages.Validation.Directional;
using Flex3D.Stages.Validation.Local;
using Flex3D.Stages.Validation.Sharpening;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>One pair of half-maps, finished: its figures, and what pictures and comparisons need.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Angstrom">Local resolution, Å; 0 outside the mask.</param>
/// <param name="Sections">Central sections of the map that is sharpened and filtered at its local resolution.</param>
/// <param name="Cones">The conical FSC.</param>
internal sealed record FinishedMap(MapFigures Figures, DensityMap Angstrom, MapSlices Sections, ConicalFsc Cones)
{
    /// <summary>Finishes a pair of half-maps and writes its maps.</summary>
    /// <param name="files">The half-maps.</param>
    /// <param name="halves">Their content.</param>
    /// <param name="region">The mask of all pairs; each pair uses it within its own support.</param>
    /// <param name="windowAngstrom">Width of the windows of local resolution, Å; null for the usual one.</param>
    /// <param name="work">Settings and folders.</param>
    /// <param name="window">The width that was used, Å.</param>
    public static FinishedMap Write(HalfMapFiles files, HalfMaps halves, DensityMap region, double? windowAngstrom, FinishWork work, out double window)
    {
        (_, _, DensityMap half1, DensityMap half2, DensityMap? support, DensityMap? moving) = halves;
        DensityMap mask = support is null ? region : region.Times(support), merged = MapSharpening.Merge(half1, half2);
        FscReport fsc = FscReport.Compute(half1, half2, support, mask, work.Seed, work.Threads);
        window = windowAngstrom ?? LocalResolutionOptions.UsualWindow(FinishMask.Bounded(fsc.Resolution().Angstrom, half1), half1.PixelSizeAngstrom);
        DetectorMtf? mtf = work.Mtf(half1);
        GuinierFit? fit = work.Options.BFactor is null ? GuinierFit.Of(merged.Times(mask), fsc, mtf, work.Threads) : null;
        double bFactor = work.Options.BFactor ?? fit?.BFactor ?? 0;
        var sharpening = new SharpeningCurve(fsc, bFactor, mtf);
        Save("sharpened", sharpening.Apply(merged, work.Threads), "merged map, FSC-weighted and sharpened");
        work.Stop.ThrowIfCancellationRequested();

        LocalResolution local = LocalResolution.Compute(half1, half2, mask, new LocalResolutionOptions(window, work.Options.Threshold) { Seed = work.Seed }, work.Threads, work.Stop);
        Save("local_resolution", local.Angstrom, "local resolution, angstrom");
        Save("local_filtered", LocalFilter.Apply(merged, local.Angstrom, mask, new SharpeningCurve(fsc, 0), work.Threads), "merged map at its local resolution");
        DensityMap shown = LocalFilter.Apply(merged, local.Angstrom, mask, sharpening, work.Threads);
        Save("local_sharpened", shown, "sharpened map at its local resolution");
        work.Stop.ThrowIfCancellationRequested();

        ConicalFsc cones = ConicalFsc.Compute(
            half1.Times(mask), half2.Times(mask), fsc.RandomisedFrom is { } from ? [.. fsc.RandomisedMasked.Select((value, k) => k < from + 2 ? 0 : value)] : null,
            work.Options.Directions, work.Options.ConeAngle, work.Threads);
        var figures = new MapFigures(
            files.Name, Crossing(fsc, FscReport.HalfMapThreshold), Crossing(fsc, 0.5), fsc.RandomisedFrom, bFactor, From(work, fit), local.Windows,
            ResolutionRange.Of(local.Angstrom, mask), moving is null ? null : ResolutionRange.Of(local.Angstrom, moving.Times(mask)),
            Directions(cones, work.Options.Threshold), fsc.Masked, fsc.RandomisedMasked, fsc.Corrected);
        return new FinishedMap(figures, local.Angstrom, MapSlices.Central(shown), cones);

        void Save(string name, DensityMap map, string title) => MrcMap.Write(work.Map(name + files.Suffix), map, "Flex3D " + title);
    }

    private static string From(FinishWork work, GuinierFit? fit) =>
        work.Options.BFactor is not null ? "given"
        : fit is null ? string.Create(CultureInfo.InvariantCulture, $"not sharpened: fewer than {GuinierFit.LeastShells} shells between {GuinierFit.LowestAngstrom:0} Å and the resolution")
        : string.Create(CultureInfo.InvariantCulture, $"Guinier fit, {fit.LowAngstrom:0.0}-{fit.HighAngstrom:0.0} Å, correlation {fit.Correlation:0.00}");

    private static DirectionFigures Directions(ConicalFsc cones, double threshold)
    {
        double[] angstrom = cones.Resolutions(threshold), sorted = [.. angstrom.Order()];
        (double x, double y, double z) = cones.Directions[Array.IndexOf(angstrom, sorted[^1])];
        return new DirectionFigures(Finite(sorted[0]), Finite(sorted[sorted.Length / 2]), Finite(sorted[^1]), [x, y, z], cones.AreaRatio(threshold));
    }

    private static double? Finite(double angstrom) => double.IsFinite(angstrom) ? angstrom : null;

    private static double? Crossing(FscReport report, double threshold) => Finite(report.Resolution(threshold).Angstrom);
}
