using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Ledger;

/// <summary>The rules of the ledger: three pure functions from a state and an event to the next state.</summary>
/// <remarks>
/// Invariants: (1) each shard of a step counts once, however often and in whatever order it arrives, unless the sums of the step are lost; (2) a step is completed once,
/// by its last missing shard; (3) of every committed step counted + quarantined particles = planned particles. A shard of a step
/// that is not open yet, or not in the plan, is a defect.
/// </remarks>
internal static class ShardLedger
{
    /// <summary>Returns the ledger after a shard's sums have arrived, and whether they count.</summary>
    /// <param name="quarantined">Particles of the shard that were left out.</param>
    /// <exception cref="InvariantException">The shard is not of the open step, nor of one before.</exception>
    public static (LedgerState State, ShardVerdict Verdict) Arrive(LedgerState state, ShardKey shard, int quarantined)
    {
        if (shard.Step >= state.Steps[0].Step && shard.Step < state.OpenStep)
        {
            return (state, default);
        }
        if (state.Done || shard.Step != state.OpenStep || (uint)shard.Shard >= (uint)state.OpenPlan.ParticlesPerShard.Count)
        {
            throw new InvariantException($"{shard} arrived while step {state.OpenStep} is open");
        }
        if (state.HasArrived(shard.Shard))
        {
            return (state, default);
        }
        int particles = state.OpenPlan.ParticlesPerShard[shard.Shard];
        if (quarantined < 0 || quarantined > particles)
        {
            throw new InvariantException($"{shard} of {particles} particles says that {quarantined} are quarantined");
        }
        int word = shard.Shard >> 6;
        LedgerState next = state with
        {
            Arrived = state.Arrived.SetItem(word, state.Arrived[word] | 1UL << (shard.Shard & 63)),
            OpenTotals = Sum(state.OpenTotals, new LedgerTotals(particles - quarantined, quarantined)),
        };
        return (next, new ShardVerdict(Counts: true, CompletesStep: next.IsFull));
    }

    /// <summary>Returns the ledger after the update of a full step has been made.</summary>
    /// <exception cref="InvariantException">The step is not the open one, or not full.</exception>
    public static LedgerState Commit(LedgerState state, long step)
    {
        if (step != state.OpenStep || !state.IsFull)
        {
            throw new InvariantException($"step {step} was committed while step {state.OpenStep} is open with {state.ArrivedShards} shards counted");
        }
        return state.OpenTotals.Total == state.OpenPlan.Particles
            ? state.Opened(step + 1) with { Totals = Sum(state.Totals, state.OpenTotals) }
            : throw new InvariantException($"step {step} counts {state.OpenTotals.Total} particles, not those planned");
    }

    /// <summary>Returns the ledger after the sums of the open step were lost: none of its shards is counted.</summary>
    /// <exception cref="InvariantException">No step is open.</exception>
    public static LedgerState Reopen(LedgerState state) =>
        state.Done ? throw new InvariantException("the sums of a step were lost after the last step was committed") : state.Opened(state.OpenStep);

    private static LedgerTotals Sum(LedgerTotals a, LedgerTotals b) => new(a.Counted + b.Counted, a.Quarantined + b.Quarantined);
}
