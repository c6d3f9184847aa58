using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Graph;

/// <summary>Read → Downsample → InferLatents → AccumulateGradient → UpdateParameters over the shards of one phase; runs once.</summary>
/// <remarks>
/// Invariants: (1) a step is committed when the ledger says so, never because the graph ran dry; (2) inference of a step sees the
/// model of the step before it, whatever was read ahead; (3) every lease is released exactly once unless the graph fails.
/// </remarks>
public sealed class ShardGraph<TBuffer>
    where TBuffer : class
{
    private readonly IShardProgram<TBuffer> _program;
    private readonly BufferPool<TBuffer> _pool;
    private readonly IShardLedger _ledger;
    private readonly ShardGraphOptions _options;
    private readonly WorkerSlots _workers;

    public ShardGraph(IShardProgram<TBuffer> program, BufferPool<TBuffer> pool, IShardLedger ledger, ShardGraphOptions options)
    {
        (_program, _pool, _ledger, _options) = (program, pool, ledger, options);
        _workers = new WorkerSlots(options.Workers);
    }

    private readonly record struct Item(ShardKey Key, Lease Lease, int Quarantined, bool Skipped);

    /// <summary>Runs the steps from <paramref name="firstStep"/> on.</summary>
    /// <param name="firstStep">The first step that is not committed.</param>
    /// <param name="stop">Asks to finish the open step and begin no other; the task then ends well, with the later steps not done.</param>
    /// <param name="abort">Ends the graph at once, in the middle of a step.</param>
    public async Task RunAsync(long firstStep, CancellationToken stop, CancellationToken abort)
    {
        var gate = new StepGate(firstStep);
        _program.Begin(firstStep);
        int workers = _options.Workers;
        RunningGraph<Item> graph = StageGraph.Start<Item>("shards", 1, abort)
            .Then("Read", (item, _) => new ValueTask<Item>(Unless(item, gate, () => _program.Read(item.Key, _pool[item.Lease]))), new(_options.Readers))
            .Then("Downsample", (item, _) => new ValueTask<Item>(Prepare(item, gate)), new(_options.Preparers))
            .Then("InferLatents", (item, ended) => InferAsync(item, gate, ended), new(workers))
            .Then("AccumulateGradient", AccumulateAsync, new(workers))
            .End("UpdateParameters", (item, _) => UpdateAsync(item, gate), new(1));
        using CancellationTokenRegistration registration = stop.Register(gate.Stop);
        await FeedAsync(graph, gate, firstStep).ConfigureAwait(false);
        await graph.Completion.ConfigureAwait(false);
    }

    private async Task FeedAsync(RunningGraph<Item> graph, StepGate gate, long firstStep)
    {
        try
        {
            foreach (StepPlan step in _program.Steps)
            {
                if (step.Step < firstStep)
                {
                    continue;
                }
                for (int shard = 0; shard < step.ParticlesPerShard.Count && gate.Admits(step.Step); shard++)
                {
                    Lease lease = await _pool.RentAsync(graph.Ended).ConfigureAwait(false);
                    await graph.SendAsync(new Item(new ShardKey(step.Step, shard), lease, 0, false)).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (graph.Ended.IsCancellationRequested)
        {
            return; // the graph has failed; its Completion holds the reason
        }
        catch (Exception e)
        {
            graph.Fail(e);
            return;
        }
        graph.Complete();
    }

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

    private async ValueTask<Item> InferAsync(Item item, StepGate gate, CancellationToken ended)
    {
        if (item.Skipped || !await gate.WaitAsync(item.Key.Step, ended).ConfigureAwait(false))
        {
            return item with { Skipped = true };
        }
        await _workers.RunAsync(worker => _program.Infer(item.Key, _pool[item.Lease], worker), ended).ConfigureAwait(false);
        return item;
    }

    private async ValueTask<Item> AccumulateAsync(Item item, CancellationToken ended)
    {
        if (!item.Skipped)
        {
            await _workers.RunAsync(worker => _program.Accumulate(item.Key, _pool[item.Lease], worker), ended).ConfigureAwait(false);
        }
        return item;
    }

    private async ValueTask UpdateAsync(Item item, StepGate gate)
    {
        if (item.Skipped)
        {
            _pool.Release(item.Lease);
            return;
        }
        ShardVerdict verdict = await _ledger.ArriveAsync(item.Key, item.Quarantined).ConfigureAwait(false);
        if (verdict.Counts)
        {
            _program.Reduce(item.Key, _pool[item.Lease]);
        }
        _pool.Release(item.Lease);
        if (verdict.CompletesStep)
        {
            _program.Commit(item.Key.Step);
            await _ledger.CommittedAsync(item.Key.Step).ConfigureAwait(false);
            gate.Open(item.Key.Step + 1);
        }
    }
}
