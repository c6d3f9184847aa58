using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The part that moves most: its mask, the resolution inside it, and the picture of the main motion.</summary>
internal static class MovingRegion
{
    /// <summary>The resolutions that the summary needs, <c>reconstruct/resolution.json</c>.</summary>
    internal sealed record Resolutions(double? Flexed, double? Rigid, double? FlexedMoving, double? RigidMoving);

    private const string FileName = "resolution.json";

    /// <param name="carried">The solvent mask of the flexed maps.</param>
    /// <param name="mask">That of the rigid maps.</param>
    public static void Write(StepContext context, FlexModel model, DensityMap[] halves, DensityMap carried, DensityMap mask, FscReport flex, FscReport rigid)
    {
        PrincipalMotion motion = ModelMotion.Of(model, MapSharpening.Merge(halves[0], halves[1]), carried);
        string plots = Path.Combine(context.Run.Path, "plots");
        new PrincipalMotionFigure(motion).Save(plots, "motion");
        ulong seed = (ulong)context.Options.Seed;
        double? flexMoving = null, rigidMoving = null;
        if (MovingMask(model.Mesh, carried, motion.Components[0]) is { } moving)
        {
            MrcMap.Write(Path.Combine(context.Run.Path, "maps", "moving_mask.mrc"), moving, "Flex3D the part that moves most");
            flexMoving = ReconstructionResults.Angstrom(FscReport.Compute(halves[0], halves[1], carried, moving, seed, context.Threads), FscReport.HalfMapThreshold);
            rigidMoving = ReconstructionResults.Angstrom(FscReport.Compute(halves[2], halves[3], mask, moving, seed, context.Threads), FscReport.HalfMapThreshold);
        }
        var resolutions = new Resolutions(
            ReconstructionResults.Angstrom(flex, FscReport.HalfMapThreshold), ReconstructionResults.Angstrom(rigid, FscReport.HalfMapThreshold), flexMoving, rigidMoving);
        DurableFile.WriteText(Path.Combine(context.Output, FileName), JsonSerializer.Serialize(resolutions, CheckpointJson.Options) + "\n");
    }

    public static Resolutions Read(string reconstructFolder)
    {
        string path = Path.Combine(reconstructFolder, FileName);
        return Storage.Current.FileExists(path) ? JsonSerializer.Deserialize<Resolutions>(Storage.ReadAll(path), CheckpointJson.Options)! : new(null, null, null, null);
    }

    // Where a voxel moves at least half as far as the tenth of the density that moves most; null where nothing does.
    private static DensityMap? MovingMask(TetrahedralMesh mesh, DensityMap mask, MotionComponent component)
    {
        double least = 0.5 * component.MovingRmsAngstrom;
        if (component.TravelAngstrom < 0.3)
        {
            return null;
        }
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        bool[] moves = new bool[mask.Values.Length];
        for (int i = 0; i < binding.Count - binding.UncoveredCount; i++)
        {
            double square = 0;
            for (int axis = 0; axis < 3; axis++)
            {
                double displacement = 0;
                for (int corner = 0; corner < 4; corner++)
                {
                    displacement += binding.Barycentric[4 * i + corner] * component.DisplacementPerSd[3 * mesh.Cells[4 * binding.Cells[i] + corner] + axis];
                }
                square += displacement * displacement;
            }
            moves[binding.Voxels[i]] = square > least * least && binding.Mask[i] > 0.5f;
        }
        if (!moves.Any(m => m))
        {
            return null;
        }
        DensityMap soft = SolventMask.Soften(moves, mask.Box, mask.PixelSizeAngstrom, mask.PixelSizeAngstrom, 3 * mask.PixelSizeAngstrom);
        for (int i = 0; i < soft.Values.Length; i++)
        {
            soft.Values[i] *= mask.Values[i];
        }
        return soft;
    }
}
