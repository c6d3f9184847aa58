using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Finish;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Files;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Report;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Summary;

/// <summary>Summarises the results of a run, as a text and as a page with pictures: <c>summary.txt</c> and <c>report.html</c>.</summary>
internal static class RunSummary
{
    private const string Page = "report.html";

    public static string Write(RunFolder run, PipelineOptions options, IReadOnlyList<IPipelineStep> steps)
    {
        IReadOnlyList<RunFolder> lineage = run.Lineage();
        string? train = lineage.Select(earlier => earlier.Of(TrainStep.Name)).FirstOrDefault(folder => Storage.Current.FileExists(TrainingHistory.FileOf(folder)));
        if (train is null || !steps.Any(step => step.Name is TrainStep.Name or ReconstructStep.Name))
        {
            return $"{options.Name}: {string.Join(", ", steps.Select(step => step.Name))} done; results are in {run.Path}\n";
        }
        RunModel model = RunModel.Load(lineage);
        StepResult[] results = [.. steps.Reverse().SelectMany(step => step.Results).Where(result => Path.Exists(Path.Combine(run.Path, result.File)))];
        MotionReportInput input = Input(run, options, model, TrainingHistory.Read(train), HalvesNote.Read(train)) with
        {
            Files =
            [
                (Page, "this summary as a page: the motion to play, plots to explore, and all pictures"),
                .. results.Where(result => result.What is not null).Select(result => (result.File, result.What!)),
            ],
        };
        new HtmlReport(RunPage.Content(run, lineage, options, model, input, TrainingHistory.Read(train), results)).Save(Path.Combine(run.Path, Page));
        StatusScript.Write(run, steps.Select(step => step.Name));
        return new MotionSummary(input).Text();
    }

    private static MotionReportInput Input(RunFolder run, PipelineOptions options, RunModel model, EpochRecord[] history, HalvesNote? halves)
    {
        PreparedFiles? prepared = PreparedFiles.Of(run);
        FrameNote? frame = FrameNote.Read(run.Of(ReconstructStep.Name));
        MovingRegion.Resolutions resolution = MovingRegion.Read(run.Of(ReconstructStep.Name));
        int k = model.Model.Flow.LatentDimension;
        (_, double[] deviation) = LatentPaths.Spread(model.Model.Latents, k);
        return new MotionReportInput
        {
            Title = options.Name,
            Particles = model.Model.TotalParticles,
            SharedImages = prepared?.SharedImages,
            SetAside = Prep.SetAside.Summary(run),
            Motion = model.Motion(),
            Unfit = history[^1].Unfit,
            LatentDimension = k,
            PoseRmsAngstrom = PoseSpread.RmsAngstrom(model.Model, model.Density, model.Rigid),
            HeldOut = TrainingHistory.HeldOut(history, prepared?.MagnificationDifference ?? 0),
            Halves = halves?.Agreement,
            Varying = CompositionMap.Read(run),
            Reconstructed = Storage.Current.FileExists(Path.Combine(run.Path, "fsc.csv")),
            FlexedResolution = resolution.Flexed,
            RigidResolution = resolution.Rigid,
            FlexedResolutionMoving = resolution.FlexedMoving,
            RigidResolutionMoving = resolution.RigidMoving,
            Symmetry = SymmetryNote.Read(run.Of(ReconstructStep.Name))?.Lines ?? [],
            Health = new ModelHealth
            {
                LatentsAtEdge = AtEdge(model.Model.Latents, k, 1.5),
                LatentSpread = deviation.Max(),
                Flow = FlowHealth.Of(model.Model, model.CellDensity, 200),
            },
            Finished = FinishReport.Read(run.Path) is { } finished ? [.. FinishText.Lines(finished)] : [],
            OwnFlows = frame?.OwnFlows == true,
            OtherWarnings = [.. frame?.Warning is { } warning ? (string[])[warning] : [], .. prepared?.Warnings ?? []],
        };
    }

    private static double AtEdge(float[] latents, int k, double limit)
    {
        int edge = 0, count = latents.Length / k;
        for (int p = 0; p < count; p++)
        {
            edge += latents.AsSpan(p * k, k).ContainsAnyExceptInRange((float)(-0.99 * limit), (float)(0.99 * limit)) ? 1 : 0;
        }
        return edge / (double)count;
    }
}
