using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Children;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>Simulated run folders, and the processes that work in them as <c>flex3d run</c> and <c>flex3d resume</c> do.</summary>
internal sealed class SimulatedRuns(IReadOnlyList<SimulatedDataSet> dataSets)
{
    private readonly Dictionary<string, Folder> _folders = [];

    /// <summary>The processes that live.</summary>
    public List<Child> Children { get; } = [];

    /// <summary>How often the run of each data set was brought to its end.</summary>
    public Dictionary<string, int> Completed { get; } = [];

    public Child Start(QueueItem item, bool resume)
    {
        var child = new Child(item, resume);
        Children.Add(child);
        return child;
    }

    public RunLook Look(string run)
    {
        Folder folder = _folders.GetValueOrDefault(run) ?? new Folder();
        bool locked = folder.Worker is not null;
        return new RunLook(locked, folder.HasRun, !locked && folder.Done, locked ? null : folder.ExitCode, folder.ExitCode is null ? null : "said so", folder.HasRun ? folder.Updated : null, null);
    }

    public void Advance(Child child, DateTimeOffset now)
    {
        SimulatedDataSet set = dataSets.Single(one => one.Path == child.Item.Path);
        if (!_folders.TryGetValue(child.Item.Run, out Folder? folder))
        {
            _folders[child.Item.Run] = folder = new Folder();
        }
        if (folder.Worker != child)
        {
            // It starts: a folder in which another works, or one of another run, is refused.
            if (folder.Worker is not null || folder.HasRun != child.Resume)
            {
                End(child, 2);
                return;
            }
            (folder.Worker, folder.HasRun, folder.ExitCode, folder.Updated) = (child, true, null, now);
            return;
        }
        folder.Updated = now;
        if (folder.Done)
        {
            Leave(folder, child, 0);
        }
        else if (child.Stop)
        {
            Leave(folder, child, 130);
        }
        else if (set.Kind == SimulatedDataSet.Fate.Bad || set.Kind == SimulatedDataSet.Fate.Hopeless || (set.Kind == SimulatedDataSet.Fate.Flaky && folder.Failures < set.Failures))
        {
            folder.Failures++;
            Leave(folder, child, set.Kind switch { SimulatedDataSet.Fate.Bad => 2, SimulatedDataSet.Fate.Hopeless => 75, _ => 74 });
        }
        else if (++folder.Work >= set.Work)
        {
            folder.Done = true;
            Completed[set.Path] = Completed.GetValueOrDefault(set.Path) + 1;
            Leave(folder, child, 0);
        }
    }

    private void Leave(Folder folder, Child child, int code)
    {
        (folder.Worker, folder.ExitCode) = (null, code);
        End(child, code);
    }

    private void End(Child child, int code)
    {
        child.Ended = new RunOutcome(code, code == 0 ? null : "said so");
        Children.Remove(child);
    }

    public void Kill(Child child)
    {
        if (_folders.GetValueOrDefault(child.Item.Run) is { } folder && folder.Worker == child)
        {
            folder.Worker = null; // the lock goes with the process, the status stays as it was
        }
        End(child, 137);
    }

    private sealed class Folder
    {
        public Child? Worker;
        public bool HasRun, Done;
        public int? ExitCode;
        public int Work, Failures;
        public DateTimeOffset Updated;
    }

    public sealed class Child(QueueItem item, bool resume)
    {
        public readonly QueueItem Item = item;
        public readonly bool Resume = resume;
        public bool Stop;
        public RunOutcome? Ended;
    }
}
