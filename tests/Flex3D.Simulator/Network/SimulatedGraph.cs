using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Simulator.Network;

/// <summary>A shard graph without threads: what the head computes itself, beside the real table of what others compute.</summary>
/// <param name="committed">Called after a commit.</param>
/// <param name="after">Does something after some milliseconds, in the head's life.</param>
/// <param name="counting">Usual time until a result that has arrived is counted.</param>
internal sealed class SimulatedGraph(NetworkWorld world, DealtIntegerProgram program, IShardLedger ledger, Action committed, Action<long, Action> after, int counting)
{
    private readonly Queue<ShardKey> _ahead = new();
    private readonly SemaphoreSlim _serial = new(1, 1);
    private ShardSettler<IntegerBuffer> _settler = null!;
    private GraphDealing? _dealing;
    private ShardDeck _deck = null!;
    private StepGate _gate = null!;
    private bool _busy;
    private bool _over;

    /// <summary>Begins; dealing may begin, too.</summary>
    public void Begin(int places, Action<GraphDealing> changed)
    {
        _settler = new ShardSettler<IntegerBuffer>(program, ledger, settled: null, ClosingAsync);
        LedgerState start = Now(_settler.BeginAsync(default));
        if (start.Done)
        {
            return;
        }
        _gate = new StepGate(start.OpenStep);
        _deck = new ShardDeck(start, _gate, 1, world.Scenario.Leaves);
        var table = new ShardTable<IntegerBuffer>(_deck, program, _settler, _serial, step => Open(step), world.Fail, CancellationToken.None, count => after(world.Mail.Chance(0.1) ? world.Mail.Between(0, 500 * counting) : world.Mail.Between(0, counting), () => Count(count)));
        table.SetPlaces(places);
        _dealing = new GraphDealing(program, world.Defect == NetworkDefect.GivesNothingBack ? new Keeping(table) : table, changed);
        _dealing.Opened(start.OpenStep);
        ComputeHere();
    }

    /// <summary>Ends: what arrives later is dropped.</summary>
    public void End()
    {
        _over = true;
        _dealing?.Dispose();
    }

    /// <summary>Begins to compute a shard here, if there is one and nothing is computed now.</summary>
    public void ComputeHere()
    {
        if (_busy || _over || _deck is null || !world.Scenario.HeadComputes)
        {
            return;
        }
        if (!(_ahead.TryPeek(out ShardKey shard) && _gate.WaitAsync(shard.Step, default) is { IsCompletedSuccessfully: true } && _ahead.TryDequeue(out shard)))
        {
            if (_ahead.Count > 0 || !_deck.TryTakeHere(out shard))
            {
                return;
            }
            if (!_gate.WaitAsync(shard.Step, default).IsCompletedSuccessfully)
            {
                _ahead.Enqueue(shard); // read ahead: it waits for the commit
                return;
            }
        }
        _busy = true;
        after(world.Work.Between(50, 2 * world.Scenario.ShardTime), () => Computed(shard));
    }

    private void Computed(ShardKey shard)
    {
        _busy = false;
        if (_over)
        {
            return;
        }
        if (!_deck.TryWork(shard))
        {
            _deck.LeftHere(shard); // another machine was faster
        }
        else
        {
            world.Statistics.Count(NetworkHappened.ShardsHere);
            var buffer = new IntegerBuffer();
            int quarantined = program.Prepare(shard, buffer);
            program.Accumulate(shard, buffer, 0);
            _deck.Worked(shard);
            ShardVerdict verdict = Now(_settler.CountAsync(shard, quarantined, buffer));
            _deck.Counted(shard);
            _deck.LeftHere(shard);
            if (Now(_settler.SettleAsync(shard, verdict, default)))
            {
                Open(shard.Step + 1);
            }
        }
        ComputeHere();
    }

    private void Count(Func<Task> count)
    {
        if (_over)
        {
            world.Statistics.Count(NetworkHappened.ResultsDropped);
            return;
        }
        Task counted = count();
        world.Require(counted.IsCompletedSuccessfully, "a result waits for something that is not there");
        ComputeHere();
    }

    private void Open(long step)
    {
        int shards = step < program.Steps.Count ? program.Steps[(int)step].ParticlesPerShard.Count : 0;
        _deck.Open(step, shards);
        _gate.Open(step);
        if (shards > 0)
        {
            _dealing?.Opened(step);
        }
        committed();
    }

    private Task ClosingAsync()
    {
        _dealing?.Closing();
        return _deck is null ? Task.CompletedTask : _deck.IdleAsync(default).AsTask();
    }

    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new ViolationException("the settler waits for something that is not there");

    /// <summary>A table to which nothing is given back.</summary>
    private sealed class Keeping(IShardTable table) : IShardTable
    {
        public int Undealt => table.Undealt;

        public bool TryTake(out ShardKey shard) => table.TryTake(out shard);

        public void Return(ShardKey shard)
        {
        }

        public void SetPlaces(int places) => table.SetPlaces(places);

        public void SetDealt(bool dealt) => table.SetDealt(dealt);

        public void Arrived(IReadOnlyList<ArrivedShard> shards, long[] sum) => table.Arrived(shards, sum);
    }
}
