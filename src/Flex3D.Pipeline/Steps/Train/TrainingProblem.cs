using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Mesh;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The problem that training solves, read from the results of prep and mesh before anything is computed.</summary>
/// <param name="Engine">Box, mesh, bound voxels and network.</param>
/// <param name="Options">All numeric options of the training.</param>
internal sealed record TrainingProblem(EngineProblem Engine, TrainingOptions Options)
{
    /// <param name="box">Box of the prepared images.</param>
    /// <exception cref="InputException">A file is missing or damaged, or the settings do not fit it.</exception>
    public static TrainingProblem Read(StepContext context, TrainOptions settings, PreparedFiles prepared, int box)
    {
        string meshFile = MeshStep.MeshFileOf(context);
        TetrahedralMesh mesh = MeshFile.Read(meshFile);
        DensityMap mask = Calibration.TrainingMask(MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name))), box, context.Threads);
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        binding.RequireCovered(meshFile, "the mask");
        // Not anchored: f(z) − f(0) has what all conformations share, beside the map, everywhere but in a cusp at z = 0, which particles then avoid.
        var flow = new FlowArchitecture(settings.LatentDimension, settings.Layers, settings.Width, mesh.VertexCount, anchored: false);
        return new(new EngineProblem(box, prepared.TrainingPixelSizeAngstrom, mesh, binding, flow), TrainingSettings.Resolve(settings, context.Options, prepared));
    }
}
