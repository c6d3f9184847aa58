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
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public CheckpointActor(CheckpointFolder folder, RetryPolicy policy)
    {
        (_folder, _policy) = (folder, policy);
        Receive<SaveCheckpoint>(Save);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Save(SaveCheckpoint save)
    {
        try
        {
            save.Result.TrySetResult(_folder.Save(save.Sections));
        }
        catch (IOException fault)
        {
            bool full = FaultClassifier.IsDiskFull(fault);
            if (save.Attempt >= (full ? _policy.DiskFullTries : _policy.Tries))
            {
                ExitCode code = full ? ExitCode.DiskFull : ExitCode.InputOutput;
                save.Result.TrySetException(new RunFailedException(code, $"no checkpoint could be written in {save.Attempt} tries: {fault.Message}", fault));
                return;
            }
            TimeSpan pause = full ? _policy.DiskFullPause : _policy.PauseBefore(save.Attempt);
            _log.Warning("the checkpoint was not written ({0}); trying again in {1:0.#} s, the one before is kept", fault.Message, pause.TotalSeconds);
            Timers.StartSingleTimer(save.Result, save with { Attempt = save.Attempt + 1 }, pause);
        }
        catch (Exception fault)
        {
            save.Result.TrySetException(fault);
        }
    }
}
