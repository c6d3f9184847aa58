using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats.Segger;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments;

namespace Flex3D.Pipeline.Steps.Mesh;

/// <summary>Builds the mesh that is cut along the segments of a segmentation, and says in the log what it is made of.</summary>
internal static class SegmentedMesh
{
    /// <param name="mask">Solvent mask at the training box.</param>
    /// <param name="density">Consensus map at the training box.</param>
    /// <param name="regular">Cell size and weights.</param>
    /// <exception cref="InputException">The segmentation does not fit the mask, or what is asked of its segments is impossible.</exception>
    public static TetrahedralMesh Build(StepContext context, PreparedFiles prepared, DensityMap mask, DensityMap density, Stages.Geometry.MeshOptions regular)
    {
        Configuration.MeshOptions options = context.Options.Mesh!;
        string given = options.Segmentation!;
        SegmentationOptions file = SegmentationOptions.IsFile(given) ? SegmentationOptions.Load(given) : new SegmentationOptions { Map = given };
        context.Run.RecordInputs(given == file.Map ? [given] : [given, file.Map]);
        var segmentation = Segmentation.Of(SeggerFile.Is(file.Map) ? SeggerFile.Read(file.Map) : InputMaps.AsGiven(context, "segmentation", file.Map, prepared.Grid, prepared.MapAsGiven), file.Map);
        SegmentPlan[] plans = Plans(segmentation, options.Segments ?? file.Segments, options.Rigid ?? file.Rigid, file.Map);
        (SegmentGrid places, double labelled) = NearestSegments.Within(segmentation, mask, file.Map, label => plans.First(plan => plan.Label == label).Name);
        CutMesh cut = CutMeshBuilder.Build(mask, places, density, new CutMeshOptions(regular, plans, FuseTree.Parse(options.Fuse ?? file.Fuse, plans)) { FuseDensity = options.FuseDensity });
        Report(context, cut.Report, labelled);
        return cut.Mesh;
    }

    private static SegmentPlan[] Plans(Segmentation segmentation, IReadOnlyList<SegmentOptions> settings, IReadOnlyList<string> rigid, string map)
    {
        int[] labels = [.. segmentation.Counts().Keys];
        foreach (SegmentOptions setting in settings)
        {
            if (!labels.Contains(setting.Label))
            {
                throw new InputException("mesh.segments", null, string.Create(CultureInfo.InvariantCulture, $"label {setting.Label}{(setting.Name is null ? "" : $" ({setting.Name})")}, which {map} does not have"), "one of " + string.Join(", ", labels));
            }
        }
        SegmentPlan[] plans = [.. labels.Select(label => settings.LastOrDefault(setting => setting.Label == label) is { } setting
            ? new SegmentPlan(label, setting.Name ?? MeshSegment.DefaultName(label)) { Weight = setting.Rigidity, CellSizeAngstrom = setting.CellSize }
            : new SegmentPlan(label, MeshSegment.DefaultName(label)))];
        if (plans.GroupBy(plan => plan.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InputException("mesh.segments", null, $"the name '{twice.Key}' for labels {string.Join(" and ", twice.Select(plan => plan.Label))}", "a name of its own for each segment");
        }
        HashSet<int> stiff = [.. rigid.Select(name => FuseTree.Resolve(name, plans, "mesh.rigid"))];
        return [.. plans.Select(plan => stiff.Contains(plan.Label) ? plan with { Weight = SegmentPlan.RigidWeight } : plan)];
    }

    private static void Report(StepContext context, CutReport report, double labelled)
    {
        context.Log.Information("{Share} % of the mask's voxels have a label; the others go to the nearest segment", Math.Round(100 * labelled, 1));
        foreach (CutSegment segment in report.Segments)
        {
            context.Log.Information("segment {Name:l}: {Voxels} voxels, {Cells} cells", segment.Name, segment.Pieces.Sum(), segment.Cells);
            if (segment.Pieces.Count > 1)
            {
                context.Log.Warning("segment {Name:l} is in {Count} pieces, of {Pieces:l} voxels", segment.Name, segment.Pieces.Count, string.Join(", ", segment.Pieces.Take(8)) + (segment.Pieces.Count > 8 ? " …" : ""));
            }
        }
        foreach (CutContact contact in report.Contacts)
        {
            context.Log.Information("{First:l} and {Second:l} touch at {Faces} voxel faces: {What:l}", contact.First, contact.Second, contact.Faces,
                contact.SharedVertices > 0 ? string.Create(CultureInfo.InvariantCulture, $"fused, {contact.SharedVertices} vertices shared") : "cut");
        }
        if (report.Parts.Count > 1)
        {
            context.Log.Warning("the mesh is in {Count} parts that move apart from each other: {Parts:l}; mesh.fuse joins them", report.Parts.Count, string.Join("; ", report.Parts.Select(part => string.Join(", ", part))));
        }
    }
}
