using System.Globalization;
using System.Text;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Pipeline.Progress;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Finishing;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>Half-maps → local and directional resolution, sharpened and locally filtered maps, their figures and pictures.</summary>
internal static class Finishing
{
    private const string MaskName = "finish_mask";

    /// <summary>Finishes maps: writes <c>maps/</c>, <c>plots/</c>, <c>directions.csv</c> and <c>finish.json</c> in the folder of the work.</summary>
    /// <exception cref="InputException">The half-maps or the mask are unfit: the message says how.</exception>
    public static FinishReport Write(FinishInput input, FinishWork work, IProgressReport report)
    {
        using IProgressTask progress = report.Begin("finish", input.Maps.Count + 2, "parts");
        HalfMaps first = input.Maps[0].Read();
        FinishMask mask = FinishMask.Of(work.Options, input.Maps[0], first, work.Seed, work.Threads);
        MrcMap.Write(work.Map(MaskName), mask.Map, "Flex3D mask of the finished maps");
        progress.Advance();
        double? window = work.Options.Window;
        var finished = new List<FinishedMap>();
        foreach (HalfMapFiles files in input.Maps)
        {
            HalfMaps halves = finished.Count == 0 ? first : files.Read();
            MapChecks.RequireSame(mask.Map, work.Map(MaskName), halves.Half1, files.First);
            finished.Add(FinishedMap.Write(files, halves, mask.Map, window, work, out double used));
            window = used; // the same for all pairs
            progress.Advance();
        }
        FlexModel? model = input.Model();
        DensityMap within = first.Support is { } support ? mask.Map.Times(support) : mask.Map;
        double share = within.Values.Average(value => (double)value);
        var figures = new FinishReport(
            input.Of, mask.From, share, within.Box, within.PixelSizeAngstrom, window!.Value, work.Options.Threshold, work.Options.ConeAngle,
            [.. finished.Select(map => map.Figures)], model is null ? null : VolumeMaps.Write(model, within, finished, work));
        Pictures(finished, work, within);
        DurableFile.WriteText(Path.Combine(work.Folder, "directions.csv"), Directions(finished, work.Options.Threshold));
        figures.Write(work.Folder);
        progress.Advance();
        return figures;
    }

    private static void Pictures(IReadOnlyList<FinishedMap> finished, FinishWork work, DensityMap mask)
    {
        new LocalResolutionFigure([.. finished.Select(map => (map.Figures.Name, map.Sections, MapSlices.Central(map.Angstrom)))]).Save(work.Plots, "local_resolution");
        new DirectionFigure(finished[0].Cones.Directions, [.. finished.Select(map => (map.Figures.Name, map.Cones.Resolutions(work.Options.Threshold)))]).Save(work.Plots, "directions");
        FscCurve[] curves = [.. finished.Select(map => new FscCurve(map.Figures.Name + ", corrected", map.Figures.Corrected, map.Figures.Resolution, map.Figures.ResolutionHalf))];
        new FscFigure(curves[..1], curves[1..], mask.Box * mask.PixelSizeAngstrom).Save(work.Plots, "finish_fsc");
    }

    private static string Directions(IReadOnlyList<FinishedMap> finished, double threshold)
    {
        var text = new StringBuilder("direction,x,y,z");
        foreach (FinishedMap map in finished)
        {
            text.Append(CultureInfo.InvariantCulture, $",{map.Figures.Name}_angstrom,{map.Figures.Name}_area");
        }
        (double[] Angstrom, double[] Area)[] columns = [.. finished.Select(map => (map.Cones.Resolutions(threshold), map.Cones.Areas(threshold)))];
        for (int d = 0; d < finished[0].Cones.Directions.Count; d++)
        {
            (double x, double y, double z) = finished[0].Cones.Directions[d];
            text.Append(CultureInfo.InvariantCulture, $"\n{d},{x:F5},{y:F5},{z:F5}");
            foreach ((double[] angstrom, double[] area) in columns)
            {
                text.Append(',').Append(double.IsFinite(angstrom[d]) ? angstrom[d].ToString("F3", CultureInfo.InvariantCulture) : "inf").Append(CultureInfo.InvariantCulture, $",{area[d]:F3}");
            }
        }
        return text.Append('\n').ToString();
    }
}
