using System.Globalization;
using Flex3D.Pipeline.Progress;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.LocalRefinement;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Baselines;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Baselines;

/// <summary>Compares the flexed map of a run with its baselines, region by region: the rigid map, and a masked local refinement of the region from the same particles.</summary>
internal sealed class Baselining
{
    private readonly BaselineRun _run;
    private readonly BaselineWork _work;
    private readonly string _folder;
    private readonly IProgressReport _progress;
    private readonly DensityMap[] _rigid, _flexed;
    private readonly DensityMap _carried;

    public Baselining(BaselineRun run, BaselineWork work, string folder, IProgressReport progress)
    {
        (_run, _work, _folder, _progress) = (run, work, folder, progress);
        _rigid = [run.Map("rigid_half1"), run.Map("rigid_half2")];
        _flexed = [run.Map("flex_half1"), run.Map("flex_half2")];
        _carried = run.Map("flex_mask");
    }

    /// <summary>Refines each region and writes maps, poses, plots, <c>baseline.html</c>, the folder <c>relion</c> and, last, <c>baseline.json</c>.</summary>
    /// <returns>The figures, and why the jobs for RELION were not written; null where they were.</returns>
    public (BaselineReport Report, string? NoRelion) Write(IReadOnlyList<BaselineRegion> regions, string evidence)
    {
        MapFigures[] whole = [MapFigures.Of(BaselineReport.Rigid, Fsc(_rigid, _run.Solvent, _run.Solvent)), MapFigures.Of(BaselineReport.Flexed, Fsc(_flexed, _carried, _carried))];
        RegionFigures[] figures = [.. regions.Select(Refine)];
        string poses = _run.Particles.HaveRefinedPoses()
            ? "Local refinements start at the poses that the run re-estimated, since its rigid maps were made at them."
            : "Local refinements start at the poses that the run was given, since its rigid maps were made at them.";
        var report = new BaselineReport(
            _run.Lineage[0].Path, _run.Particles.Table.Count, _run.Model.MotionSupported, evidence, poses, _run.Prepared.FullBox, _run.Prepared.PixelSizeAngstrom, _work.Options.AngleDegrees, _work.Options.ShiftAngstrom, whole, figures);
        string? noRelion = RelionJobs.Write(_run, [.. regions.Zip(figures, (region, of) => (region, of.Rounds[0].LimitAngstrom))], _work, _folder);
        BaselinePage.Write(report, regions, _folder);
        report.Write(_folder);
        return (report, noRelion);
    }

    private RegionFigures Refine(BaselineRegion region)
    {
        LocalRegion local = region.Region;
        FscReport rigid = Fsc(_rigid, _run.Solvent, local.Mask), flexed = Fsc(_flexed, _carried, region.Flexed);
        RefinedRegion refined = new LocalRefining(_run, local, _work, _progress).Run(rigid, region.Name);
        DensityMap[] halves = [refined.Half1, refined.Half2];
        string title = $"Flex3D {region.Name}, masked local refinement";
        Save($"{region.FileName}_mask", local.Mask, $"Flex3D {region.Name}");
        Save($"{region.FileName}_local_half1", halves[0], title);
        Save($"{region.FileName}_local_half2", halves[1], title);
        DensityMap merged = Merged(halves, refined.Report);
        Save($"{region.FileName}_local", merged, title);
        RegionPoseTable.Write(Path.Combine(_folder, $"{region.FileName}_poses.csv"), refined.Poses, _run);
        (double x, double y, double z) = local.CentreAngstrom;
        // The curves are compared, so that all are corrected for the mask from the same shell on.
        int? from = new[] { rigid, refined.Report, flexed }.Min(report => report.RandomisedFrom);
        FscReport[] compared = [Fsc(_rigid, _run.Solvent, local.Mask, from), Fsc(halves, _run.Solvent, local.Mask, from), Fsc(_flexed, _carried, region.Flexed, from)];
        MapFigures[] maps = [MapFigures.Of(BaselineReport.Rigid, compared[0]), MapFigures.Of(BaselineReport.Local, compared[1]), MapFigures.Of(BaselineReport.Flexed, compared[2])];
        Pictures(region, maps, [Merged(_rigid, rigid), merged, Merged(_flexed, flexed)]);
        double share = local.Mask.Values.Sum(value => (double)value) / _run.Solvent.Values.Sum(value => (double)value);
        return new RegionFigures(region.Name, region.From, share, [x, y, z], refined.Rounds, maps);
    }

    private void Pictures(BaselineRegion region, MapFigures[] figures, DensityMap[] maps)
    {
        string plots = Path.Combine(_folder, "plots");
        string title = string.Create(CultureInfo.InvariantCulture, $"Sections through {region.Name}, each map weighted by its own FSC there");
        new RegionSections(title, [.. figures.Zip(maps, (figure, map) => (figure.Name, map))], region.Region.Mask, region.Region.CentreAngstrom).Save(plots, region.FileName + "_sections");
        FscCurve[] curves = [.. figures.Select(figure => new FscCurve(figure.Name, figure.Corrected, figure.Resolution, figure.ResolutionHalf))];
        new FscFigure(curves[2..], curves[..2], _run.Prepared.FullBox * _run.Prepared.PixelSizeAngstrom).Save(plots, region.FileName + "_fsc");
    }

    private DensityMap Merged(DensityMap[] halves, FscReport report) => MapSharpening.Apply(MapSharpening.Merge(halves[0], halves[1]), report, 0, _work.Threads);

    private void Save(string name, DensityMap map, string title) => MrcMap.Write(Path.Combine(_folder, "maps", name + ".mrc"), map, title);

    private FscReport Fsc(DensityMap[] halves, DensityMap support, DensityMap mask, int? randomisedFrom = null) =>
        FscReport.Compute(halves[0], halves[1], support, mask, _work.Seed, _work.Threads, randomisedFrom);
}
