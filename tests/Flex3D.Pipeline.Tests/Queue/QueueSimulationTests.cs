using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Children;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>Thousands of random schedules, with kills between any two operations: each data set is done exactly once, and none is lost.</summary>
public sealed class QueueSimulationTests
{
    [Fact]
    public void Every_data_set_is_done_once_or_dead_for_its_own_reason_whatever_is_killed_when() => Sweep(1, 1500);

    [Fact]
    [Trait("Category", "Long")]
    public void So_it_is_under_a_hundred_thousand_schedules()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Sweep(10_000, 110_000);
    }

    private static void Sweep(ulong first, ulong last)
    {
        int kills = 0;
        for (ulong seed = first; seed <= last; seed++)
        {
            QueueWorld world = new(seed);
            world.Run(storm: 150);
            if (Violations(world) is { Count: > 0 } wrong)
            {
                wrong.ShouldBeEmpty($"seed {seed}");
            }
            kills += world.Kills;
        }
        kills.ShouldBeGreaterThan((int)(last - first), "the schedules are stormy");
    }

    [Fact]
    public void The_simulation_sees_a_queue_that_believes_its_process_and_not_the_run_folder() =>
        Enumerable.Range(1, 40).SelectMany(seed => Found((ulong)seed, (_, look, process) => look.InProgress ? new RunStep.Wait() : new RunStep.End(process ?? RunOutcome.Done))).ShouldNotBeEmpty();

    [Fact]
    public void The_simulation_sees_a_queue_that_does_not_wait_for_a_process_that_outlived_its_parent() =>
        Enumerable.Range(1, 40).SelectMany(seed => Found((ulong)seed, (item, look, process) => look.InProgress ? new RunStep.End(RunOutcome.Done) : RunJudge.After(item, look, process))).ShouldNotBeEmpty();

    private static IReadOnlyList<string> Found(ulong seed, Func<QueueItem, RunLook, RunOutcome?, RunStep> wrong)
    {
        QueueWorld world = new(seed, wrong);
        world.Run(storm: 150);
        return Violations(world);
    }

    private static List<string> Violations(QueueWorld world)
    {
        List<string> wrong = [];
        void Expect(bool holds, string what)
        {
            if (!holds)
            {
                wrong.Add(what);
            }
        }
        foreach (QueueWorld.DataSet set in world.DataSets)
        {
            QueueItem? item = world.Recorded.Items.Values.SingleOrDefault(one => one.Path == set.Path);
            Expect(item is not null, $"{set} is lost");
            int completed = world.Completed.GetValueOrDefault(set.Path);
            switch (set.Kind)
            {
                case QueueWorld.Kind.Bad:
                    Expect(item is { State: ItemState.Dead, ExitCode: 2, Reason: not null } && completed == 0, $"{set} is {item}");
                    break;
                case QueueWorld.Kind.Hopeless:
                    Expect(item is { State: ItemState.Dead, Reason: not null } && item.Failures == world.Rules.Retry.Limit && completed == 0, $"{set} is {item}");
                    break;
                case QueueWorld.Kind.Good or QueueWorld.Kind.Flaky:
                    // Processes that are killed by themselves use up retries, too.
                    Expect(item is { State: ItemState.Done } ? completed == 1 : item is { State: ItemState.Dead } && item.Failures == world.Rules.Retry.Limit && completed == 0, $"{set}, completed {completed} times, is {item}");
                    break;
            }
            Expect(world.Recorded.Notices.Values.Count(notice => notice.Item == item?.Id) == world.Rules.Notices.Count, $"{set} has other notices than one of each kind");
        }
        foreach (QueueNotice notice in world.Recorded.Notices.Values)
        {
            Expect(notice.Closed && (world.Delivered.GetValueOrDefault(notice.Id) > 0 || notice.Failures > world.Rules.NoticeRetry.Limit), $"{notice} was not delivered");
        }
        return wrong;
    }
}
