using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles.Selection;
using Serilog;
using Serilog.Core;

namespace Flex3D.Pipeline.Runner;

/// <summary>Runs the steps of a pipeline one after the other in a run folder, and keeps its status true.</summary>
public sealed class PipelineRunner(IPipelineSteps steps, TextWriter console, IProgressReport progress, Action? beforeLine = null, TimeProvider? clock = null, TextWriter? errors = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Starts a new run.</summary>
    public async Task<ExitCode> RunAsync(PipelineOptions options, string folder, CancellationToken stop)
    {
        StepName[] names = [.. StepsOf(options)];
        if (names.Length == 0)
        {
            throw new InputException("the pipeline", null, "no step", "at least one of " + string.Join(", ", Enum.GetValues<StepName>().Select(RunFolder.NameOf)));
        }
        options = Complete(options);
        using RunLock held = RunLock.Take(folder);
        return await RunAsync(RunFolder.Create(folder, options, names), options, resume: false, stop).ConfigureAwait(false);
    }

    /// <summary>Goes on with a run: steps that are done are kept, the one that was begun goes on from its checkpoint.</summary>
    public async Task<ExitCode> ResumeAsync(string folder, CancellationToken stop)
    {
        RunFolder run = RunFolder.Open(folder);
        using RunLock held = RunLock.Take(run.Path);
        DurableFolder.TakeOver(run.Path, withFolders: true);
        return await RunAsync(run, PipelineFile.Load(run.SettingsFile), resume: true, stop).ConfigureAwait(false);
    }

    /// <summary>The settings of a new run, with the inputs of the run that it goes on from.</summary>
    /// <exception cref="InputException">A mistake that can be told before anything is done.</exception>
    internal static PipelineOptions Complete(PipelineOptions options)
    {
        if (options.Inputs.Select is { } select)
        {
            _ = ParticleSelection.Parse(select);
        }
        return options.From is { } from
            ? options with { Inputs = options.Inputs.Over(PipelineFile.Load(RunFolder.Open(from).SettingsFile).Inputs) }
            : options;
    }

    /// <summary>The steps that a pipeline has, in order.</summary>
    public static IEnumerable<StepName> StepsOf(PipelineOptions options) => Enum.GetValues<StepName>().Where(step => OptionsOf(step, options) is not null);

    private async Task<ExitCode> RunAsync(RunFolder run, PipelineOptions options, bool resume, CancellationToken stop)
    {
        using Logger log = RunLog.Create(run, console, errors ?? console, beforeLine);
        var status = new StatusKeeper(run, run.Status() with { State = StepStatus.Running, Message = null, ExitCode = null }, log, _clock);
        StepName current = default;
        ExitCode code;
        status.Change(now => now); // tells who has the folder now
        try
        {
            StepName[] names = [.. StepsOf(options)];
            IReadOnlyList<RunFolder> lineage = run.Lineage();
            log.Information("{Name}: {Steps} in {Folder}", options.Name, string.Join(", ", names.Select(RunFolder.NameOf)), run.Path);
            foreach (StepName step in names)
            {
                current = step;
                StepStatus before = status.Status.Of(step);
                if (before.State == StepStatus.Done)
                {
                    log.Information("{Step} is done", RunFolder.NameOf(step));
                    continue;
                }
                stop.ThrowIfCancellationRequested();
                status.Change(now => now.With(step, before with { State = StepStatus.Running }));
                log.Information("{Step}", RunFolder.NameOf(step));
                long began = _clock.GetTimestamp();
                try
                {
                    var context = new StepContext(step, run, lineage, options, resume && before.State != StepStatus.Waiting, log, progress, status, stop);
                    using var written = WrittenFiles.Collect();
                    await DoAsync(context).ConfigureAwait(false);
                    ResultManifest.Record(run, RunFolder.NameOf(step), written.Paths);
                }
                finally
                {
                    double seconds = Math.Round(before.Seconds + _clock.GetElapsedTime(began).TotalSeconds, 1);
                    status.Change(now => now.With(step, new StepStatus(StepStatus.Running, seconds)));
                }
                status.Change(now => now.With(step, now.Of(step) with { State = StepStatus.Done }));
                ProcessMemory.Release(); // a step's images, tables and maps are garbage now; the next step's must not come on top of them
                log.Information("{Step} done in {Seconds} s", RunFolder.NameOf(step), status.Status.Of(step).Seconds.ToString(CultureInfo.InvariantCulture));
            }
            string summary = Summarise(run, options, names);
            log.Information("{Summary:l}", "\n" + summary);
            status.Change(now => now with { State = StepStatus.Done, ExitCode = 0 });
            code = ExitCode.Done;
        }
        catch (Exception fault)
        {
            code = ExitCodes.Of(fault);
            string state = code is ExitCode.Stopped or ExitCode.DiskFull ? StepStatus.Stopped : StepStatus.Failed;
            string message = code == ExitCode.Stopped ? $"stopped; go on with: flex3d resume {run.Path}" : FaultMessage.Of(fault);
            status.Change(now => now.With(current, now.Of(current) with { State = state }) with { State = state, Message = message, ExitCode = (int)code });
            Report(log, code, fault, message, run);
        }
        log.Information("peak resident memory {Megabytes} MB", Math.Round(ProcessMemory.PeakResidentBytes() / 1e6));
        return code;
    }

    private string Summarise(RunFolder run, PipelineOptions options, StepName[] names)
    {
        using var written = WrittenFiles.Collect();
        string summary = steps.Summarise(run, options, names);
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
                log.Error(fault, "{Message:l}; nothing is lost: make room, then flex3d resume {Folder:l}", message, run.Path);
                break;
            case ExitCode.Unexpected or ExitCode.Broken:
                log.Error(fault, "{Message:l} (a defect of Flex3D; the details are in {Log:l})", message, run.LogFile);
                break;
            default:
                log.Error(fault, "{Message:l}", message);
                break;
        }
    }

    private Task DoAsync(StepContext context) => context.Step switch
    {
        StepName.Simulate => steps.SimulateAsync(context, context.Options.Simulate!),
        StepName.Prep => steps.PrepAsync(context, context.Options.Prep!),
        StepName.Mesh => steps.MeshAsync(context, context.Options.Mesh!),
        StepName.Train => steps.TrainAsync(context, context.Options.Train!),
        StepName.Reconstruct => steps.ReconstructAsync(context, context.Options.Reconstruct!),
        StepName.Generate => steps.GenerateAsync(context, context.Options.Generate!),
        _ => steps.DeformAsync(context, context.Options.Deform!),
    };

    private static object? OptionsOf(StepName step, PipelineOptions options) => step switch
    {
        StepName.Simulate => options.Simulate,
        StepName.Prep => options.Prep,
        StepName.Mesh => options.Mesh,
        StepName.Train => options.Train,
        StepName.Reconstruct => options.Reconstruct,
        StepName.Generate => options.Generate,
        _ => options.Deform,
    };
}
