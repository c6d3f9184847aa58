using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Conformations;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Pipeline.Steps.Viewing;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results.ChimeraX;

namespace Flex3D.Pipeline.Steps.Generate;

/// <summary>Model and latents → numbered maps, <c>series/axis0/frame_000.mrc …</c> along each axis in use and <c>series/motion</c> along the main motion, and pictures.</summary>
internal sealed class GenerateStep : IPipelineStep
{
    string IPipelineStep.Name => "generate";

    /// <summary>None: the subcommand takes the folder of a run and makes no run of its own.</summary>
    public StepHelp? Help => null;

    public IReadOnlyList<string> Needs { get; } = [PrepStep.Name, TrainStep.Name];

    public IReadOnlyList<StepResult> Results { get; } =
    [
        new("plots/slices.png", "the map at −1, 0 and +1 standard deviation of the main component of the flow and of each latent axis in use")
        {
            Shown = ("The map along the flow", "Central slices of the map at −1, 0 and +1 standard deviation of the main component of the flow and of each latent axis in use, and their difference."),
        },
        new("plots/flow_motion.png", null) { Shown = ("The flow", "Arrows from −1 to +1 standard deviation of its main component, on slices of the map.") },
        new("series/motion", "maps along the main component of the flow (series/axis0 … go along the latent axes in use)"),
        new(RunScripts.Motion, "opens all of it in ChimeraX, plays the motion in colours of displacement; movie.cxc records it there"),
    ];

    public Task RunAsync(StepContext context)
    {
        GenerateOptions options = context.Options.Generate!;
        RunModel run = RunModel.Load(context.Lineage, highResolution: options.HighResolution);
        if (run.Doubt is { } doubt)
        {
            context.Log.Warning("{Doubt:l}", doubt);
        }
        string series = Path.Combine(context.Run.Path, "series");
        if (options.Latents is not null || options.Path is not null)
        {
            (string name, float[] latents) = options.Latents is { } rows
                ? ("latents", GivenLatents.Read(rows, run.Model))
                : ("path", LatentPaths.Through(GivenLatents.Read(options.Path!, run.Model), run.Model.Flow.LatentDimension, options.Frames));
            FrameWriter.Write(context.Progress, run, latents, Path.Combine(series, name), options.Frame, context.Threads, context.Stop);
            RunScripts.Write(context.Run, run);
            return Task.CompletedTask;
        }
        int k = run.Model.Flow.LatentDimension;
        float[] middle = run.Middle;
        (_, double[] deviation) = LatentPaths.Spread(run.Model.Latents, k);
        int[] axes = LatentPaths.Used(deviation);
        foreach (int axis in axes)
        {
            float[] latents = LatentPaths.Axis(middle, axis, options.Range * deviation[axis], options.Frames);
            FrameWriter.Write(context.Progress, run, latents, Path.Combine(series, $"axis{axis}"), options.Frame, context.Threads, context.Stop);
        }
        PrincipalMotion motion = run.Motion();
        float[] along = MotionLatents.Along(motion, run.Model.Latents, k, 0.05, 0.95, options.Frames);
        FrameWriter.WriteTravelling(context.Progress, run, along, Path.Combine(series, "motion"), options.Frame, context.Threads, context.Stop);
        MotionPictures.Write(context, run, motion, middle, deviation);
        WriteArrows(Path.Combine(context.Run.Path, RunScripts.Arrows), run, run.Flow(options.Frame), along);
        RunScripts.Write(context.Run, run);
        return Task.CompletedTask;
    }

    // From the first to the last of some conformations.
    private static void WriteArrows(string path, RunModel run, IFlow flow, float[] latents)
    {
        int k = flow.LatentDimension;
        MotionArrows.Write(path, run.Model.Mesh.Vertices, ModelMotion.At(flow, latents.AsSpan(0, k)), ModelMotion.At(flow, latents.AsSpan(latents.Length - k)), run.Density, run.Map.Box / 2 * run.Map.PixelSizeAngstrom);
    }
}
