using System.Collections.Concurrent;
using System.ComponentModel;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Queue.Children;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Serving.Listing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Serving.Control;

/// <summary>Starts runs as processes of their own, and asks them to stop. Safe for several threads.</summary>
/// <remarks>Run folders are only read here: the processes write them, and live on where the server ends or is killed.</remarks>
/// <param name="start">Starts <c>flex3d</c> with arguments.</param>
internal sealed class RunControl(RunCatalogue runs, StepCatalogue steps, Func<IReadOnlyList<string>, ChildRun> start)
{
    private readonly ConcurrentDictionary<string, byte> _starting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, DateTimeOffset> _asked = new();
    private readonly ConcurrentQueue<StartFailure> _failures = new();

    /// <summary>The last runs that ended badly before they had a folder, the newest last.</summary>
    public IReadOnlyList<StartFailure> Failures => [.. _failures];

    /// <summary>Starts a new run, and returns its folder.</summary>
    /// <remarks>The pipeline is kept beside the folder, as NAME.yaml; what can be found wrong before anything is computed is refused now.</remarks>
    /// <exception cref="InputException">The name or a setting is wrong.</exception>
    /// <exception cref="RefusedException">There is such a folder.</exception>
    public string Start(StartRequest request)
    {
        string folder = request.FolderIn(runs.Root);
        PipelineOptions pipeline = request.Pipeline();
        Require(pipeline);
        if (!_starting.TryAdd(folder, 0))
        {
            throw new RefusedException(409, $"{request.Name} is being started");
        }
        try
        {
            string file = folder + ".yaml";
            if (Storage.Current.FolderExists(folder) || Storage.Current.FileExists(file))
            {
                throw new RefusedException(409, $"there is {(Storage.Current.FolderExists(folder) ? "a folder" : "a pipeline file")} '{request.Name}' already; choose another name");
            }
            DurableFolder.Create(runs.Root);
            SettingWriter.Write(file, pipeline);
            Launch(folder, ["run", file, "--out", folder]);
            return folder;
        }
        catch
        {
            _starting.TryRemove(folder, out _);
            throw;
        }
    }

    /// <summary>Continues a run from its newest checkpoint.</summary>
    /// <exception cref="RefusedException">It is in progress, done, or cannot be continued.</exception>
    public void Resume(ListedRun run)
    {
        bool can = run.State is StepStatus.Stopped or StepStatus.Failed or ListedRun.Interrupted && RunFolder.CanContinue(run.Folder);
        if (!can)
        {
            throw new RefusedException(409, $"the run is {run.State}; only one that is stopped, interrupted, or failed after its first step can be resumed");
        }
        if (!_starting.TryAdd(run.Folder, 0))
        {
            throw new RefusedException(409, "the run is being resumed");
        }
        Launch(run.Folder, RunArguments.Resume(run.Folder));
    }

    /// <summary>Asks a run to save a checkpoint and end.</summary>
    /// <param name="atOnce">Whether it ends without saving, even if it has been asked before: it then continues from its last checkpoint.</param>
    /// <exception cref="RefusedException">It is not in progress, or works on another machine.</exception>
    public void Stop(ListedRun run, bool atOnce)
    {
        if (run.State != StepStatus.Running)
        {
            throw new RefusedException(409, $"the run is {run.State}, and not in progress");
        }
        if (run is not { Process: { } process, Updated: { } seen })
        {
            throw new RefusedException(409, $"the run works on {run.Machine}: start flex3d serve there, or stop it there with Ctrl-C or SIGTERM");
        }
        foreach ((int known, DateTimeOffset when) in _asked.Where(before => !RunPulse.IsAlive(before.Key, before.Value)))
        {
            _asked.TryRemove(new KeyValuePair<int, DateTimeOffset>(known, when));
        }
        // A second request would end it at once, and two browsers may ask.
        if (_asked.TryAdd(process, seen))
        {
            Signals.AskToStop(process, seen);
        }
        if (atOnce)
        {
            Signals.AskToStop(process, seen);
        }
        runs.Refresh();
    }

    /// <summary>Whether a run in progress has been asked to stop.</summary>
    public bool IsStopping(ListedRun run) => run.Process is { } process && _asked.ContainsKey(process);

    // What flex3d run would refuse at once.
    private void Require(PipelineOptions pipeline)
    {
        IReadOnlyList<string> wanted = [.. steps.Of(pipeline).Select(step => step.Name)];
        if (wanted.Count == 0)
        {
            throw new InputException("steps", null, "none", "at least one of " + string.Join(", ", steps.Names));
        }
        PipelineRunner.Complete(pipeline);
        foreach ((int number, string name) in wanted.Index())
        {
            string? missing = pipeline.From is not null ? null : steps.Steps.First(step => step.Name == name).Needs.FirstOrDefault(need => !wanted.Take(number).Contains(need));
            if (missing is not null)
            {
                throw new InputException("steps", name, $"no step '{missing}' before it", $"the results of {missing}", $"choose {missing}, too, or name with 'from' a run that has them");
            }
        }
    }

    private void Launch(string folder, IReadOnlyList<string> arguments)
    {
        ChildRun child;
        try
        {
            child = start(arguments);
        }
        catch (Win32Exception fault)
        {
            _starting.TryRemove(folder, out _);
            throw new RefusedException(500, $"the process could not be started: {fault.Message}");
        }
        _ = AttendAsync(folder, child);
        runs.Refresh();
    }

    private async Task AttendAsync(string folder, ChildRun child)
    {
        using (child)
        {
            (int? code, string? reason) = await child.EndAsync().ConfigureAwait(false);
            _starting.TryRemove(folder, out _);
            _asked.TryRemove(child.Id, out _);
            if (code == (int)ExitCode.BadInput)
            {
                _failures.Enqueue(new StartFailure(Path.GetFileName(folder), reason ?? "", DateTimeOffset.UtcNow));
                while (_failures.Count > 20)
                {
                    _failures.TryDequeue(out _);
                }
            }
            runs.Refresh();
        }
    }
}

/// <summary>A run that was refused when it was started.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When, UTC.</param>
internal sealed record StartFailure(string Name, string Reason, DateTimeOffset Time);
