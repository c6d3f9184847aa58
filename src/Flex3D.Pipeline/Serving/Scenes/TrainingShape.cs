using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Training;
using Serilog.Core;

namespace Flex3D.Pipeline.Serving.Scenes;

/// <summary>What a training under way began from, and what gives the numbers of its checkpoints their meaning.</summary>
/// <param name="Options">The settings of the run.</param>
/// <param name="Prepared">What prep made.</param>
/// <param name="Problem">Box, mesh, bound voxels and network.</param>
/// <param name="Training">The numeric options of the training.</param>
/// <param name="Unit">The density of one unit of the map's parameters.</param>
/// <param name="Mask">The mask at the box of training.</param>
internal sealed record TrainingShape(PipelineOptions Options, PreparedFiles Prepared, EngineProblem Problem, TrainingOptions Training, double Unit, DensityMap Mask)
{
    /// <summary>Reads it from the results of prep and mesh. Nothing in the run folder changes.</summary>
    /// <exception cref="InputException">A file is missing or damaged.</exception>
    public static TrainingShape Of(RunFolder run, CancellationToken stop)
    {
        PipelineOptions options = PipelineFile.Load(run.SettingsFile) with { Threads = 1 };
        TrainOptions settings = options.Train ?? throw new InputException(run.SettingsFile, null, "no step 'train'", "the settings of a run that trains");
        var context = new StepContext(TrainStep.Name, run, run.Lineage(), RunSettings.Unwritten(options), Resume: false, Logger.None, new PlainProgress(TextWriter.Null), Monitor: null, stop);
        PreparedFiles prepared = PreparedFiles.Read(context);
        int box = prepared.TrainingBox;
        (EngineProblem problem, TrainingOptions training) = TrainingProblem.Read(context, settings, prepared, box);
        double unit = StartingMap.Deviation(StartingMap.Read(context, prepared, box), problem.Binding);
        DensityMap mask = Calibration.TrainingMask(MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name))), box, context.Threads);
        return new(options, prepared, problem, training, unit, mask);
    }
}
