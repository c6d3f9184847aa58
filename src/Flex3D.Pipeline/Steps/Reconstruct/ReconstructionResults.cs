using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Results;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>Writes half-maps, merged maps, masks, FSC curves and their plot.</summary>
internal static class ReconstructionResults
{
    public static void Write(StepContext context, ReconstructOptions options, ReconstructionSession session, FlexModel model, DensityMap carried, DensityMap mask)
    {
        string maps = Path.Combine(context.Run.Path, "maps");
        IReadOnlyList<HalfMaps> pairs = RunSymmetry.Average(
            context, options, [new HalfMaps("flexed", "flex", session.Map(0), session.Map(1), carried), new HalfMaps("rigid", "rigid", session.Map(2), session.Map(3), mask)]);
        foreach (HalfMaps pair in pairs)
        {
            RunSymmetry.Write(context.Run, pair, "", RunSymmetry.Group(options) is { Order: > 1 } group ? $"averaged over {group.Name}" : "");
        }
        FscReport flex = Report(pairs[0]), rigid = Report(pairs[1]);
        WriteMerged(Path.Combine(maps, "flex.mrc"), pairs[0], flex, options, context.Threads);
        WriteMerged(Path.Combine(maps, "rigid.mrc"), pairs[1], rigid, options, context.Threads);
        FscFiles.WriteCsv(Path.Combine(context.Run.Path, "fsc.csv"), flex, rigid);
        FscFiles.WriteStar(Path.Combine(context.Run.Path, "fsc.star"), flex, rigid);
        new FscFigure([Curve("flexed", flex)], [Curve("rigid", rigid)], flex.Box * flex.PixelSizeAngstrom).Save(Path.Combine(context.Run.Path, "plots"), "fsc");
        context.Log.Information("resolution (FSC 0.143, masked and corrected): {Flex} flexed, {Rigid} rigid", flex.Resolution().ToString(), rigid.Resolution().ToString());
        MovingRegion.Write(context, model, pairs, flex, rigid);

        FscReport Report(HalfMaps pair) => FscReport.Compute(pair.Half1, pair.Half2, pair.Around, pair.Around, (ulong)context.Options.Seed, context.Threads);
    }

    private static void WriteMerged(string path, HalfMaps pair, FscReport report, ReconstructOptions options, int threads)
    {
        DensityMap merged = MapSharpening.Apply(MapSharpening.Merge(pair.Half1, pair.Half2), report, options.SharpeningB ?? 0, threads);
        MrcMap.Write(path, merged, "Flex3D merged map, FSC-weighted");
    }

    private static FscCurve Curve(string name, FscReport report) => new(name, report.Corrected, Angstrom(report, 0.143), Angstrom(report, 0.5));

    /// <summary>Returns the resolution, Å, at which the corrected FSC crosses a threshold; null if it does not.</summary>
    public static double? Angstrom(FscReport report, double threshold)
    {
        FscCrossing crossing = report.Resolution(threshold);
        return crossing.Kind == FscCrossing.Kinds.Crossed ? crossing.Angstrom : null;
    }
}
