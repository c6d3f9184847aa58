using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Graph;

/// <summary>The serial last stage of a shard graph: counts each summed shard in the ledger, adds its sums, and commits each complete step.</summary>
/// <remarks>
/// Invariants: (1) a shard is counted by the ledger and reduced by the program together, or neither; (2) a step is committed when
/// the ledger says so and never otherwise, and only once no code reads the state before it; (3) ledger and sums agree whenever the settled handler is called. Called by one
/// caller at a time. It waits only for the ledger and for its two callbacks, so that a test can drive it without threads.
/// </remarks>
/// <param name="unread">Completes when no code reads the state that a commit changes; null if no code reads it.</param>
internal sealed class ShardSettler<TBuffer>(IShardProgram<TBuffer> program, IShardLedger ledger, SettledHandler? settled, Func<Task>? unread = null)
    where TBuffer : class
{
    /// <summary>Prepares the program's sums for the state of the ledger, and commits the open step if all its shards are counted. Returns the ledger from which the graph begins.</summary>
    public async ValueTask<LedgerState> BeginAsync(CancellationToken ended)
    {
        LedgerState start = await ledger.StateAsync().ConfigureAwait(false);
        if (start.ArrivedShards > 0 && !program.GatherSums())
        {
            start = await ledger.ReopenedAsync().ConfigureAwait(false);
        }
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

    /// <summary>Adds the sums in a shard's buffer to those of the step if the ledger counts the shard. The buffer may be released afterwards.</summary>
    public ValueTask<ShardVerdict> CountAsync(ShardKey shard, int quarantined, TBuffer buffer) => CountAsync(shard, quarantined, () => program.Reduce(shard, buffer));

    /// <summary>Adds a shard's sums to those of the step if the ledger counts the shard.</summary>
    /// <param name="reduce">Adds them.</param>
    public async ValueTask<ShardVerdict> CountAsync(ShardKey shard, int quarantined, Action reduce)
    {
        ShardVerdict verdict = await ledger.ArriveAsync(shard, quarantined).ConfigureAwait(false);
        if (verdict.Counts)
        {
            WholeOrNever(shard, reduce);
        }
        return verdict;
    }

    /// <summary>Whether none of some shards of the open step counts yet. Nothing else is counted until they are, as the caller is the only one.</summary>
    public async ValueTask<bool> AreNewAsync(IReadOnlyList<ShardKey> shards)
    {
        LedgerState state = await ledger.StateAsync().ConfigureAwait(false);
        return !state.Done && shards.All(shard => shard.Step == state.OpenStep && !state.HasArrived(shard.Shard));
    }

    /// <summary>Acts on the verdict of <see cref="CountAsync(ShardKey, int, TBuffer)"/>: commits a complete step, or calls the settled handler for a shard that counts.</summary>
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

    // A fault here is a broken invariant and not retried: a new graph would take partly made sums or parameters for complete ones. Sums that were lost with
    // their device are made anew.
    private void WholeOrNever(ShardKey shard, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is not InvariantException && !(e is DeviceException && !program.GatherSums()))
        {
            throw new InvariantException($"{shard} could not be added up: {e.Message}", e);
        }
    }
}
