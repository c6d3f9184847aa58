using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The moving region, which is the part that moves most: its masks, the resolution inside it, and the picture of the main motion.</summary>
/// <remarks>
/// The region is found on the mesh of the flexed maps. These are in the coordinates of the poses, because the poses see the conformation of the
/// frame without displacement; the rigid maps are too, because nothing in them is displaced. One region of space therefore serves both. The frame
/// of training lies elsewhere if flow and canonical map have drifted: a mask carried back to it would miss the rigid maps' density. Only the
/// extent of the density differs between flexed and rigid half-maps: each pair gets the region within its own solvent mask.
/// </remarks>
internal static class MovingRegion
{
    /// <summary>The resolutions that the summary needs, <c>reconstruct/resolution.json</c>.</summary>
    internal sealed record Resolutions(double? Flexed, double? Rigid, double? FlexedMoving, double? RigidMoving);

    private const string FileName = "resolution.json";

    /// <param name="pairs">The flexed half-maps, and the rigid ones.</param>
    public static void Write(StepContext context, FlexModel model, IReadOnlyList<HalfMaps> pairs, FscReport flex, FscReport rigid)
    {
        (HalfMaps flexed, HalfMaps still) = (pairs[0], pairs[1]);
        float[] density = ModelMotion.VertexDensity(model.Mesh, MapSharpening.Merge(flexed.Half1, flexed.Half2), flexed.Around);
        PrincipalMotion motion = ModelMotion.Of(model, density, new InternalFlow(model, RigidPart.Of(model, density)));
        string plots = Path.Combine(context.Run.Path, "plots");
        new PrincipalMotionFigure(motion).Save(plots, "motion");
        double? flexMoving = null, rigidMoving = null;
        if (Find(model.Mesh, flexed.Around, motion.Components[0]) is { } region)
        {
            flexMoving = WithinMask("moving_mask", "Flex3D the part that moves most", region, flexed);
            rigidMoving = WithinMask("moving_mask_rigid", "Flex3D the part that moves most, in rigid*.mrc", region, still);
        }
        var resolutions = new Resolutions(
            ReconstructionResults.Angstrom(flex, FscReport.HalfMapThreshold), ReconstructionResults.Angstrom(rigid, FscReport.HalfMapThreshold), flexMoving, rigidMoving);
        DurableFile.WriteText(Path.Combine(context.Output, FileName), JsonSerializer.Serialize(resolutions, CheckpointJson.Options) + "\n");

        double? WithinMask(string name, string title, DensityMap region, HalfMaps pair)
        {
            DensityMap moving = Within(region, pair.Around);
            MrcMap.Write(Path.Combine(context.Run.Path, "maps", name + ".mrc"), moving, title);
            return ReconstructionResults.Angstrom(FscReport.Compute(pair.Half1, pair.Half2, pair.Around, moving, (ulong)context.Options.Seed, context.Threads), FscReport.HalfMapThreshold);
        }
    }

    public static Resolutions Read(string reconstructFolder)
    {
        string path = Path.Combine(reconstructFolder, FileName);
        return Storage.Current.FileExists(path) ? JsonSerializer.Deserialize<Resolutions>(Storage.ReadAll(path), CheckpointJson.Options)! : new(null, null, null, null);
    }

    /// <summary>Finds the region, with a soft edge, in which voxels move at least half as far as the tenth of the density that moves most; null if the motion is too small.</summary>
    /// <param name="mesh">Mesh of the flexed maps.</param>
    /// <param name="mask">Solvent mask of the flexed maps.</param>
    /// <param name="component">The main motion.</param>
    internal static DensityMap? Find(TetrahedralMesh mesh, DensityMap mask, MotionComponent component)
    {
        double least = 0.5 * component.MovingRmsAngstrom;
        if (component.TravelAngstrom < 0.3)
        {
            return null;
        }
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        bool[] moves = new bool[mask.Values.Length];
        var interpolation = new MeshInterpolation(mesh, binding);
        for (int i = 0; i < interpolation.Covered; i++)
        {
            (double x, double y, double z) = interpolation.VectorAt(i, component.DisplacementPerSd);
            moves[binding.Voxels[i]] = x * x + y * y + z * z > least * least && binding.Mask[i] > 0.5f;
        }
        return moves.Any(m => m) ? SolventMask.Soften(moves, mask.Box, mask.PixelSizeAngstrom, mask.PixelSizeAngstrom, 3 * mask.PixelSizeAngstrom) : null;
    }

    /// <summary>Returns the part of a region within a solvent mask, which is their product.</summary>
    internal static DensityMap Within(DensityMap region, DensityMap mask)
    {
        DensityMap within = region.Clone();
        for (int i = 0; i < within.Values.Length; i++)
        {
            within.Values[i] *= mask.Values[i];
        }
        return within;
    }
}
