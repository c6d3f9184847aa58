using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Actors;

public class SupervisionRuleTests
{
    private static readonly RetryPolicy Policy = new();

    private static List<Remedy> Remedies(Exception fault, int times)
    {
        var state = new SupervisionState();
        List<Remedy> remedies = [];
        for (int i = 0; i < times; i++)
        {
            (state, Remedy remedy) = SupervisionRule.Decide(state, fault, Policy);
            remedies.Add(remedy);
        }
        return remedies;
    }

    [Fact]
    public void Transient_faults_are_tried_again_after_1_2_4_8_16_and_30_seconds_and_then_given_up()
    {
        List<Remedy> remedies = Remedies(new IOException("the share is away"), 7);
        remedies.OfType<Remedy.Pause>().Select(pause => pause.Length.TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 30]);
        remedies[^1].ShouldBe(new Remedy.GiveUp(ExitCode.InputOutput, "gave up after 6 retries"));
    }

    [Fact]
    public void A_full_disk_is_looked_at_every_half_minute_for_ten_minutes()
    {
        List<Remedy> remedies = Remedies(new IOException("No space left on device", 28), 21);
        remedies.OfType<Remedy.Pause>().Select(pause => pause.Length.TotalSeconds).ShouldBe(Enumerable.Repeat(30.0, 20));
        remedies[^1].ShouldBe(new Remedy.GiveUp(ExitCode.DiskFull, "the disk stayed full"));
    }

    [Fact]
    public void Wrong_data_and_defects_are_never_tried_again()
    {
        foreach (Exception fault in new Exception[] { new InputException("a.mrcs", "particle 7", "NaN", "numbers"), new InvariantException("x"), new InvalidOperationException(), new EndOfStreamException() })
        {
            SupervisionRule.Decide(new SupervisionState(), fault, Policy).Remedy.ShouldBeOfType<Remedy.Stop>();
        }
    }

    [Fact]
    public void A_counted_shard_forgives_what_failed_before_and_a_look_at_an_older_ledger_does_not()
    {
        LedgerState ledger = LedgerState.Begin([StepPlan.Cut(0, 20, 10), StepPlan.Cut(1, 20, 10)], 0);
        SupervisionState failed = SupervisionState.At(ledger) with { Failures = 5, DiskFull = 7 };
        failed.Seen(ledger).ShouldBe(failed);
        LedgerState one = ShardLedger.Arrive(ledger, new ShardKey(0, 1), 0).State;
        failed.Seen(one).ShouldBe(new SupervisionState(0, 1));
        failed.Seen(one).Seen(ledger).ShouldBe(new SupervisionState(0, 1));
    }
}
