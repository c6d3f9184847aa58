using System.Collections.Concurrent;
using System.ComponentModel;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>Attends to the runs in progress, each a process of its own, and reports how they end.</summary>
/// <remarks>It starts them, and waits for those that an earlier process started.</remarks>
/// <param name="runs">The folder of the runs.</param>
/// <param name="ended">Told of the end of each attempt, once, on any thread.</param>
/// <param name="tell">Told of each warning or error of a run.</param>
internal sealed class RunKeeper(string runs, RunArguments arguments, Func<QueueEvent.Ended, Task> ended, Action<QueueItem, string> tell, TimeProvider clock) : IRunLauncher
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);

    // A process that an earlier watch started a moment before it was killed takes the lock of its folder within this time.
    private static readonly TimeSpan s_startUp = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<long, Attended> _attended = new();

    int IRunLauncher.Attended => _attended.Count;

    /// <inheritdoc/>
    public void Start(QueueItem item) => Attend(item, recover: false);

    /// <inheritdoc/>
    public void Recover(QueueItem item) => Attend(item, recover: true);

    /// <inheritdoc/>
    public void Stop(long id)
    {
        if (_attended.TryGetValue(id, out Attended? run))
        {
            run.Stop();
        }
    }

    /// <summary>Asks every run to stop at a checkpoint; none is started from now on.</summary>
    /// <param name="exceptChildren">Whether the processes that this one started have been asked already, as a terminal does.</param>
    public void StopAll(bool exceptChildren)
    {
        foreach (Attended run in _attended.Values)
        {
            run.Stop(exceptChildren);
        }
    }

    private void Attend(QueueItem item, bool recover)
    {
        var run = new Attended();
        if (_attended.TryAdd(item.Id, run))
        {
            _ = Task.Run(async () =>
            {
                RunOutcome outcome;
                try
                {
                    outcome = await EndAsync(item, run, recover).ConfigureAwait(false);
                }
                catch (Win32Exception fault)
                {
                    outcome = new RunOutcome((int)ExitCode.InputOutput, $"the process could not be started: {fault.Message}");
                }
                catch (Exception fault)
                {
                    outcome = new RunOutcome((int)ExitCodes.Of(fault), FaultMessage.Of(fault));
                }
                _attended.TryRemove(item.Id, out _);
                await ended(new QueueEvent.Ended(item.Id, item.Attempt, outcome)).ConfigureAwait(false);
            });
        }
    }

    private async Task<RunOutcome> EndAsync(QueueItem item, Attended run, bool recover)
    {
        string folder = Path.Combine(runs, item.Run);
        if (recover)
        {
            await Task.Delay(s_startUp, clock).ConfigureAwait(false);
        }
        RunStep next = recover ? RunJudge.After(item, RunLook.At(folder), null) : RunJudge.Before(item, RunLook.At(folder));
        while (true)
        {
            switch (next)
            {
                case RunStep.End end:
                    return end.Outcome;
                case RunStep.Launch when run.IsToStop:
                    return new RunOutcome((int)ExitCode.Stopped, "stopped before it began");
                case RunStep.Launch launch:
                    using (ChildRun child = ChildRun.Start(launch.Resume ? arguments.Continue(folder) : arguments.Run(item, folder), line => tell(item, line)))
                    {
                        run.StopWith(child.AskToStop, isChild: true);
                        RunOutcome outcome = await child.EndAsync().ConfigureAwait(false);
                        run.StopWith(null);
                        next = RunJudge.After(item, RunLook.At(folder), outcome);
                    }
                    break;
                default:
                    RunLook look = RunLook.At(folder);
                    if (look is { Process: { } process, Updated: { } updated })
                    {
                        run.StopWith(() => Signals.AskToStop(process, updated));
                    }
                    await Task.Delay(s_betweenLooks, clock).ConfigureAwait(false);
                    next = RunJudge.After(item, RunLook.At(folder), null);
                    break;
            }
        }
    }

    /// <summary>An attempt that is attended to, and how its process is asked to stop: once.</summary>
    private sealed class Attended
    {
        private readonly Lock _lock = new();
        private Action? _stop;
        private bool _isChild, _wanted, _asked;

        public bool IsToStop
        {
            get
            {
                lock (_lock)
                {
                    return _wanted;
                }
            }
        }

        public void Stop(bool unlessChild = false)
        {
            lock (_lock)
            {
                _wanted = true;
                _asked |= unlessChild && _isChild;
                Ask();
            }
        }

        public void StopWith(Action? stop, bool isChild = false)
        {
            lock (_lock)
            {
                (_stop, _isChild) = (stop, isChild);
                Ask();
            }
        }

        private void Ask()
        {
            if (_wanted && !_asked && _stop is not null)
            {
                _asked = true;
                _stop();
            }
        }
    }
}
