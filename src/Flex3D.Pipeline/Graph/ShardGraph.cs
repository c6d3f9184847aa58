using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Graph;

/// <summary>Read → Downsample → InferLatents → AccumulateGradient → UpdateParameters over the shards of one phase; runs once.</summary>
/// <remarks>
/// Invariants: (1) a step is committed when the ledger says so, never because the graph has no items left; (2) inference of a step uses
/// the model committed by the step before it, even if images were read ahead; (3) every lease is released exactly once unless the graph fails;
/// (4) shards are counted in the serial stage, by <see cref="ShardSettler{TBuffer}"/>: a graph that starts after another has failed
/// continues from what is counted; (5) what other machines computed (<see cref="IShardDealer"/>) enters by that stage, too, and not before its step is open or after it is committed.
/// </remarks>
internal sealed class ShardGraph<TBuffer>
    where TBuffer : class
{
    private readonly IShardProgram<TBuffer> _program;
    private readonly BufferPool<TBuffer> _pool;
    private readonly ShardSettler<TBuffer> _settler;
    private readonly ShardGraphOptions _options;
    private readonly IShardDealer? _dealer;
    private readonly SemaphoreSlim _serial = new(1, 1);
    private ShardDeck? _deck;
    private IDealing? _dealing;

    /// <param name="settled">Called when a shard or step is settled, to begin checkpoints; null for none.</param>
    /// <param name="unread">Awaited before a step is committed: completes when no checkpoint of the state before the commit is still being written.</param>
    /// <param name="dealer">Has shards computed by other machines, if the program offers them; null for none.</param>
    public ShardGraph(
        IShardProgram<TBuffer> program, BufferPool<TBuffer> pool, IShardLedger ledger, ShardGraphOptions options, SettledHandler? settled = null, Func<Task>? unread = null, IShardDealer? dealer = null)
    {
        (_program, _pool, _options, _dealer) = (program, pool, options, dealer);
        _settler = new ShardSettler<TBuffer>(program, ledger, settled, () => ClosingAsync(unread));
    }

    private readonly record struct Item(ShardKey Key, Lease Lease, int Quarantined, bool Skipped);

    /// <summary>Runs the shards of the phase that the ledger does not count yet.</summary>
    /// <param name="stop">Asks to finish the open step (or its shards in work: <see cref="ShardGraphOptions.StopsInsideStep"/>) and begin no other; the task then ends without a fault, with the rest of the work not done.</param>
    /// <param name="abort">Ends the graph at once, in the middle of a step.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        LedgerState start = await _settler.BeginAsync(abort).ConfigureAwait(false);
        if (start.Done)
        {
            return;
        }
        var gate = new StepGate(start.OpenStep);
        using var deck = _deck = new ShardDeck(start, gate, _options.Workers, _dealer?.Leaves ?? false);
        using var compute = new ComputeThreads(_options.Workers);
        StageOptions computes = Stage(_options.Workers) with { Ordered = false, Scheduler = compute };
        StageOptions prepares = _options.Preparers > 0 ? Stage(_options.Preparers) : Stage(1) with { Scheduler = compute };
        RunningGraph<Item> graph = StageGraph.Start<Item>("shards", 1, abort)
            .Then("Read", (item, _) => new ValueTask<Item>(Unless(item, gate, () => _program.Read(item.Key, _pool[item.Lease]))), Stage(_options.Readers))
            .Then("Downsample", (item, _) => new ValueTask<Item>(Prepare(item, gate)), prepares)
            .Then("InferLatents", (item, ended) => InferAsync(item, gate, compute, ended), computes)
            .Then("AccumulateGradient", (item, _) => new ValueTask<Item>(Accumulate(item, compute)), computes)
            .End("UpdateParameters", (item, ended) => UpdateAsync(item, gate, ended), Stage(1));
        using CancellationTokenRegistration registration = stop.Register(() =>
        {
            gate.Stop(_options.StopsInsideStep);
            deck.Pulse();
        });
        var table = new ShardTable<TBuffer>(deck, _program, _settler, _serial, step => Open(step, gate), graph.Fail, graph.Ended);
        using IDealing? dealing = _dealing = _program is IDealtProgram dealt ? _dealer?.Begin(dealt, table) : null;
        dealing?.Opened(start.OpenStep);
        await graph.FeedAsync(
            () => deck.NextHereAsync(graph.Ended),
            async shard => new Item(shard, await _pool.RentAsync(graph.Ended).ConfigureAwait(false), 0, false)).ConfigureAwait(false);
        await graph.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await table.EndAsync().ConfigureAwait(false);
        await graph.Completion.ConfigureAwait(false);
    }

    private void Open(long step, StepGate gate)
    {
        IReadOnlyList<StepPlan> steps = _program.Steps;
        int next = (int)(step - steps[0].Step);
        _deck!.Open(step, next < steps.Count ? steps[next].ParticlesPerShard.Count : 0);
        gate.Open(step);
        if (next < steps.Count)
        {
            _dealing?.Opened(step);
        }
    }

    // Before a commit: whoever reads what it changes must have finished.
    private async Task ClosingAsync(Func<Task>? unread)
    {
        _dealing?.Closing();
        if (_deck is { } deck)
        {
            await deck.IdleAsync(CancellationToken.None).ConfigureAwait(false);
        }
        if (unread is not null)
        {
            await unread().ConfigureAwait(false);
        }
    }

    // Shards keep their order, except on the compute threads, whose sums do not depend on it. Before inference, a shard of a later step
    // that waits for the commit would otherwise keep out a shard that the commit waits for.
    private StageOptions Stage(int parallelism) => new(parallelism, Math.Max(parallelism, _options.Queue));

    private static Item Unless(Item item, StepGate gate, Action work)
    {
        if (item.Skipped || !gate.Admits(item.Key.Step))
        {
            return item with { Skipped = true };
        }
        work();
        return item;
    }

    private Item Prepare(Item item, StepGate gate)
    {
        int quarantined = 0;
        Item done = Unless(item, gate, () => quarantined = _program.Prepare(item.Key, _pool[item.Lease]));
        return done with { Quarantined = quarantined };
    }

    private async ValueTask<Item> InferAsync(Item item, StepGate gate, ComputeThreads compute, CancellationToken ended)
    {
        if (item.Skipped || !await gate.WaitAsync(item.Key.Step, ended).ConfigureAwait(true)) // continues on a compute thread
        {
            return item with { Skipped = true };
        }
        if (!_deck!.TryWork(item.Key))
        {
            return item with { Skipped = true }; // another machine was faster
        }
        _program.Infer(item.Key, _pool[item.Lease], compute.Number);
        return item;
    }

    private Item Accumulate(Item item, ComputeThreads compute)
    {
        if (!item.Skipped)
        {
            _program.Accumulate(item.Key, _pool[item.Lease], compute.Number);
            _deck!.Worked(item.Key);
        }
        return item;
    }

    private async ValueTask UpdateAsync(Item item, StepGate gate, CancellationToken ended)
    {
        if (item.Skipped)
        {
            _pool.Release(item.Lease);
            _deck!.LeftHere(item.Key);
            return;
        }
        await _serial.WaitAsync(ended).ConfigureAwait(false);
        try
        {
            ShardVerdict verdict = await _settler.CountAsync(item.Key, item.Quarantined, _pool[item.Lease]).ConfigureAwait(false);
            _pool.Release(item.Lease);
            _deck!.Counted(item.Key);
            _deck.LeftHere(item.Key);
            if (await _settler.SettleAsync(item.Key, verdict, ended).ConfigureAwait(false))
            {
                Open(item.Key.Step + 1, gate);
            }
        }
        finally
        {
            _serial.Release();
        }
    }
}
