using Akka.Actor;
using Akka.Event;
using Flex3D.Pipeline.Checkpoints;

namespace Flex3D.Pipeline.Actors;

/// <summary>Writes checkpoints, one at a time. While the disk is full it waits, and the previous checkpoint is kept.</summary>
/// <remarks>Invariants: (1) each <see cref="SaveCheckpoint"/> is answered exactly once; (2) a checkpoint is attempted at least once, and not retried after a stop was asked for.</remarks>
internal sealed class CheckpointActor : ReceiveActor, IWithTimers
{
    private readonly CheckpointFolder _folder;
    private readonly Registry<RegisteredCheckpoint> _checkpoints;
    private readonly RetryPolicy _policy;
    private readonly IRunMonitor? _monitor;
    private readonly Action? _beforeSaving;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<long, (IActorRef Asker, SupervisionState Tries)> _waiting = [];

    public CheckpointActor(CheckpointFolder folder, Registry<RegisteredCheckpoint> checkpoints, RunHostOptions options)
    {
        (_folder, _checkpoints, _policy, _monitor, _beforeSaving) = (folder, checkpoints, options.Retry, options.Monitor, options.BeforeSaving);
        Receive<SaveCheckpoint>(save => Save(save.Checkpoint, Sender, new SupervisionState()));
        Receive<SaveAgain>(again =>
        {
            if (_waiting.Remove(again.Checkpoint, out (IActorRef Asker, SupervisionState Tries) waiting))
            {
                Save(again.Checkpoint, waiting.Asker, waiting.Tries);
            }
        });
        Receive<StopAsked>(stop =>
        {
            if (_waiting.Remove(stop.Number, out (IActorRef Asker, SupervisionState Tries) waiting))
            {
                Timers.Cancel(stop.Number);
                waiting.Asker.Tell(new Status.Failure(new OperationCanceledException(_checkpoints[stop.Number].Stop)));
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Save(long number, IActorRef asker, SupervisionState tries)
    {
        RegisteredCheckpoint checkpoint = _checkpoints[number];
        try
        {
            _beforeSaving?.Invoke();
            string path = _folder.Save(checkpoint.Sections);
            _monitor?.Saved(path);
            asker.Tell(path);
        }
        catch (Exception fault)
        {
            (tries, Remedy remedy) = SupervisionRule.Decide(tries, fault, _policy);
            switch (remedy)
            {
                case Remedy.Pause pause:
                    _monitor?.Faulted("checkpoint", fault, pause.Why);
                    _log.Warning("the checkpoint could not be written ({0}); retrying in {1:0.#} s ({2}); the previous checkpoint is kept", fault.Message, pause.Length.TotalSeconds, pause.Why);
                    _waiting[number] = (asker, tries);
                    Timers.StartSingleTimer(number, new SaveAgain(number), pause.Length);
                    if (checkpoint.Stop.IsCancellationRequested)
                    {
                        Self.Tell(new StopAsked(number)); // the message that was sent may have come before this retry was waiting
                    }
                    break;
                case Remedy.GiveUp enough:
                    _monitor?.Faulted("checkpoint", fault, "gave up");
                    asker.Tell(new Status.Failure(enough.Of(fault, "no checkpoint could be written, ")));
                    break;
                default:
                    asker.Tell(new Status.Failure(fault));
                    break;
            }
        }
    }
}
