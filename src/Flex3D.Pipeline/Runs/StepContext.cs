using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Progress;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Serilog;

namespace Flex3D.Pipeline.Runs;

/// <summary>The context in which a pipeline step runs: folders, settings, log, progress, and stop request.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Run">The folder of this run.</param>
/// <param name="Lineage">Runs in which earlier results are looked for, nearest first: see <see cref="RunFolder.Lineage"/>.</param>
/// <param name="Settings">The run's settings, in which the step also stores the values it chooses.</param>
/// <param name="Resume">Whether the step was begun before, and is to continue from its newest checkpoint if there is one.</param>
/// <param name="Log">Log of the run, for the console and <c>log.json</c>.</param>
/// <param name="Progress">Shows the progress of tasks.</param>
/// <param name="Monitor">Receives the events of the step's phases; null if they are not reported.</param>
/// <param name="Stop">Cancelled by Ctrl-C: finish what is open, save, and throw <see cref="OperationCanceledException"/>.</param>
internal sealed record StepContext(
    string Step, RunFolder Run, IReadOnlyList<RunFolder> Lineage, RunSettings Settings, bool Resume, ILogger Log, IProgressReport Progress, IRunMonitor? Monitor, CancellationToken Stop)
{
    /// <summary>The current settings, with paths made absolute.</summary>
    public PipelineOptions Options => Settings.Options;

    /// <summary>The part of the step that is at work, such as <c>half1</c>, which has a folder and checkpoints of its own below the step's; empty for the step itself.</summary>
    public string Part { get; init; } = "";

    /// <summary>The folder of this step's results, or of its part's; made when first asked for.</summary>
    public string Output
    {
        get
        {
            string folder = Path.Combine(Run.Of(Step), Part);
            DurableFolder.Create(folder);
            return folder;
        }
    }

    /// <summary>The machines that compute shards beside this one; null for none.</summary>
    public IShardCluster? Cluster { get; init; }

    private string Checkpoints => Path.Combine(Run.CheckpointsOf(Step), Part);

    /// <summary>The number of compute threads.</summary>
    public int Threads => Options.Threads ?? Environment.ProcessorCount;

    /// <summary>Returns the folder of an earlier step's results, in the nearest run that has it; if none has, the path in this run, which does not exist.</summary>
    public string ResultsOf(string step) => Lineage.Select(run => run.Of(step)).FirstOrDefault(Storage.Current.FolderExists) ?? Run.Of(step);

    /// <summary>Returns the path of a file that an earlier step wrote.</summary>
    /// <param name="what">What it holds, for the message.</param>
    /// <exception cref="InputException">The step has not been run.</exception>
    public string ResultOf(string step, string file, string what)
    {
        string path = Path.Combine(ResultsOf(step), file);
        return Storage.Current.FileExists(path)
            ? path
            : throw new InputException(path, null, $"no {what}", $"the results of a {step} step", $"run flex3d {step} first, and name the folder of its run with --from, or 'from' in a pipeline file");
    }

    /// <summary>Starts a <see cref="RunHost"/> that keeps its checkpoints in this step's folder, or its part's.</summary>
    /// <param name="device">Device on which the work begins.</param>
    public RunHost StartHost(string device)
    {
        var options = new RunHostOptions(Checkpoints, device, MayFallBackToCpu: Options.Safety.LostDevice == LostDevice.Cpu)
        {
            Generations = Options.Safety.CheckpointGenerations,
            Retry = RetryPolicy.Of(Options.Safety),
            Monitor = Monitor,
            BeforeSaving = Cluster is null ? null : Cluster.RequireOwn,
        };
        return RunHost.Start(options, Log);
    }

    /// <summary>Opens the step's newest intact checkpoint; null if the step begins at the start. Damaged newer ones are reported.</summary>
    /// <exception cref="InputException">It belongs to other inputs or settings, or all are damaged.</exception>
    public CheckpointReader? OpenCheckpoint(CheckpointIdentity identity)
    {
        CheckpointReader? checkpoint = Resume ? new CheckpointFolder(Checkpoints).OpenNewest(damaged => Log.Warning("{Message:l}", damaged.Message)) : null;
        try
        {
            if (checkpoint is not null)
            {
                CheckpointIdentity.Require(checkpoint, identity, CheckpointIdentity.Backend);
                foreach (string difference in CheckpointIdentity.Of(checkpoint).Differences(identity)) // the differences that were allowed
                {
                    Log.Warning("continuing although the {Difference:l}: the results agree to rounding, not bit for bit", difference);
                }
            }
            return checkpoint;
        }
        catch
        {
            checkpoint?.Dispose();
            throw;
        }
    }

    /// <summary>Starts the schedule of checkpoints inside a phase.</summary>
    public CheckpointSchedule StartSchedule() => new(Options.Safety.CheckpointSteps, TimeSpan.FromMinutes(Options.Safety.CheckpointMinutes));
}
