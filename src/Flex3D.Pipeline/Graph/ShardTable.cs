using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Graph;

/// <summary>The side of a <see cref="ShardGraph{TBuffer}"/> that its dealer sees: takes in results of other machines, one at a time with the graph's own.</summary>
/// <param name="serial">Held by whoever counts a shard.</param>
/// <param name="open">Opens the step after one that is committed.</param>
/// <param name="fail">Ends the graph with a fault.</param>
/// <param name="ended">Cancelled once the graph has failed.</param>
/// <param name="start">Starts the counting of a result; null for the thread pool.</param>
internal sealed class ShardTable<TBuffer>(
    ShardDeck deck, IShardProgram<TBuffer> program, ShardSettler<TBuffer> settler, SemaphoreSlim serial, Action<long> open, Action<Exception> fail, CancellationToken ended,
    Action<Func<Task>>? start = null) : IShardTable
    where TBuffer : class
{
    private readonly ExecutionContext? _caller = ExecutionContext.Capture(); // the files that a commit writes are the step's results
    private bool _over;

    public int Undealt => deck.Undealt;

    public bool TryTake(out ShardKey shard) => deck.TryTakeElsewhere(out shard);

    public void Return(ShardKey shard) => deck.Return(shard);

    public void SetPlaces(int places) => deck.SetPlaces(places);

    public void SetDealt(bool dealt) => deck.SetDealt(dealt);

    public void Arrived(IReadOnlyList<ArrivedShard> shards, long[] sum)
    {
        Func<Task> count = () => CountAsync(shards, sum);
        if (start is not null)
        {
            start(count);
        }
        else if (_caller is null)
        {
            _ = Task.Run(count);
        }
        else
        {
            ExecutionContext.Run(_caller, _ => Task.Run(count), null);
        }
    }

    /// <summary>Takes in no more results, and returns when none is being counted.</summary>
    public async Task EndAsync()
    {
        await serial.WaitAsync().ConfigureAwait(false);
        _over = true;
        serial.Release();
    }

    private void Reduce(ArrivedShard shard, IReadOnlyList<ShardKey> together, bool first, long[] sum)
    {
        var dealt = (IDealtProgram)program;
        if (sum.Length == 0)
        {
            dealt.Reduce(shard.Shard, shard.Result);
            return;
        }
        dealt.ReduceRows(shard.Shard, shard.Result);
        if (first)
        {
            dealt.AddSum(together, sum);
        }
    }

    private async Task CountAsync(IReadOnlyList<ArrivedShard> shards, long[] sum)
    {
        try
        {
            await serial.WaitAsync(ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return; // the graph has failed
        }
        try
        {
            if (_over || ended.IsCancellationRequested)
            {
                return;
            }
            ShardKey[] keys = [.. shards.Select(shard => shard.Shard)];
            if (sum.Length > 0 && !await settler.AreNewAsync(keys).ConfigureAwait(false))
            {
                Array.ForEach(keys, deck.Return); // one of them counts already, and cannot be taken out of the sum
                return;
            }
            ShardVerdict verdict = default;
            foreach (ArrivedShard shard in shards)
            {
                bool first = shard == shards[0];
                verdict = await settler.CountAsync(shard.Shard, shard.Quarantined, () => Reduce(shard, keys, first, sum)).ConfigureAwait(false);
                deck.Counted(shard.Shard);
                if (sum.Length == 0 && await settler.SettleAsync(shard.Shard, verdict, ended).ConfigureAwait(false))
                {
                    open(shard.Shard.Step + 1);
                }
            }
            if (sum.Length > 0 && await settler.SettleAsync(keys[^1], verdict, ended).ConfigureAwait(false)) // not before ledger and sums agree
            {
                open(keys[^1].Step + 1);
            }
        }
        catch (Exception e)
        {
            fail(e);
        }
        finally
        {
            serial.Release();
        }
    }
}
