using System.Collections.Immutable;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Ledger;

/// <summary>The rule of the ledger: a pure function (state, event) → (state, effects).</summary>
/// <remarks>
/// Invariants: (1) each shard of a step yields <see cref="LedgerEffect.AddShard"/> once, however often and in whatever order it
/// arrives; (2) <see cref="LedgerEffect.CommitStep"/> comes once a step, with its last missing shard; (3) of every committed step
/// counted + quarantined particles = planned particles. A shard of a step that is not open yet, or not in the plan, is a defect.
/// </remarks>
public static class ShardLedger
{
    /// <summary>The ledger after <paramref name="happened"/>, and what has to be done.</summary>
    public static (LedgerState State, ImmutableArray<LedgerEffect> Effects) Apply(LedgerState state, LedgerEvent happened) => happened switch
    {
        LedgerEvent.ShardArrived arrived => Arrive(state, arrived.Shard, arrived.Quarantined),
        LedgerEvent.StepCommitted committed => Commit(state, committed.Step),
        _ => throw new InvariantException($"the ledger does not know the event {happened.GetType().Name}"),
    };

    private static (LedgerState, ImmutableArray<LedgerEffect>) Arrive(LedgerState state, ShardKey shard, int quarantined)
    {
        if (shard.Step >= state.Steps[0].Step && shard.Step < state.OpenStep)
        {
            return (state, [new LedgerEffect.Acknowledge(shard, Duplicate: true)]);
        }
        if (state.Done || shard.Step != state.OpenStep || (uint)shard.Shard >= (uint)state.OpenPlan.ParticlesPerShard.Count)
        {
            throw new InvariantException($"{shard} arrived while step {state.OpenStep} is open");
        }
        int word = shard.Shard >> 6;
        ulong bit = 1UL << (shard.Shard & 63);
        if ((state.Arrived[word] & bit) != 0)
        {
            return (state, [new LedgerEffect.Acknowledge(shard, Duplicate: true)]);
        }
        int particles = state.OpenPlan.ParticlesPerShard[shard.Shard];
        if (quarantined < 0 || quarantined > particles)
        {
            throw new InvariantException($"{shard} of {particles} particles says that {quarantined} are quarantined");
        }
        LedgerState next = state with
        {
            Arrived = state.Arrived.SetItem(word, state.Arrived[word] | bit),
            OpenTotals = Sum(state.OpenTotals, new LedgerTotals(particles - quarantined, quarantined)),
        };
        ImmutableArray<LedgerEffect> effects = [new LedgerEffect.AddShard(shard), new LedgerEffect.Acknowledge(shard, Duplicate: false)];
        return (next, next.IsFull ? effects.Add(new LedgerEffect.CommitStep(shard.Step)) : effects);
    }

    private static (LedgerState, ImmutableArray<LedgerEffect>) Commit(LedgerState state, long step)
    {
        if (step != state.OpenStep || !state.IsFull)
        {
            throw new InvariantException($"step {step} was committed while step {state.OpenStep} is open with {state.ArrivedShards} shards counted");
        }
        if (state.OpenTotals.Total != state.OpenPlan.Particles)
        {
            throw new InvariantException($"step {step} counts {state.OpenTotals.Total} particles, not those planned");
        }
        LedgerState next = state.Opened(step + 1) with { Totals = Sum(state.Totals, state.OpenTotals) };
        return (next, next.Done ? [new LedgerEffect.PhaseDone(next.Totals)] : []);
    }

    private static LedgerTotals Sum(LedgerTotals a, LedgerTotals b) => new(a.Counted + b.Counted, a.Quarantined + b.Quarantined);
}
