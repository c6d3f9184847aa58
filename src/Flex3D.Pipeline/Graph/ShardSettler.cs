using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Graph;

/// <summary>The serial end of a shard graph: what a shard that has been summed does to ledger, sums and model.</summary>
/// <remarks>
/// Invariants: (1) a shard is counted by the ledger and reduced by the program together, or neither; (2) a step is committed when
/// the ledger says so and never otherwise, and only once nobody reads the state before it; (3) whoever is told that something is settled sees ledger and sums agree. Called by one
/// at a time. It waits for nothing but the ledger and whoever is told, so that a test can drive it without threads.
/// </remarks>
/// <param name="unread">Completes when no code reads the state that a commit changes; null if no code reads it.</param>
internal sealed class ShardSettler<TBuffer>(IShardProgram<TBuffer> program, IShardLedger ledger, SettledHandler? settled, Func<Task>? unread = null)
    where TBuffer : class
{
    /// <summary>Brings the program's sums to where the ledger is, and makes the update of a step that lacks nothing else. Returns where the graph begins.</summary>
    public async ValueTask<LedgerState> BeginAsync(CancellationToken ended)
    {
        LedgerState start = await ledger.StateAsync().ConfigureAwait(false);
        if (start.ArrivedShards == 0 && !start.Done)
        {
            program.Begin(start.OpenStep);
        }
        else if (!start.Done && program.Reduced != start.ArrivedShards)
        {
            throw new InvariantException($"step {start.OpenStep} has {start.ArrivedShards} shards counted and the sums of {program.Reduced}");
        }
        if (!start.IsFull)
        {
            return start;
        }
        await CommitAsync(start.OpenStep, ended).ConfigureAwait(false);
        return await ledger.StateAsync().ConfigureAwait(false);
    }

    /// <summary>A shard's sums are in its buffer: adds them if the ledger counts it. The buffer is free afterwards.</summary>
    public async ValueTask<ShardVerdict> CountAsync(ShardKey shard, int quarantined, TBuffer buffer)
    {
        ShardVerdict verdict = await ledger.ArriveAsync(shard, quarantined).ConfigureAwait(false);
        if (verdict.Counts)
        {
            WholeOrNever(shard, () => program.Reduce(shard, buffer));
        }
        return verdict;
    }

    /// <summary>Does what <see cref="CountAsync"/>'s verdict calls for: the step's commit, or word that the shard is settled.</summary>
    /// <returns>Whether the step is committed now.</returns>
    public async ValueTask<bool> SettleAsync(ShardKey shard, ShardVerdict verdict, CancellationToken ended)
    {
        if (verdict.CompletesStep)
        {
            await CommitAsync(shard.Step, ended).ConfigureAwait(false);
        }
        else if (verdict.Counts && settled is not null)
        {
            await settled(ledger, false, ended).ConfigureAwait(false);
        }
        return verdict.CompletesStep;
    }

    private async ValueTask CommitAsync(long step, CancellationToken ended)
    {
        if (unread is not null)
        {
            await unread().WaitAsync(ended).ConfigureAwait(false);
        }
        WholeOrNever(new ShardKey(step, 0), () => program.Commit(step));
        await ledger.CommittedAsync(step).ConfigureAwait(false);
        if (settled is not null)
        {
            await settled(ledger, true, ended).ConfigureAwait(false);
        }
    }

    // Half-made sums or parameters cannot be gone on with: whatever fails here, a new graph would count them as whole.
    private static void WholeOrNever(ShardKey shard, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is not InvariantException)
        {
            throw new InvariantException($"{shard} could not be added up: {e.Message}", e);
        }
    }
}
