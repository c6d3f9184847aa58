using Flex3D.Pipeline.Queue.Store;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>Records events in the database; while that cannot be written, it waits and tries again, and the runs go on.</summary>
/// <param name="tell">Told when writing begins to fail, and when it works again.</param>
internal sealed class Recorder(QueueStore store, QueueRules rules, TimeProvider clock, Action<string> tell)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private QueueState _latest = store.Read();
    private string? _trouble;

    /// <summary>The newest state that was read or written. May be read on any thread.</summary>
    public QueueState Latest => Volatile.Read(ref _latest);

    /// <summary>Why the database cannot be written now; null if it can. May be read on any thread.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Records an event, and returns the change, whose effects are to be carried out then.</summary>
    /// <param name="stop">Ends the waiting: what was not recorded then, the next process finds out from the run folders.</param>
    public async Task<QueueChange> RecordAsync(QueueEvent happened, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                QueueChange change = store.Apply(state => QueueReducer.Reduce(state, happened, rules, clock.GetUtcNow()));
                Volatile.Write(ref _latest, change.State);
                if (_trouble is not null)
                {
                    tell("the queue database can be written again");
                    Volatile.Write(ref _trouble, null);
                }
                return change;
            }
            catch (IOException fault) when (FaultClassifier.Classify(fault) is FaultKind.DiskFull or FaultKind.Transient)
            {
                if (_trouble is null)
                {
                    tell($"{fault.Message}; trying again every {s_pause.TotalSeconds:0} s");
                }
                Volatile.Write(ref _trouble, fault.Message);
                await Task.Delay(s_pause, clock, stop).ConfigureAwait(false);
            }
        }
    }
}
