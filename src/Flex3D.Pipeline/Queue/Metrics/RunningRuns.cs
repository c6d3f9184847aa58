using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue.Metrics;

/// <summary>How far the runs in progress are. Safe for several threads.</summary>
/// <param name="runs">The folder of the runs.</param>
internal sealed class RunningRuns(string runs)
{
    private readonly Dictionary<(long Id, int Attempt), ProgressMeter> _meters = [];
    private readonly Lock _lock = new();

    /// <summary>Reads the status of each run in progress; leaves out those whose status is missing or cannot be read now.</summary>
    public IReadOnlyList<(QueueItem Item, RunProgress Progress)> Read(QueueState state)
    {
        lock (_lock)
        {
            List<QueueItem> running = [.. state.In(ItemState.Running)];
            foreach ((long, int) ended in _meters.Keys.Except(running.Select(item => (item.Id, item.Attempt))).ToList())
            {
                _meters.Remove(ended);
            }
            List<(QueueItem, RunProgress)> progress = [];
            foreach (QueueItem item in running)
            {
                if (StatusOf(item) is { State: StepStatus.Running } status)
                {
                    if (!_meters.TryGetValue((item.Id, item.Attempt), out ProgressMeter? meter))
                    {
                        _meters[(item.Id, item.Attempt)] = meter = new ProgressMeter();
                    }
                    IReadOnlyList<WorkerReport>? helpers = HelpersOf(item)?.Work.Workers;
                    progress.Add((item, meter.Measure(status) with { Workers = helpers?.Count(worker => !WorkerStates.IsGone(worker.State)), ShardsInFlight = helpers?.Sum(worker => worker.InFlight) }));
                }
            }
            return progress;
        }
    }

    private RunStatus? StatusOf(QueueItem item) => Look(() => RunFolder.At(Path.Combine(runs, item.Run)).Status());

    private ClusterReport? HelpersOf(QueueItem item) => Look(() => NodesFile.Read(Path.Combine(runs, item.Run)));

    private static T? Look<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or InputException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
