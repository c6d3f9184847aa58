using CsCheck;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Ledger;

public class ShardLedgerTests
{
    private static readonly StepPlan[] Plan = [StepPlan.Cut(7, 1_000, 10), StepPlan.Cut(8, 25, 10)];

    [Fact]
    public void The_last_shard_is_shorter_and_nothing_is_lost()
    {
        Plan[1].ParticlesPerShard.ShouldBe([10, 10, 5]);
        StepPlan.Cut(0, 20, 10).ParticlesPerShard.ShouldBe([10, 10]);
        StepPlan.Cut(0, 3, 10).ParticlesPerShard.ShouldBe([3]);
    }

    [Fact]
    public void Any_order_and_any_duplicates_add_each_shard_once_and_commit_once() =>
        Gen.Shuffle(Enumerable.Range(0, 100).ToArray()).Select(Gen.Int[0, 99].Array[0, 150], Gen.Int[0, 3]).Sample(
            (order, extra, quarantined) =>
            {
                // A duplicate is put somewhere after the shard itself has come, or before it: then that one counts.
                List<int> arrivals = [.. order];
                foreach (int e in extra)
                {
                    arrivals.Insert(e % arrivals.Count, e);
                }
                LedgerState state = LedgerState.Begin(Plan, 7);
                HashSet<int> added = [];
                int commits = 0, duplicates = 0;
                foreach (int shard in arrivals)
                {
                    (state, ShardVerdict verdict) = ShardLedger.Arrive(state, new ShardKey(7, shard), quarantined);
                    (verdict.Counts || !verdict.CompletesStep).ShouldBeTrue("a duplicate completes nothing");
                    duplicates += verdict.Counts ? 0 : 1;
                    if (verdict.Counts)
                    {
                        added.Add(shard).ShouldBeTrue();
                    }
                    if (verdict.CompletesStep)
                    {
                        commits++;
                        added.Count.ShouldBe(100);
                    }
                }
                commits.ShouldBe(1);
                added.Count.ShouldBe(100);
                duplicates.ShouldBe(extra.Length);
                state = ShardLedger.Commit(state, 7);
                state.Totals.ShouldBe(new LedgerTotals(1_000 - 100 * quarantined, 100 * quarantined));
                state.OpenStep.ShouldBe(8);
            }, iter: 300);

    [Fact]
    public void A_shard_of_a_committed_step_is_dropped()
    {
        LedgerState state = Committed(LedgerState.Begin(Plan, 7), 7);
        (LedgerState next, ShardVerdict verdict) = ShardLedger.Arrive(state, new ShardKey(7, 3), 0);
        next.ShouldBe(state);
        verdict.ShouldBe(new ShardVerdict(Counts: false, CompletesStep: false));
    }

    [Fact]
    public void The_last_commit_ends_the_phase_with_every_particle_accounted_for()
    {
        LedgerState state = Committed(Committed(LedgerState.Begin(Plan, 7), 7), 8);
        state.Done.ShouldBeTrue();
        state.Totals.Total.ShouldBe(1_025);
    }

    [Fact]
    public void A_ledger_is_resumed_from_its_bitmap_and_counts_each_shard_once()
    {
        LedgerState state = Committed(LedgerState.Begin(Plan, 7), 7);
        state = ShardLedger.Arrive(state, new ShardKey(8, 2), 1).State;
        LedgerState resumed = LedgerState.Begin(Plan, 8, state.Totals).Resumed(state.Arrived.AsSpan(), state.OpenTotals);
        resumed.HasArrived(2).ShouldBeTrue();
        resumed.HasArrived(1).ShouldBeFalse();
        ShardLedger.Arrive(resumed, new ShardKey(8, 2), 1).Verdict.Counts.ShouldBeFalse();
        Committed(resumed, 8).Totals.ShouldBe(new LedgerTotals(1_024, 1));
    }

    [Fact]
    public void A_bitmap_that_does_not_fit_the_plan_or_its_totals_is_refused()
    {
        LedgerState state = LedgerState.Begin(Plan, 8);
        Should.Throw<InvariantException>(() => state.Resumed([1, 0], new LedgerTotals(10, 0)));
        Should.Throw<InvariantException>(() => state.Resumed([0b1000], new LedgerTotals(5, 0)));
        Should.Throw<InvariantException>(() => state.Resumed([0b100], new LedgerTotals(10, 0)));
        state.Resumed([0b100], new LedgerTotals(4, 1)).ArrivedShards.ShouldBe(1);
    }

    [Fact]
    public void What_can_never_happen_breaks_the_run()
    {
        LedgerState state = LedgerState.Begin(Plan, 7);
        Should.Throw<InvariantException>(() => ShardLedger.Arrive(state, new ShardKey(8, 0), 0));
        Should.Throw<InvariantException>(() => ShardLedger.Arrive(state, new ShardKey(7, 100), 0));
        Should.Throw<InvariantException>(() => ShardLedger.Arrive(state, new ShardKey(7, 0), 11));
        Should.Throw<InvariantException>(() => ShardLedger.Commit(state, 7));
        Should.Throw<InvariantException>(() => LedgerState.Begin([Plan[0], StepPlan.Cut(9, 5, 5)], 7));
        Should.Throw<InvariantException>(() => LedgerState.Begin(Plan, 10));
        Should.Throw<InvariantException>(() => LedgerState.Begin([], 0));
    }

