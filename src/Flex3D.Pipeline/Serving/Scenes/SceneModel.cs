using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Canonical;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Serving.Scenes;

/// <summary>Reads the model of a run as it is now: of a finished training with its map, or of the newest checkpoint of one under way.</summary>
internal static class SceneModel
{
    private const int MostParticles = 5000;

    /// <summary>The file that <see cref="Read"/> would begin with; another one, or a younger one, where the model is newer. Results of a step count once it is done: until then some are missing.</summary>
    /// <exception cref="InputException">The run has no model yet.</exception>
    public static string SourceOf(RunFolder run)
    {
        SortedDictionary<string, StepStatus> steps = run.Status().Steps;
        (string Step, string File)[] models = [(ReconstructStep.Name, RunModel.Rebased(run)), (TrainStep.Name, TrainingResults.ModelFileOf(run))];
        return models.Where(model => Storage.Current.FileExists(model.File) && (!steps.TryGetValue(model.Step, out StepStatus? step) || step.State == StepStatus.Done)).Select(model => model.File).FirstOrDefault()
            ?? new CheckpointFolder(run.CheckpointsOf(TrainStep.Name)).NewestFile
            ?? throw new InputException(run.Path, null, "no model", "a run that has trained for an epoch", "wait for the first checkpoint of its training");
    }

    /// <summary>Reads it. Nothing in the run folder changes.</summary>
    /// <param name="source">What <see cref="SourceOf"/> has returned.</param>
    /// <returns>The model, and the number of epochs that it has trained; null for a finished training.</returns>
    public static (RunModel Model, int? Epoch) Read(RunFolder run, string source, CancellationToken stop) =>
        Path.GetExtension(source) == CheckpointFormat.Extension ? OfCheckpoint(TrainingShape.Of(run, stop), source) : (RunModel.Load(run.Lineage(), highResolution: source == RunModel.Rebased(run)), null);

    private static (RunModel, int?) OfCheckpoint(TrainingShape shape, string source)
    {
        using var checkpoint = CheckpointReader.Open(source);
        (float[] flow, float[] parameters, int epoch) = TrainingCheckpoint.Model(checkpoint);
        TrainingGlimpse glimpse = TrainingCheckpoint.Glimpse(checkpoint, MostParticles);
        int box = shape.Problem.Box;
        bool fits = flow.Length == new FlowNetwork(shape.Problem.Flow).ParameterCount && parameters.Length == box * box * box && glimpse.Dimension == shape.Problem.Flow.LatentDimension;
        checkpoint.Require(fits, "flow", $"{flow.Length} parameters of the flow and {parameters.Length} of the map", "those of the run's settings");
        DensityMap map = new CanonicalMap(shape.Problem.Binding, shape.Unit).ToMap(parameters, EpochSchedule.At(shape.Training, Math.Max(0, epoch - 1)).LowPass);
        var model = new FlexModel
        {
            Name = shape.Options.Name,
            Mesh = shape.Problem.Mesh,
            Flow = shape.Problem.Flow,
            FlowParameters = flow,
            Latents = glimpse.Latents,
            TotalParticles = glimpse.Particles,
            RigidityStrength = glimpse.History is [.., var last] ? last.RigidityStrength : 0,
            Box = shape.Prepared.FullBox,
            PixelSizeAngstrom = shape.Prepared.PixelSizeAngstrom,
            TrainingBox = box,
            Seed = (ulong)shape.Options.Seed,
            MotionSupported = null,
            WholeMoves = shape.Training.WholeMoves,
        };
        float[] density = ModelMotion.VertexDensity(shape.Problem.Mesh, map, shape.Problem.Binding), cells = ModelMotion.CellDensity(shape.Problem.Mesh, map, shape.Problem.Binding);
        return (new RunModel(model, map, shape.Mask, density) { File = source, CellDensity = cells }, epoch);
    }
}
