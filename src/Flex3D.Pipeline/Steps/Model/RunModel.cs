using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;

namespace Flex3D.Pipeline.Steps.Model;

/// <summary>A run's model with the map it moves: the re-based model with <c>maps/flex.mrc</c> or, before a reconstruction, the trained model with the canonical map.</summary>
/// <param name="Model">The model, in the frame of <paramref name="Map"/>; if there are many particles, it holds a sample of them (<see cref="FlexModel.TotalParticles"/>).</param>
/// <param name="Map">The map to move.</param>
/// <param name="Mask">Mask of the map, in the same box.</param>
/// <param name="Density">The density of the run's own map at each vertex, by which the molecule stays in place.</param>
internal sealed record RunModel(FlexModel Model, DensityMap Map, DensityMap Mask, float[] Density)
{
    private RigidPart? _rigid;

    /// <summary>The model's file, which has the state of every particle.</summary>
    public required string File { get; init; }

    /// <summary>The density of the run's own map in each cell.</summary>
    public required float[] CellDensity { get; init; }

    /// <summary>Whole sentences on what held-out particles say of the flow.</summary>
    public string Evidence => HeterogeneityText.Of(Model.Heterogeneity, Model.MotionSupported);

    /// <summary>Like <see cref="Evidence"/>; null where held-out particles support the motion.</summary>
    public string? Doubt => Model.Heterogeneity == Heterogeneity.Motion ? null : Evidence;

    /// <summary>Finds the turn and shift of the molecule as a whole.</summary>
    public RigidPart Rigid => _rigid ??= RigidPart.Of(Model, Density);

    /// <summary>Creates an evaluator of the flow: as the molecule's change of shape, or with the turn and shift of the molecule as a whole.</summary>
    public IFlow Flow(FlowFrame frame) => frame == FlowFrame.Poses ? new FlowField(Model) : new InternalFlow(Model, Rigid);

    /// <summary>Computes the principal components of the particles' change of shape.</summary>
    public PrincipalMotion Motion() => ModelMotion.Of(Model, Density, Flow(FlowFrame.Molecule));

    /// <summary>The latent of the middle conformation, K values: where a re-based model is anchored.</summary>
    public float[] Middle => Model.Flow.Anchor.Count > 0 ? [.. Model.Flow.Anchor] : MotionLatents.Middle(Motion(), Model.Latents, Model.Flow.LatentDimension);

    /// <param name="lineage">The run, and the earlier ones whose results it uses.</param>
    /// <param name="map">Another map in the same frame, or null for the run's own.</param>
    /// <param name="highResolution">False asks for the canonical map of training.</param>
    /// <param name="everyParticle">Whether the model is to hold every particle and not a sample.</param>
    /// <exception cref="InputException">There is no model, or <paramref name="map"/> has the mask's box and another pixel size.</exception>
    public static RunModel Load(IReadOnlyList<RunFolder> lineage, string? map = null, bool highResolution = true, bool everyParticle = false)
    {
        foreach (RunFolder run in lineage)
        {
            string maps = Path.Combine(run.Path, "maps"), flex = Path.Combine(maps, "flex.mrc");
            if (highResolution && Storage.Current.FileExists(Rebased(run)) && Storage.Current.FileExists(flex))
            {
                return Load(Rebased(run), flex, map, Path.Combine(maps, "flex_mask.mrc"), everyParticle);
            }
            if (Storage.Current.FileExists(Trained(run)))
            {
                string prep = lineage.Select(earlier => earlier.Of(PrepStep.Name)).FirstOrDefault(Storage.Current.FolderExists) ?? run.Of(PrepStep.Name);
                return Load(Trained(run), Path.Combine(maps, "canonical.mrc"), map, PreparedFiles.Mask(prep), everyParticle);
            }
        }
        throw NoModel(lineage);
    }

    private static RunModel Load(string modelFile, string own, string? other, string maskFile, bool everyParticle)
    {
        FlexModel model = ModelFile.Read(modelFile, everyParticle ? int.MaxValue : ModelFile.EnoughParticles);
        DensityMap mask = MrcMap.Read(maskFile);
        (DensityMap map, DensityMap fitting) = Read(own);
        VoxelBinding binding = VoxelBinder.Bind(model.Mesh, fitting);
        float[] density = ModelMotion.VertexDensity(model.Mesh, map, binding), cells = ModelMotion.CellDensity(model.Mesh, map, binding);
        if (other is not null)
        {
            (map, fitting) = Read(other);
        }
        return new(model, map, fitting, density) { File = modelFile, CellDensity = cells };

        (DensityMap, DensityMap) Read(string path)
        {
            DensityMap read = MrcMap.Read(path);
            MapChecks.RequireFinite(read, path);
            return (read, MaskFor(read, path, mask));
        }
    }

    /// <summary>The path of the model that a run's reconstruction writes, in the frame of <c>maps/flex.mrc</c>; the file need not exist.</summary>
    public static string Rebased(RunFolder run) => Path.Combine(run.Path, "model.npz");

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
