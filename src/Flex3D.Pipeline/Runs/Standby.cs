using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Serilog;

namespace Flex3D.Pipeline.Runs;

/// <summary>What a standby does next.</summary>
internal enum StandbyAct
{
    Wait,

    /// <summary>The head is lost: go on in its place.</summary>
    TakeOver,

    /// <summary>The head has ended by itself.</summary>
    End,
}

/// <summary>Says when the head of a run is lost: its lock is free, it has not said how it ended, and its status has not changed for some time.</summary>
/// <remarks>
/// The lock alone would do on one machine. On a file system that keeps locks only where they were taken, the status tells of a head that lives on another machine. Time is measured here, so that the
/// clocks of the machines do not matter.
/// </remarks>
/// <param name="quiet">How long the status must not have changed.</param>
internal sealed class StandbyRule(TimeProvider clock, TimeSpan quiet)
{
    private DateTimeOffset? _seen;
    private long _since = clock.GetTimestamp();

    /// <summary>Takes in what a look at the run folder has shown.</summary>
    /// <param name="held">Whether the lock is held.</param>
    public StandbyAct Look(bool held, RunStatus status)
    {
        if (!held && (status.ExitCode is not null || status.State == StepStatus.Done))
        {
            return StandbyAct.End;
        }
        if (held || status.Now?.Updated != _seen)
        {
            (_seen, _since) = (status.Now?.Updated, clock.GetTimestamp());
            return StandbyAct.Wait;
        }
        return clock.GetElapsedTime(_since) >= quiet ? StandbyAct.TakeOver : StandbyAct.Wait;
    }
}

/// <summary>Waits beside the head of a run, to go on in its place when it is lost.</summary>
internal static class Standby
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the head of a run is lost, or has ended by itself. A folder that is no run yet is waited for, too.</summary>
    /// <param name="takeOver">Goes on with the run.</param>
    /// <returns>The exit code of the run.</returns>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public static async Task<ExitCode> RunAsync(string folder, TimeSpan quiet, TimeProvider clock, ILogger log, Func<Task<ExitCode>> takeOver, CancellationToken stop)
    {
        var rule = new StandbyRule(clock, quiet);
        log.Information("standing by for the head of {Folder:l}", folder);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            RunFolder run = RunFolder.At(folder);
            RunStatus? status = Storage.Current.FileExists(run.SettingsFile) ? run.Status() : null;
            switch (status is null ? StandbyAct.Wait : rule.Look(RunLock.IsHeld(folder), status))
            {
                case StandbyAct.End:
                    log.Information("the run has ended: {State:l}{Message:l}", status!.State, status.Message is { } why ? $": {why}" : "");
                    return (ExitCode)(status.ExitCode ?? 0);
                case StandbyAct.TakeOver:
                    log.Warning("the head of {Folder:l} is lost (process {Process} on {Machine:l}); going on in its place", folder, status!.Now?.Process, status.Now?.Machine);
                    try
                    {
                        return await takeOver().ConfigureAwait(false);
                    }
                    catch (InputException) when (RunLock.IsHeld(folder))
                    {
                        log.Information("another process was first");
                        rule = new StandbyRule(clock, quiet);
                    }
                    break;
            }
            await Task.Delay(Pause, clock, stop).ConfigureAwait(false);
        }
    }
}
