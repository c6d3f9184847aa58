using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Graph;

/// <summary>The shards of a graph that nobody has taken yet, in order, and who has the others: the graph itself ("here") or other machines ("elsewhere").</summary>
/// <remarks>
/// Invariants: (1) every shard that does not count yet is undealt, here or elsewhere; (2) while shards of the open step are elsewhere, and may come back, fewer shards of later steps
/// are here than the graph has workers, so that one is free for a shard that comes back; (3) no shard of a step is computed here while the step is committed. Thread-safe.
/// </remarks>
internal sealed class ShardDeck : IDisposable
{
    private readonly ChangeSignal _signal = new();
    private readonly IEnumerator<ShardKey> _rest;
    private readonly StepGate _gate;
    private readonly int _workers;
    private readonly bool _leaves;
    private readonly Queue<ShardKey> _returned = new();
    private readonly HashSet<ShardKey> _here = [], _elsewhere = [], _working = [];
    private readonly HashSet<int> _counted = []; // of the open step
    private bool _more;
    private int _left;
    private int _places;
    private bool _dealt = true;
    private long _open;

    /// <param name="start">The ledger from which the graph begins.</param>
    /// <param name="workers">Shards that the graph computes at once.</param>
    /// <param name="leaves">Whether the graph leaves shards to other machines, as long as there are any that keep up, and takes only those that they give back.</param>
    public ShardDeck(LedgerState start, StepGate gate, int workers, bool leaves = false)
    {
        (_gate, _workers, _leaves, _open) = (gate, workers, leaves, start.OpenStep);
        _left = start.OpenPlan.ParticlesPerShard.Count - start.ArrivedShards;
        _rest = start.Missing.GetEnumerator();
        _more = _rest.MoveNext();
    }

    /// <summary>Shards of the open step that nobody has.</summary>
    public int Undealt
    {
        get
        {
            lock (_signal.Lock)
            {
                return Math.Max(0, _left - _here.Count(key => key.Step == _open) - _elsewhere.Count);
            }
        }
    }

    /// <summary>Takes the next shard for the graph itself, waiting while other machines may give one back; null if there is none left.</summary>
    public async ValueTask<ShardKey?> NextHereAsync(CancellationToken ended)
    {
        while (true)
        {
            Task changed;
            lock (_signal.Lock)
            {
                if (TryTakeHere(out ShardKey shard))
                {
                    return shard;
                }
                if (Exhausted)
                {
                    return null;
                }
                changed = _signal.Next;
            }
            await changed.WaitAsync(ended).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the next shard for the graph itself, if there is one now.</summary>
    public bool TryTakeHere(out ShardKey shard)
    {
        lock (_signal.Lock)
        {
            return (Returned(out shard) || FromRest(out shard)) && _here.Add(shard);
        }
    }

    /// <summary>Takes the next shard of the open step for another machine.</summary>
    public bool TryTakeElsewhere(out ShardKey shard)
    {
        lock (_signal.Lock)
        {
            shard = default;
            if (!_gate.Admits(_open))
            {
                return false;
            }
            if (!Returned(out shard))
            {
                shard = _more ? _rest.Current : default;
                if (!_more || shard.Step != _open)
                {
                    return false;
                }
                _more = _rest.MoveNext();
            }
            return _elsewhere.Add(shard);
        }
    }

    /// <summary>Gives back a shard that is elsewhere.</summary>
    public void Return(ShardKey shard) => _signal.Change(() =>
    {
        if (_elsewhere.Remove(shard))
        {
            _returned.Enqueue(shard);
        }
    });

    /// <summary>Sets how many shards other machines can have at once.</summary>
    public void SetPlaces(int places) => _signal.Change(() => _places = places);

    /// <summary>Says whether the shards of the open step may be dealt to other machines.</summary>
    public void SetDealt(bool dealt) => _signal.Change(() => _dealt = dealt);

    /// <summary>Begins to compute a shard here; false if it counts already.</summary>
    public bool TryWork(ShardKey shard)
    {
        lock (_signal.Lock)
        {
            return !Counts(shard) && _working.Add(shard);
        }
    }

    /// <summary>Ends the computation of a shard here.</summary>
    public void Worked(ShardKey shard) => _signal.Change(() => _working.Remove(shard));

    /// <summary>Waits until no shard is computed here.</summary>
    public async ValueTask IdleAsync(CancellationToken ended)
    {
        while (true)
        {
            Task changed;
            lock (_signal.Lock)
            {
                if (_working.Count == 0)
                {
                    return;
                }
                changed = _signal.Next;
            }
            await changed.WaitAsync(ended).ConfigureAwait(false);
        }
    }

    /// <summary>Tells that a shard of the open step counts now.</summary>
    public void Counted(ShardKey shard) => _signal.Change(() =>
    {
        _elsewhere.Remove(shard);
        _left -= shard.Step == _open && _counted.Add(shard.Shard) ? 1 : 0;
    });

    /// <summary>Tells that the graph has finished with a shard that was here.</summary>
    public void LeftHere(ShardKey shard) => _signal.Change(() => _here.Remove(shard));

    /// <summary>Opens a step.</summary>
    /// <param name="shards">Number of its shards; 0 if it does not exist.</param>
    public void Open(long step, int shards) => _signal.Change(() =>
    {
        (_open, _left) = (step, shards);
        _counted.Clear();
        _elsewhere.Clear();
        _returned.Clear();
    });

    /// <summary>Looks again, because the gate has changed.</summary>
    public void Pulse() => _signal.Change(() => { });

    public void Dispose() => _rest.Dispose();

    // Nothing can come back, and nothing is left that the gate admits.
    private bool Exhausted => (_elsewhere.Count == 0 || !_gate.Admits(_open)) && (!_more || !_gate.Admits(_rest.Current.Step));

    private bool Counts(ShardKey shard) => shard.Step < _open || (shard.Step == _open && _counted.Contains(shard.Shard));

    private bool Returned(out ShardKey shard)
    {
        while (_returned.TryDequeue(out shard))
        {
            if (!Counts(shard) && _gate.Admits(shard.Step))
            {
                return true;
            }
        }
        return false;
    }

    private bool FromRest(out ShardKey shard)
    {
        shard = _more ? _rest.Current : default;
        if (!_more || !_gate.Admits(shard.Step))
        {
            return false;
        }
        if (_leaves && _dealt && _places > 0)
        {
            return false;
        }
        bool alone = _places == 0 && _elsewhere.Count == 0;
        if (!alone && (_here.Count > _workers || (shard.Step > _open && _elsewhere.Count > 0 && _here.Count(key => key.Step > _open) >= _workers - 1)))
        {
            return false;
        }
        _more = _rest.MoveNext();
        return true;
    }
}
