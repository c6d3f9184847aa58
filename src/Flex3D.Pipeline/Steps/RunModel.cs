using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine.Imaging;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;

namespace Flex3D.Pipeline.Steps;

/// <summary>A run's model with the map it moves: the re-based one with <c>maps/flex.mrc</c>, or before a reconstruction the trained one with the canonical map.</summary>
/// <param name="Model">In the frame of <paramref name="Map"/>.</param>
/// <param name="Map">The map to move.</param>
/// <param name="Mask">Its mask, same box.</param>
internal sealed record RunModel(FlexModel Model, DensityMap Map, DensityMap Mask)
{
    /// <summary>The latent of the middle conformation, K values: where a re-based model is anchored.</summary>
    public float[] Middle => Model.Flow.Anchor.Count > 0 ? [.. Model.Flow.Anchor] : MotionLatents.Middle(MotionResults.Of(Model, Map, Mask), Model.Latents, Model.Flow.LatentDimension);

    /// <param name="runFolder">The run.</param>
    /// <param name="map">Another map in the same frame, or null for the run's own.</param>
    /// <param name="highResolution">False asks for the canonical map of training.</param>
    public static RunModel Load(string runFolder, string? map = null, bool highResolution = true)
    {
        string rebased = Path.Combine(runFolder, "model.npz"), flex = Path.Combine(runFolder, "maps", "flex.mrc");
        if (highResolution && File.Exists(rebased) && File.Exists(flex))
        {
            DensityMap mask = MrcMap.Read(Path.Combine(runFolder, "maps", "flex_mask.mrc"));
            DensityMap moved = MrcMap.Read(map ?? flex);
            return new(ModelFile.Read(rebased), moved, MaskFor(moved, mask));
        }
        string trained = Path.Combine(runFolder, RunFolder.NameOf(StepName.Train), "model.npz"), canonical = Path.Combine(runFolder, "maps", "canonical.mrc");
        if (!File.Exists(trained))
        {
            throw new InputException(runFolder, null, "no model", "the folder of a run that has been trained", "run the train step first");
        }
        DensityMap solvent = MrcMap.Read(PreparedFiles.Mask(Path.Combine(runFolder, RunFolder.NameOf(StepName.Prep))));
        DensityMap low = MrcMap.Read(map ?? canonical);
        return new(ModelFile.Read(trained), low, MaskFor(low, solvent));
    }

    /// <summary>The model alone.</summary>
    public static FlexModel LoadModel(string runFolder)
    {
        string rebased = Path.Combine(runFolder, "model.npz"), trained = Path.Combine(runFolder, RunFolder.NameOf(StepName.Train), "model.npz");
        return File.Exists(rebased) ? ModelFile.Read(rebased)
            : File.Exists(trained) ? ModelFile.Read(trained)
            : throw new InputException(runFolder, null, "no model", "the folder of a run that has been trained", "run the train step first");
    }

    // A map of another box than the mask (the canonical one, or the user's) gets the mask at its own box.
    private static DensityMap MaskFor(DensityMap map, DensityMap mask)
    {
        if (map.Box == mask.Box)
        {
            MapChecks.RequireSame(map, "the map", mask, "the run's mask");
            return mask;
        }
        DensityMap resized = Calibration.TrainingMask(mask, map.Box, 1);
        MapChecks.RequireSame(map, "the map", resized, "the run's mask at that box");
        return resized;
    }
}
