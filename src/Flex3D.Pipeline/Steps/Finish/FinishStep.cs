using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Reconstruct;

namespace Flex3D.Pipeline.Steps.Finish;

/// <summary>The finish step: see <see cref="Finishing"/>.</summary>
internal sealed class FinishStep : IPipelineStep
{
    public const string Name = "finish";

    string IPipelineStep.Name => Name;

    /// <summary>None: the subcommand takes the folder of a run, or two half-maps, and makes no run of its own.</summary>
    public StepHelp? Help => null;

    public IReadOnlyList<string> Needs { get; } = [PrepStep.Name, ReconstructStep.Name];

    public IReadOnlyList<StepResult> Results { get; } =
    [
        new("plots/local_resolution.png", "local resolution on sections of the flexed and the rigid map; maps/local_resolution.mrc colours a surface by it")
        {
            Shown = ("Local resolution", "Central sections of the maps, sharpened and filtered at their local resolution, and coloured by it (windowed FSC of the half-maps); bright colours are the best resolution."),
        },
        new("plots/directions.png", "resolution by direction; directions.csv has the numbers") { Shown = ("Resolution by direction", "Conical FSC of the half-maps in the mask: each point of a disc is a direction of the hemisphere z > 0.") },
        new("maps/sharpened.mrc", "the merged map, weighted and sharpened; maps/local_sharpened.mrc has each voxel at its own resolution"),
        new("maps/volume_change.mrc", "where the flow stretches or compresses: RMS of the log of the change of volume"),
        new("finish.json", "every figure of the finished maps"),
    ];

    public Task RunAsync(StepContext context)
    {
        FinishOptions options = context.Options.Finish!;
        var work = new FinishWork(options, context.Run.Path, (ulong)context.Options.Seed, context.Threads, context.Stop);
        FinishReport report = Finishing.Write(FinishInput.OfRun(context.Lineage), work, context.Progress);
        context.Log.Information("{Figures:l}", "finished maps\n  " + string.Join("\n  ", FinishText.Lines(report)));
        return Task.CompletedTask;
    }
}
