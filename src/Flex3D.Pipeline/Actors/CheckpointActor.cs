using Akka.Actor;
using Akka.Event;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Actors;

/// <summary>Writes checkpoints, one at a time; waits while the disk is full and keeps the generation before until there is room.</summary>
internal sealed class CheckpointActor : ReceiveActor, IWithTimers
{
    private readonly CheckpointFolder _folder;
    private readonly RetryPolicy _policy;
    private readonly IRunMonitor? _monitor;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public CheckpointActor(CheckpointFolder folder, RetryPolicy policy, IRunMonitor? monitor)
    {
        (_folder, _policy, _monitor) = (folder, policy, monitor);
        Receive<SaveCheckpoint>(Save);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Save(SaveCheckpoint save)
    {
        if (save.Attempt > 1 && save.Stop.IsCancellationRequested)
        {
            save.Result.TrySetCanceled(save.Stop);
            return;
        }
        try
        {
            string path = _folder.Save(save.Sections);
            _monitor?.Saved(path);
            save.Result.TrySetResult(path);
        }
        catch (IOException fault)
        {
            bool full = FaultClassifier.IsDiskFull(fault);
            if (save.Attempt > (full ? _policy.DiskFullTries : _policy.Tries))
            {
                ExitCode code = full ? ExitCode.DiskFull : ExitCode.InputOutput;
                save.Result.TrySetException(new RunFailedException(code, $"no checkpoint could be written in {save.Attempt} tries: {fault.Message}", fault));
                return;
            }
            TimeSpan pause = full ? _policy.DiskFullPause : _policy.PauseBefore(save.Attempt);
            _monitor?.Faulted("checkpoint", fault, full ? "waiting for room" : "trying again");
            _log.Warning("the checkpoint was not written ({0}); trying again in {1:0.#} s, the one before is kept", fault.Message, pause.TotalSeconds);
            SaveCheckpoint again = save with { Attempt = save.Attempt + 1 };
            Timers.StartSingleTimer(save.Result, again, pause);
            IActorRef self = Self;
            save.Stop.Register(() => self.Tell(again)); // a wish to stop does not wait for the pause to end
        }
        catch (Exception fault)
        {
            save.Result.TrySetException(fault);
        }
    }
}
