using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles.Selection;
using Serilog;
using Serilog.Core;

namespace Flex3D.Pipeline.Runner;

/// <summary>Runs the steps of a pipeline one after the other in a run folder, and keeps its status up to date.</summary>
internal sealed class PipelineRunner(StepCatalogue catalogue, TextWriter console, IProgressReport progress, Action? beforeLine = null, TimeProvider? clock = null, TextWriter? errors = null, RunPanel? panel = null, ClusterStart? cluster = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Starts a new run.</summary>
    public async Task<ExitCode> RunAsync(PipelineOptions options, string folder, CancellationToken stop)
    {
        IReadOnlyList<IPipelineStep> steps = catalogue.Of(options);
        if (steps.Count == 0)
        {
            throw new InputException("the pipeline", null, "no step", "at least one of " + string.Join(", ", catalogue.Names));
        }
        options = Complete(options);
        RequireNeeds(steps, options);
        using RunLock held = RunLock.Take(folder);
        return await RunAsync(RunFolder.Create(folder, options, steps.Select(step => step.Name)), resume: false, stop).ConfigureAwait(false);
    }

    /// <summary>Continues a run: steps that are done are kept, the one that was begun continues from its checkpoint.</summary>
    public async Task<ExitCode> ResumeAsync(string folder, CancellationToken stop)
    {
        RunFolder run = RunFolder.Open(folder);
        using RunLock held = RunLock.Take(run.Path);
        DurableFolder.TakeOver(run.Path, withFolders: true);
        return await RunAsync(run, resume: true, stop).ConfigureAwait(false);
    }

    /// <summary>Returns the settings of a new run, with the inputs of the earlier run that it builds on.</summary>
    /// <exception cref="InputException">The pipeline has an error that is found before any work is done.</exception>
    internal static PipelineOptions Complete(PipelineOptions options)
    {
        if (options.Inputs.Select is { } select)
        {
            _ = ParticleSelection.Parse(select);
        }
        if (options.Reconstruct is { } reconstruct)
        {
            _ = RunSymmetry.Group(reconstruct);
        }
        return options.From is { } from
            ? options with { Inputs = options.Inputs.Over(PipelineFile.Load(RunFolder.Open(from).SettingsFile).Inputs) }
            : options;
    }

    // The first step reports missing results itself, at once; a later one would do so only after the earlier steps have taken their hours.
    private static void RequireNeeds(IReadOnlyList<IPipelineStep> steps, PipelineOptions options)
    {
        var earlier = new Lazy<IReadOnlyList<RunFolder>>(() => options.From is { } from ? RunFolder.Open(from).Lineage() : []);
        foreach ((int number, IPipelineStep step) in steps.Index().Skip(1))
        {
            if (step.Needs.FirstOrDefault(need => !steps.Take(number).Any(before => before.Name == need) && !earlier.Value.Any(run => Storage.Current.FolderExists(run.Of(need)))) is { } missing)
            {
                throw new InputException("the pipeline", step.Name, $"no step '{missing}' before it", $"the results of {missing}", $"add '{missing}:' to the pipeline file, or name with 'from' a run that has them");
            }
        }
    }

    private async Task<ExitCode> RunAsync(RunFolder run, bool resume, CancellationToken stop)
    {
        var settings = RunSettings.Of(run);
        using Logger log = RunLog.Create(run, console, errors ?? console, beforeLine, panel: panel);
        var status = new StatusKeeper(run, run.Status() with { State = StepStatus.Running, Message = null, ExitCode = null }, log, _clock);
        IPipelineStep? current = null;
        IRunCluster? machines = null;
        ExitCode code;
        status.Change(now => now); // names the process that works in the folder now
        try
        {
            IReadOnlyList<IPipelineStep> steps = catalogue.Of(settings.Options);
            IReadOnlyList<RunFolder> lineage = run.Lineage();
            NoteThreads(settings);
            machines = cluster?.Invoke(run, log);
            log.Information("{Name}: {Steps} in {Folder}", settings.Options.Name, string.Join(", ", steps.Select(step => step.Name)), run.Path);
            foreach (IPipelineStep step in steps)
            {
                current = step;
                StepStatus before = status.Status.Of(step.Name);
                if (before.State == StepStatus.Done)
                {
                    log.Information("{Step} is done", step.Name);
                    continue;
                }
                stop.ThrowIfCancellationRequested();
                status.Change(now => now.With(step.Name, before with { State = StepStatus.Running }));
                log.Information("{Step}", step.Name);
                long began = _clock.GetTimestamp();
                try
                {
                    var context = new StepContext(step.Name, run, lineage, settings, resume && before.State != StepStatus.Waiting, log, progress, status, stop) { Cluster = machines };
                    using var written = WrittenFiles.Collect();
                    await step.RunAsync(context).ConfigureAwait(false);
                    ResultManifest.Record(run, step.Name, written.Paths);
                }
                finally
                {
                    double seconds = Math.Round(before.Seconds + _clock.GetElapsedTime(began).TotalSeconds, 1);
                    double peak = Math.Max(before.PeakMegabytes, Math.Round(ProcessMemory.PeakResidentBytes() / 1e6));
                    status.Change(now => now.With(step.Name, new StepStatus(StepStatus.Running, seconds, peak)));
                }
                status.Change(now => now.With(step.Name, now.Of(step.Name) with { State = StepStatus.Done }));
                ProcessMemory.Release(); // a step's images, tables and maps are garbage now; the next step's must not come on top of them
                log.Information("{Step} done in {Seconds} s", step.Name, status.Status.Of(step.Name).Seconds.ToString(CultureInfo.InvariantCulture));
            }
            string summary = Summarise(run, settings.Options, steps);
            log.Information("{Summary:l}", "\n" + summary);
            status.Change(now => now with { State = StepStatus.Done, ExitCode = 0 });
            code = ExitCode.Done;
            machines?.Done();
        }
        catch (Exception fault)
        {
            code = ExitCodes.Of(fault);
            string state = code is ExitCode.Stopped or ExitCode.DiskFull ? StepStatus.Stopped : StepStatus.Failed;
            string message = code == ExitCode.Stopped ? $"stopped; continue with: flex3d resume {run.Path}" : FaultMessage.Of(fault);
            status.Change(now => (current is null ? now : now.With(current.Name, now.Of(current.Name) with { State = state })) with { State = state, Message = message, ExitCode = (int)code });
            Report(log, code, fault, message, run);
        }
        if (machines is not null)
        {
            await machines.DisposeAsync().ConfigureAwait(false);
        }
        log.Information("peak resident memory {Megabytes} MB", Math.Round(ProcessMemory.PeakResidentBytes() / 1e6));
        return code;
    }

    /// <summary>Writes the summary of a run that is done again, after a step that its pipeline may lack has been added to it. The caller holds the folder's lock.</summary>
    /// <param name="run">The run; nothing is done if it has not ended.</param>
    /// <param name="also">The step's name.</param>
    public void SummariseAgain(RunFolder run, string also)
    {
        if (run.Status().State == StepStatus.Done)
        {
            PipelineOptions options = RunSettings.Of(run).Options;
            IReadOnlyList<IPipelineStep> own = catalogue.Of(options);
            Summarise(run, options, [.. catalogue.Steps.Where(step => step.Name == also || own.Contains(step))]);
        }
    }

    private static void NoteThreads(RunSettings settings)
    {
        var choices = new Choices();
        if (settings.Options.Threads is null)
        {
            choices.Note("threads", $"the {Environment.ProcessorCount} cores of this machine");
        }
        settings.Use(settings.Options, choices);
    }

    private string Summarise(RunFolder run, PipelineOptions options, IReadOnlyList<IPipelineStep> steps)
    {
        using var written = WrittenFiles.Collect();
        string summary = catalogue.Summarise(run, options, steps);
        DurableFile.WriteText(run.SummaryFile, summary);
        ResultManifest.Record(run, ResultManifest.Summary, written.Paths);
        return summary;
    }

    private static void Report(ILogger log, ExitCode code, Exception fault, string message, RunFolder run)
    {
        switch (code)
        {
            case ExitCode.Stopped:
                log.Warning("{Message:l}", message);
                break;
            case ExitCode.DiskFull:
                log.Error(fault, "{Message:l}; nothing is lost: free some disk space, then run flex3d resume {Folder:l}", message, run.Path);
                break;
            case ExitCode.Unexpected or ExitCode.Broken:
                log.Error(fault, "{Message:l} (a defect of Flex3D; the details are in {Log:l})", message, run.LogFile);
                break;
            default:
                log.Error(fault, "{Message:l}", message);
                break;
        }
    }
}
