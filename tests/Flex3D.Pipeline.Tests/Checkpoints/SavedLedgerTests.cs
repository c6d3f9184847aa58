using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Checkpoints;

public sealed class SavedLedgerTests : IDisposable
{
    private static readonly StepPlan[] Plan = [StepPlan.Cut(3, 25, 10), StepPlan.Cut(4, 1_000, 10)];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_ledger_in_the_middle_of_a_step_is_read_back_as_it_was()
    {
        LedgerState state = LedgerState.Begin(Plan, 4, new LedgerTotals(24, 1));
        state = ShardLedger.Arrive(ShardLedger.Arrive(state, new ShardKey(4, 70), 2).State, new ShardKey(4, 0), 0).State;
        LedgerState read = Written(state)!.Resume(Plan, "a checkpoint");
        (read.OpenStep, read.Totals, read.OpenTotals).ShouldBe((4, new LedgerTotals(24, 1), new LedgerTotals(18, 2)));
        read.Arrived.ShouldBe(state.Arrived);
        CheckpointWriter.Write(_path, [CheckpointSection.Json("other", 1)]);
        using CheckpointReader between = CheckpointReader.Open(_path);
        SavedLedger.Of(between).ShouldBeNull("it was written between two phases");
    }

    [Fact]
    public void A_phase_of_which_no_step_is_committed_and_one_of_which_all_are_can_be_gone_on_with()
    {
        Written(LedgerState.Begin(Plan, 3))!.Resume(Plan, "a checkpoint").Missing.Count().ShouldBe(103);
        Written(LedgerState.Begin(Plan, 5, new LedgerTotals(1_025, 0)))!.Resume(Plan, "a checkpoint").Done.ShouldBeTrue();
    }

    [Theory]
    [InlineData(24, 0, 0, 0, "in steps of 25")]
    [InlineData(26, 0, 0, 0, "in steps of 25")]
    [InlineData(26, -1, 0, 0, "26 + -1")]
    [InlineData(-1, 26, 0, 0, "-1 + 26")]
    [InlineData(25, 0, -1, 1, "-1 + 1")]
    [InlineData(25, 0, 1, -1, "1 + -1")]
    [InlineData(25, 0, 10, 0, "have 0 particles")]
    public void Counts_that_no_run_of_this_plan_can_have_are_refused(int counted, int quarantined, int open, int openQuarantined, string said)
    {
        var saved = new SavedLedger(4, new LedgerTotals(counted, quarantined), new LedgerTotals(open, openQuarantined));
        CheckpointWriter.Write(_path, [CheckpointSection.Json("ledger", saved), CheckpointSection.Array<ulong>("ledger.arrived", new ulong[2])]);
        using CheckpointReader reader = CheckpointReader.Open(_path);
        InputException refused = Should.Throw<InputException>(() => SavedLedger.Of(reader)!.Resume(Plan, _path));
        refused.Message.ShouldContain(said);
        refused.Message.ShouldContain("section 'ledger'");
    }

    [Fact]
    public void Another_plan_is_refused() =>
        Should.Throw<InputException>(() => Written(LedgerState.Begin(Plan, 4, new LedgerTotals(25, 0)))!.Resume([StepPlan.Cut(3, 25, 10), StepPlan.Cut(4, 10, 10)], "a checkpoint"))
            .Message.ShouldContain("2 words");

    private SavedLedger? Written(LedgerState state)
    {
        CheckpointWriter.Write(_path, [.. SavedLedger.Sections(state)]);
        using CheckpointReader reader = CheckpointReader.Open(_path);
        return SavedLedger.Of(reader);
    }
}
