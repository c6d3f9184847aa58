using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Pipeline.Steps.Model;

/// <summary>A run's model with the map it moves: the re-based model with <c>maps/flex.mrc</c> or, before a reconstruction, the trained model with the canonical map.</summary>
/// <param name="Model">The model, in the frame of <paramref name="Map"/>; if there are many particles, it holds a sample of them (<see cref="FlexModel.TotalParticles"/>).</param>
/// <param name="Map">The map to move.</param>
/// <param name="Mask">Mask of the map, in the same box.</param>
internal sealed record RunModel(FlexModel Model, DensityMap Map, DensityMap Mask)
{
    /// <summary>The latent of the middle conformation, K values: where a re-based model is anchored.</summary>
    public float[] Middle => Model.Flow.Anchor.Count > 0 ? [.. Model.Flow.Anchor] : MotionLatents.Middle(ModelMotion.Of(Model, Map, Mask), Model.Latents, Model.Flow.LatentDimension);

    /// <param name="lineage">The run, and the earlier ones whose results it uses.</param>
    /// <param name="map">Another map in the same frame, or null for the run's own.</param>
    /// <param name="highResolution">False asks for the canonical map of training.</param>
    /// <exception cref="InputException">There is no model, or <paramref name="map"/> has the mask's box and another pixel size.</exception>
    public static RunModel Load(IReadOnlyList<RunFolder> lineage, string? map = null, bool highResolution = true)
    {
        foreach (RunFolder run in lineage)
        {
            string maps = Path.Combine(run.Path, "maps"), flex = Path.Combine(maps, "flex.mrc");
            if (highResolution && Storage.Current.FileExists(Rebased(run)) && Storage.Current.FileExists(flex))
            {
                return Load(Rebased(run), map ?? flex, Path.Combine(maps, "flex_mask.mrc"));
            }
            if (Storage.Current.FileExists(Trained(run)))
            {
                string prep = lineage.Select(earlier => earlier.Of(PrepStep.Name)).FirstOrDefault(Storage.Current.FolderExists) ?? run.Of(PrepStep.Name);
                return Load(Trained(run), map ?? Path.Combine(maps, "canonical.mrc"), PreparedFiles.Mask(prep));
            }
        }
        throw NoModel(lineage);
    }

    /// <summary>Loads the model alone.</summary>
    /// <exception cref="InputException">There is no model.</exception>
    public static FlexModel LoadModel(IReadOnlyList<RunFolder> lineage) =>
        ModelFile.Read(lineage.SelectMany(run => new[] { Rebased(run), Trained(run) }).FirstOrDefault(Storage.Current.FileExists) ?? throw NoModel(lineage));

    private static RunModel Load(string model, string map, string mask)
    {
        DensityMap moved = MrcMap.Read(map);
        MapChecks.RequireFinite(moved, map);
        return new(ModelFile.Read(model, ModelFile.EnoughParticles), moved, MaskFor(moved, map, MrcMap.Read(mask)));
    }

    private static string Rebased(RunFolder run) => Path.Combine(run.Path, "model.npz");

    private static string Trained(RunFolder run) => TrainingResults.ModelFileOf(run);

    private static InputException NoModel(IReadOnlyList<RunFolder> lineage) =>
        new(lineage[0].Path, null, "no model", "the folder of a run that has been trained", "run the train step first");

    // A map of another box than the mask (the canonical one, or the user's) gets the mask on its own grid.
    private static DensityMap MaskFor(DensityMap map, string path, DensityMap mask)
    {
        bool asWide = Math.Abs(map.Box * map.PixelSizeAngstrom - mask.Box * mask.PixelSizeAngstrom) <= MapChecks.PixelTolerance * mask.Box * mask.PixelSizeAngstrom;
        DensityMap fitting = map.Box == mask.Box ? mask
            : asWide ? Calibration.TrainingMask(mask, map.Box, 1)
            : MapResampling.Mask(mask, map.Box, map.PixelSizeAngstrom);
        MapChecks.RequireSame(fitting, "the run's mask", map, path);
        return fitting;
    }
}
