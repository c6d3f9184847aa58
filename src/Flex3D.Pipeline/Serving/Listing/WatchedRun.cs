using Flex3D.Pipeline.Queue.Metrics;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>One run folder, whose status is read again only where it has changed. Not thread-safe.</summary>
internal sealed class WatchedRun(string id, string folder)
{
    private readonly RunFolder _run = RunFolder.At(folder);
    private (DateTime Written, long Bytes) _key;
    private RunStatus? _status;
    private string? _damage;
    private bool _dead;
    private ProgressMeter _meter = new();
    private RunProgress? _progress;

    /// <summary>Looks at the run.</summary>
    public ListedRun Look()
    {
        Read();
        if (_status is not { } status)
        {
            return new ListedRun(id, folder, ListedRun.Damaged) { Message = _damage };
        }
        string state = status.State;
        if (state == StepStatus.Running)
        {
            _dead = _dead || !RunPulse.Beats(_run, status.Now);
            state = _dead ? ListedRun.Interrupted : state;
        }
        bool works = state == StepStatus.Running;
        return new ListedRun(id, folder, state)
        {
            Step = works ? _progress?.Step : status.Steps.FirstOrDefault(step => step.Value.State is not (StepStatus.Done or StepStatus.Waiting)).Key,
            Phase = status.Now?.Phase,
            Epoch = works ? _progress?.Epoch : null,
            Epochs = works ? _progress?.Epochs : null,
            StepsDone = status.Steps.Values.Count(step => step.State == StepStatus.Done),
            Steps = status.Steps.Count,
            ParticlesPerSecond = works ? _progress?.ParticlesPerSecond : null,
            SecondsLeft = works ? _progress?.TrainingSecondsLeft : null,
            Seconds = status.Steps.Values.Sum(step => step.Seconds),
            PeakMegabytes = status.Steps.Values.Select(step => step.PeakMegabytes).DefaultIfEmpty(0).Max(),
            Faults = status.Now?.Faults ?? 0,
            Message = _dead ? "its process was killed; flex3d resume goes on from the last checkpoint" : status.Message,
            ExitCode = works ? null : status.ExitCode,
            Process = works && status.Now?.Machine == Environment.MachineName ? status.Now.Process : null,
            Machine = status.Now?.Machine,
            Updated = status.Now?.Updated,
        };
    }

    private void Read()
    {
        var file = new FileInfo(_run.StatusFile);
        (DateTime, long) key = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (key == _key && (_status ?? (object?)_damage) is not null)
        {
            return;
        }
        try
        {
            RunStatus status = _run.Status();
            _meter = status.Now?.Process == _status?.Now?.Process ? _meter : new ProgressMeter();
            (_key, _status, _damage, _dead) = (key, status, null, false);
            _progress = status.State == StepStatus.Running ? _meter.Measure(status) : null;
        }
        catch (Exception fault) when (fault is IOException or InputException or UnauthorizedAccessException)
        {
            (_key, _status, _damage) = (key, null, FaultMessage.Of(fault));
        }
    }
}
