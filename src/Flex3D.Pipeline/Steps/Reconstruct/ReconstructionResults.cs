using Flex3D.Pipeline.Configuration;
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
    private static readonly string[] Names = ["flex_half1", "flex_half2", "rigid_half1", "rigid_half2"];

    public static void Write(StepContext context, ReconstructOptions options, ReconstructionSession session, FlexModel model, DensityMap carried, DensityMap mask)
    {
        string maps = Path.Combine(context.Run.Path, "maps");
        DensityMap[] halves = [.. Enumerable.Range(0, ReconstructionSession.Maps).Select(session.Map)];
        for (int m = 0; m < halves.Length; m++)
        {
            MrcMap.Write(Path.Combine(maps, Names[m] + ".mrc"), halves[m], $"Flex3D {Names[m]}");
        }
        MrcMap.Write(Path.Combine(maps, "flex_mask.mrc"), carried, "Flex3D mask in the frame of flex.mrc");
        ulong seed = (ulong)context.Options.Seed;
        FscReport flex = FscReport.Compute(halves[0], halves[1], carried, carried, seed, context.Threads);
        FscReport rigid = FscReport.Compute(halves[2], halves[3], mask, mask, seed, context.Threads);
        WriteMerged(Path.Combine(maps, "flex.mrc"), halves[0], halves[1], flex, options, context.Threads);
        WriteMerged(Path.Combine(maps, "rigid.mrc"), halves[2], halves[3], rigid, options, context.Threads);
        FscFiles.WriteCsv(Path.Combine(context.Run.Path, "fsc.csv"), flex, rigid);
        FscFiles.WriteStar(Path.Combine(context.Run.Path, "fsc.star"), flex, rigid);
        new FscFigure([Curve("flexed", flex)], [Curve("rigid", rigid)], flex.Box * flex.PixelSizeAngstrom).Save(Path.Combine(context.Run.Path, "plots"), "fsc");
        context.Log.Information("resolution (FSC 0.143, masked and corrected): {Flex} flexed, {Rigid} rigid", flex.Resolution().ToString(), rigid.Resolution().ToString());
        MovingRegion.Write(context, model, halves, carried, mask, flex, rigid);
    }

    private static void WriteMerged(string path, DensityMap half1, DensityMap half2, FscReport report, ReconstructOptions options, int threads)
    {
        DensityMap merged = MapSharpening.Apply(MapSharpening.Merge(half1, half2), report, options.SharpeningB ?? 0, threads);
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