    [Fact]
    public void Missing_are_the_uncounted_shards_of_the_open_step_and_all_of_those_after_it()
    {
        LedgerState state = LedgerState.Begin(Plan, 7);
        foreach (int shard in Enumerable.Range(0, 100).Except([0, 63, 64, 99]))
        {
            state = ShardLedger.Arrive(state, new ShardKey(7, shard), 0).State;
        }
        ShardKey[] last = [new(8, 0), new(8, 1), new(8, 2)];
        state.Missing.ShouldBe([new(7, 0), new(7, 63), new(7, 64), new(7, 99), .. last]);
        LedgerState.Begin(Plan, 7).Missing.Count().ShouldBe(103);
        Committed(LedgerState.Begin(Plan, 7), 7).Missing.ShouldBe(last);
        LedgerState.Begin(Plan, 9).Missing.ShouldBeEmpty();
    }

    [Fact]
    public void A_shard_may_be_quarantined_whole_and_a_step_of_another_number_is_not_committed()
    {
        LedgerState state = LedgerState.Begin([StepPlan.Cut(4, 10, 10)], 4);
        state = ShardLedger.Arrive(state, new ShardKey(4, 0), 10).State;
        state.OpenTotals.ShouldBe(new LedgerTotals(0, 10));
        Should.Throw<InvariantException>(() => ShardLedger.Commit(state, 5)).Message.ShouldContain("step 5 was committed while step 4 is open");
        ShardLedger.Commit(state, 4).Done.ShouldBeTrue();
        Should.Throw<InvariantException>(() => ShardLedger.Commit(LedgerState.Begin(Plan, 8), 8)).Message.ShouldContain("with 0 shards counted");
    }

    [Fact]
    public void A_plan_has_steps_without_a_gap_shards_with_particles_and_a_first_step_within()
    {
        LedgerState.Begin([new StepPlan(0, [1, 1])], 0).Planned.ShouldBe(2);
        Should.Throw<InvariantException>(() => LedgerState.Begin([new StepPlan(0, [1, 0])], 0)).Message.ShouldContain("empty shard");
        Should.Throw<InvariantException>(() => LedgerState.Begin([new StepPlan(0, [])], 0)).Message.ShouldContain("empty shard");
        Should.Throw<InvariantException>(() => LedgerState.Begin(Plan, 6)).Message.ShouldContain("7 … 8");
        LedgerState.Begin(Plan, 9).Done.ShouldBeTrue();
        StepPlan.Cut(0, 1, 1).ParticlesPerShard.ShouldBe([1]);
        Should.Throw<ArgumentOutOfRangeException>(() => StepPlan.Cut(0, 0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => StepPlan.Cut(0, 1, 0));
    }

    [Fact]
    public void Steps_and_phases_sum_their_particles()
    {
        LedgerState state = LedgerState.Begin(Plan, 7);
        Plan.Select(step => step.Particles).ShouldBe([1_000L, 25L]);
        state.Planned.ShouldBe(1_025);
        state.IsFull.ShouldBeFalse();
        Committed(Committed(state, 7), 8).IsFull.ShouldBeFalse();
    }

    [Fact]
    public async Task A_ledger_in_memory_goes_by_the_rule()
    {
        var ledger = new LocalLedger(LedgerState.Begin([StepPlan.Cut(4, 15, 10)], 4));
        (await ledger.ArriveAsync(new ShardKey(4, 1), 2)).ShouldBe(new ShardVerdict(Counts: true, CompletesStep: false));
        (await ledger.ArriveAsync(new ShardKey(4, 1), 2)).ShouldBe(new ShardVerdict(Counts: false, CompletesStep: false));
        (await ledger.ArriveAsync(new ShardKey(4, 0), 0)).ShouldBe(new ShardVerdict(Counts: true, CompletesStep: true));
        await ledger.CommittedAsync(4);
        (await ledger.StateAsync()).Totals.ShouldBe(new LedgerTotals(13, 2));
        ledger.State.Done.ShouldBeTrue();
    }

    [Fact]
    public void A_phase_is_recorded_when_all_its_particles_are_counted()
    {
        LedgerState state = LedgerState.Begin([StepPlan.Cut(4, 15, 10)], 4);
        state = ShardLedger.Arrive(ShardLedger.Arrive(state, new ShardKey(4, 0), 3).State, new ShardKey(4, 1), 0).State;
        Should.Throw<InvariantException>(() => PhaseRecord.Of("train", "epoch 1", state)).Message.ShouldContain("step 4 open");
        PhaseRecord.Of("train", "epoch 1", ShardLedger.Commit(state, 4)).ShouldBe(new PhaseRecord("train", "epoch 1", 1, 15, 12, 3));
        LedgerState begunAtItsEnd = LedgerState.Begin([StepPlan.Cut(4, 15, 10)], 5, new LedgerTotals(14, 0)); // a checkpoint's totals that are short of one
        Should.Throw<InvariantException>(() => PhaseRecord.Of("train", "epoch 1", begunAtItsEnd)).Message.ShouldContain("14 of 15");
    }

    private static LedgerState Committed(LedgerState state, long step)
    {
        for (int shard = 0; shard < state.OpenPlan.ParticlesPerShard.Count; shard++)
        {
            state = ShardLedger.Arrive(state, new ShardKey(step, shard), 0).State;
            if (state.ArrivedShards == state.OpenPlan.ParticlesPerShard.Count)
            {
                break;
            }
        }
        return ShardLedger.Commit(state, step);
    }
}
