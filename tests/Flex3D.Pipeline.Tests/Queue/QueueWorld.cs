using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Children;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>A queue among simulated processes and run folders, under a random schedule in which every process may be killed between any two operations.</summary>
/// <remarks>Recorded state survives a kill of the watching process; what it knows besides is lost, and its children live on or are killed with it.</remarks>
internal sealed class QueueWorld
{
    private const ulong Purpose = 0x9E0E;
    private static readonly QueueRules s_rules = new(
        [("a", 1), ("b", 2)], new RetryRule(new SortedSet<int> { 74, 75, 137 }, 4, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(9)), new RetryRule(new SortedSet<int>(), 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)), [QueueNotice.Command, QueueNotice.Webhook]);

    private readonly Func<QueueItem, RunLook, RunOutcome?, RunStep> _after;
    private readonly ulong _seed;
    private readonly Dictionary<string, Folder> _folders = [];
    private readonly List<Child> _children = [];
    private readonly Dictionary<long, Attempt> _attended = [];
    private readonly List<QueueEvent> _pending = [];
    private readonly HashSet<(long, int)> _begun = [];
    private QueueState _recorded = QueueState.Empty;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private bool _watching, _calm;
    private ulong _draws;

    /// <param name="after">The rule that judges how an attempt ended, which a test may replace by a wrong one.</param>
    public QueueWorld(ulong seed, Func<QueueItem, RunLook, RunOutcome?, RunStep>? after = null)
    {
        (_seed, _after) = (seed, after ?? RunJudge.After);
        DataSets = [.. Enumerable.Range(0, 3 + Draw(4)).Select(i => new DataSet($"/in/{i}", (Kind)Draw(4), 1 + Draw(4), 1 + Draw(3)))];
    }

    public enum Kind
    {
        Good,
        Flaky,
        Bad,
        Hopeless,
    }

    public IReadOnlyList<DataSet> DataSets { get; }

    /// <summary>How often each run was brought to its end.</summary>
    public Dictionary<string, int> Completed { get; } = [];

    public Dictionary<long, int> Delivered { get; } = [];

    public int Kills { get; private set; }

    public QueueState Recorded => _recorded;

    public QueueRules Rules => s_rules;

    /// <summary>Runs a stormy time and then a calm one, until every data set has left the queue.</summary>
    public void Run(int storm)
    {
        for (int i = 0; i < storm; i++)
        {
            Turn();
        }
        _calm = true;
        for (int i = 0; i < 20_000 && (i % 16 != 0 || !IsOver()); i++)
        {
            Turn();
        }
    }

    private bool IsOver() => _recorded.Items.Count == DataSets.Count && _recorded.Items.Values.All(item => item.IsSettled) && _recorded.Notices.Values.All(notice => notice.Closed);

    private int Draw(int below) => (int)(CounterRandom.Bits(_seed, Purpose, 0, 0, _draws++) % (ulong)below);

    private void Turn()
    {
        int what = Draw(100);
        if (what < 30 && _children.Count > 0)
        {
            Advance(_children[Draw(_children.Count)]);
        }
        else if (what < 35)
        {
            _now += TimeSpan.FromSeconds(1 + Draw(5));
        }
        else if (what < 37 && !_calm && _children.Count > 0)
        {
            Kill(_children[Draw(_children.Count)]);
        }
        else if (what < 41 && !_calm)
        {
            KillWatch();
        }
        else if (!_watching)
        {
            _watching = true;
            Happen(new QueueEvent.Restarted());
        }
        else if (what < 50)
        {
            Happen(new QueueEvent.Tick());
        }
        else if (what < 55 && DataSets.FirstOrDefault(set => _recorded.Items.Values.All(item => item.Path != set.Path)) is { } found)
        {
            Happen(new QueueEvent.Found(found.Path, found.Path[4..], Draw(3)));
        }
        else if (what < 58 && _recorded.Items.Count > 0)
        {
            Ask(1 + Draw(_recorded.Items.Count));
        }
        else if (what < 75 && _pending.Count > 0)
        {
            QueueEvent happened = _pending[0];
            _pending.RemoveAt(0);
            Happen(happened);
        }
        else if (_attended.Count > 0)
        {
            Attend(_attended.Values.ElementAt(Draw(_attended.Count)));
        }
    }

    // The user holds now and then, and everything held is released in the end.
    private void Ask(long id)
    {
        QueueItem item = _recorded.Items[id];
        if (item.State == ItemState.Held)
        {
            Happen(new QueueEvent.Release(id));
        }
        else if (!_calm && item.State is ItemState.Waiting or ItemState.Running && Draw(4) == 0)
        {
            Happen(new QueueEvent.Hold(id));
        }
    }

    private void Happen(QueueEvent happened)
    {
        if (Struck())
        {
            return;
        }
        QueueChange change = QueueReducer.Reduce(_recorded, happened, s_rules, _now);
        if (Struck())
        {
            return;
        }
        _recorded = change.State;
        Check();
        foreach (QueueEffect effect in change.Effects)
        {
            if (Struck())
            {
                return;
            }
            switch (effect)
            {
                case QueueEffect.Start start:
                    _attended.TryAdd(start.Item.Id, new Attempt(start.Item, false));
                    break;
                case QueueEffect.Recover recover:
                    _attended.TryAdd(recover.Item.Id, new Attempt(recover.Item, true));
                    break;
                case QueueEffect.Stop stop when _attended.TryGetValue(stop.Item.Id, out Attempt? attempt):
                    attempt.Child?.Stop = true;
                    break;
                case QueueEffect.Notify notify when _begun.Add((notify.Notice.Id, notify.Notice.Failures)):
                    bool fails = Draw(3) == 0 && !_calm;
                    Delivered[notify.Notice.Id] = Delivered.GetValueOrDefault(notify.Notice.Id) + (fails ? 0 : 1);
                    _pending.Add(fails ? new QueueEvent.NotSent(notify.Notice.Id, "refused") : new QueueEvent.Sent(notify.Notice.Id));
                    break;
            }
        }
    }

    private bool Struck()
    {
        if (!_calm && Draw(60) == 0)
        {
            KillWatch();
        }
        return !_watching;
    }

    private void KillWatch()
    {
        if (_watching)
        {
            Kills++;
            _watching = false;
            _attended.Clear();
            _pending.Clear();
            _begun.Clear();
            foreach (Child child in Draw(2) == 0 ? [.. _children] : Array.Empty<Child>())
            {
                Kill(child);
            }
        }
    }

    // Plain loops: this is done a million times.
    private void Check()
    {
        foreach ((string device, int atOnce) in s_rules.Devices)
        {
            int running = 0;
            foreach (QueueItem item in _recorded.Items.Values)
            {
                running += item.State == ItemState.Running && item.Device == device ? 1 : 0;
            }
            if (running > atOnce)
            {
                throw new InvalidOperationException($"{running} runs at once on {device}");
            }
        }
        if (_recorded.Items.Count > DataSets.Count)
        {
            throw new InvalidOperationException("a data set is in the queue twice");
        }
    }

    private void Attend(Attempt attempt)
    {
        if (attempt.Child is { Ended: null } && !attempt.Waits)
        {
            return; // its own process works
        }
        RunLook look = Look(attempt.Item.Run);
        RunOutcome? process = attempt.Waits ? null : attempt.Child?.Ended;
        RunStep step = attempt.Recovers || attempt.Waits || attempt.Child is not null ? _after(attempt.Item, look, process) : RunJudge.Before(attempt.Item, look);
        switch (step)
        {
            case RunStep.Wait:
                attempt.Waits = true;
                break;
            case RunStep.Launch launch:
                attempt.Child = new Child(attempt.Item, launch.Resume);
                _children.Add(attempt.Child);
                break;
            case RunStep.End end:
                _attended.Remove(attempt.Item.Id);
                _pending.Add(new QueueEvent.Ended(attempt.Item.Id, attempt.Item.Attempt, end.Outcome));
                break;
        }
    }

    private RunLook Look(string run)
    {
        Folder folder = _folders.GetValueOrDefault(run) ?? new Folder();
        bool locked = folder.Worker is not null;
        return new RunLook(locked, folder.HasRun, !locked && folder.Done, locked ? null : folder.ExitCode, folder.ExitCode is null ? null : "said so", folder.HasRun ? folder.Updated : null, null);
    }

    private void Advance(Child child)
    {
        DataSet set = DataSets.Single(one => one.Path == child.Item.Path);
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
            (folder.Worker, folder.HasRun, folder.ExitCode, folder.Updated) = (child, true, null, _now);
            return;
        }
        folder.Updated = _now;
        if (folder.Done)
        {
            Leave(folder, child, 0);
        }
        else if (child.Stop)
        {
            Leave(folder, child, 130);
        }
        else if (set.Kind == Kind.Bad || set.Kind == Kind.Hopeless || (set.Kind == Kind.Flaky && folder.Failures < set.Failures))
        {
            folder.Failures++;
            Leave(folder, child, set.Kind switch { Kind.Bad => 2, Kind.Hopeless => 75, _ => 74 });
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
        _children.Remove(child);
    }

    private void Kill(Child child)
    {
        if (_folders.GetValueOrDefault(child.Item.Run) is { } folder && folder.Worker == child)
        {
            folder.Worker = null; // the lock goes with the process, the status stays as it was
        }
        End(child, 137);
    }

    /// <param name="Work">Operations that its run takes.</param>
    /// <param name="Failures">How often its run fails before it works.</param>
    public sealed record DataSet(string Path, Kind Kind, int Work, int Failures);

    private sealed class Folder
    {
        public Child? Worker;
        public bool HasRun, Done;
        public int? ExitCode;
        public int Work, Failures;
        public DateTimeOffset Updated;
    }

    private sealed class Child(QueueItem item, bool resume)
    {
        public readonly QueueItem Item = item;
        public readonly bool Resume = resume;
        public bool Stop;
        public RunOutcome? Ended;
    }

    private sealed class Attempt(QueueItem item, bool recovers)
    {
        public readonly QueueItem Item = item;
        public readonly bool Recovers = recovers;
        public bool Waits;
        public Child? Child;
    }
}
