using Akka.Actor;
using Akka.Event;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;

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
        if (save.Tries != new SupervisionState() && save.Stop.IsCancellationRequested)
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
        catch (Exception fault)
        {
            (SupervisionState tries, Remedy remedy) = SupervisionRule.Decide(save.Tries, fault, _policy);
            switch (remedy)
            {
                case Remedy.Pause pause:
                    _monitor?.Faulted("checkpoint", fault, pause.Why);
                    _log.Warning("the checkpoint was not written ({0}); trying again in {1:0.#} s ({2}), the one before is kept", fault.Message, pause.Length.TotalSeconds, pause.Why);
                    SaveAgain(save with { Tries = tries }, pause.Length);
                    break;
                case Remedy.GiveUp enough:
                    _monitor?.Faulted("checkpoint", fault, "given up");
                    save.Result.TrySetException(new RunFailedException(enough.Code, $"no checkpoint could be written, {enough.Why}: {fault.Message}", fault));
                    break;
                default:
                    save.Result.TrySetException(fault);
                    break;
            }
        }
    }

    private void SaveAgain(SaveCheckpoint again, TimeSpan pause)
    {
        Timers.StartSingleTimer(again.Result, again, pause);
        IActorRef self = Self;
        again.Stop.Register(() => self.Tell(again)); // a wish to stop does not wait for the pause to end
    }
}
