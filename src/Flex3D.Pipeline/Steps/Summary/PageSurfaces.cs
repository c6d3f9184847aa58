using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Report;

namespace Flex3D.Pipeline.Steps.Summary;

/// <summary>Makes the surfaces of a run's page: those of its map, moving where a motion is supported, that of the map it began from, and a still picture.</summary>
internal static class PageSurfaces
{
    private const int Frames = 11;
    private const double Low = 0.05, High = 0.95;

    /// <summary>Makes the surfaces along the main motion, from the 5th to the 95th percentile of the particles; one that stands still where no motion is supported.</summary>
    public static SurfaceScene? Scene(IReadOnlyList<RunFolder> lineage, RunModel model, MotionReportInput input, int threads)
    {
        bool moves = new MotionSummary(input).Supported;
        float[] latents = moves ? MotionLatents.Along(input.Motion, model.Model.Latents, model.Model.Flow.LatentDimension, Low, High, Frames) : [];
        SurfaceScene? scene = new SceneBuilder(model.Model.Mesh, model.Flow(FlowFrame.Molecule), latents).Build(model.Map, model.Mask, threads);
        return scene is null || Original(lineage) is not var (map, mask) ? scene
            : scene with { Original = SceneBuilder.Like(map, mask, model.Map, model.Mask), OriginalName = "the map that the run began from" };
    }

    /// <summary>Draws the surface as PNG; the part that moves most has a colour of its own where a motion is supported.</summary>
    public static byte[] Still(RunFolder run, RunModel model, MotionReportInput input, int threads)
    {
        string path = Path.Combine(run.Path, "maps", "moving_mask.mrc");
        DensityMap? moving = new MotionSummary(input).Supported && Storage.Current.FileExists(path) ? MrcMap.Read(path) : null;
        return SurfacePicture.ToPng(model.Map, ContourLevel.Of(model.Map, model.Mask), moving?.Box == model.Map.Box ? moving : null, threads, quick: true);
    }

    // The consensus map on the grid of the images, with the mask of prep; null where the file is gone.
    private static (DensityMap Map, DensityMap Mask)? Original(IReadOnlyList<RunFolder> lineage)
    {
        if (PreparedFiles.FolderIn(lineage) is not { } prep)
        {
            return null;
        }
        var prepared = PreparedFiles.Load(prep);
        string path = prepared.MapAsGiven is null ? prepared.Map : PreparedFiles.ResampledMap(prep), masked = PreparedFiles.Mask(prep);
        if (!Storage.Current.FileExists(path) || !Storage.Current.FileExists(masked))
        {
            return null;
        }
        DensityMap map = MrcMap.Read(path), mask = MrcMap.Read(masked);
        return map.Box == mask.Box ? (map, mask) : null;
    }
}
