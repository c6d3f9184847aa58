using Flex3D.Pipeline.Queue;

namespace Flex3D.Pipeline.Tests.Queue;

public sealed class QueueReducerTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly QueueRules s_rules = QueueRules.Default with { Notices = [QueueNotice.Command] };
    private QueueState _state = QueueState.Empty;
    private DateTimeOffset _now = s_start;

    private IReadOnlyList<QueueEffect> Happen(QueueEvent happened, QueueRules? rules = null)
    {
        QueueChange change = QueueReducer.Reduce(_state, happened, rules ?? s_rules, _now);
        _state = change.State;
        return change.Effects;
    }

    private long[] Started(QueueRules? rules = null) => [.. Happen(new QueueEvent.Tick(), rules).OfType<QueueEffect.Start>().Select(start => start.Item.Id)];

    private void Find(int count, int priority = 0)
    {
        for (int i = 0; i < count; i++)
        {
            Happen(new QueueEvent.Found($"/in/{_state.NextItem}", $"run{_state.NextItem}", priority));
        }
    }

    private void End(long id, int? code, string? reason = "why") => Happen(new QueueEvent.Ended(id, _state.Items[id].Attempt, new RunOutcome(code, reason)));

    [Fact]
    public void A_path_is_queued_once()
    {
        Happen(new QueueEvent.Found("/in/a", "a", 0));
        Happen(new QueueEvent.Found("/in/a", "a-2", 0));
        _state.Items.Values.Select(item => (item.Path, item.Run)).ShouldBe([("/in/a", "a")]);
    }

    [Fact]
    public void A_higher_priority_runs_first_and_then_the_one_that_was_found_first()
    {
        Find(2);
        Find(2, priority: 5);
        Started().ShouldBe([3]);
        Happen(new QueueEvent.Prioritise(2, 9));
        List<long> order = [];
        for (long id = 3; order.Count < 3; id = order[^1])
        {
            End(id, 0);
            order.AddRange(Started());
        }
        order.ShouldBe([2, 4, 1]);
    }

    [Fact]
    public void Each_device_has_its_own_limit_and_a_run_keeps_its_device()
    {
        QueueRules rules = s_rules with { Devices = [("cuda:0", 1), ("cuda:1", 2)] };
        Find(5);
        Started(rules).ShouldBe([1, 2, 3]);
        _state.In(ItemState.Running).Select(item => item.Device).ShouldBe(["cuda:0", "cuda:1", "cuda:1"]);
        End(2, 74);
        Started(rules).ShouldBe([4]);
        End(1, 0);
        _now += TimeSpan.FromHours(1);
        Started(rules).ShouldBe([5], "the retry waits for its own device");
        End(3, 0);
        Started(rules).ShouldBe([2]);
        _state.Items[2].Device.ShouldBe("cuda:1");
    }

    [Theory]
    [InlineData(69, ItemState.Waiting)]
    [InlineData(74, ItemState.Waiting)]
    [InlineData(75, ItemState.Waiting)]
    [InlineData(137, ItemState.Waiting)]
    [InlineData(130, ItemState.Waiting)]
    [InlineData(0, ItemState.Done)]
    [InlineData(1, ItemState.Dead)]
    [InlineData(2, ItemState.Dead)]
    [InlineData(65, ItemState.Dead)]
    [InlineData(70, ItemState.Dead)]
    public void The_exit_code_decides_between_retry_and_dead_letter(int code, object state)
    {
        Find(1);
        Started();
        End(1, code);
        _state.Items[1].State.ShouldBe((ItemState)state);
    }

    [Fact]
    public void Retries_come_after_pauses_that_double_up_to_the_longest_and_end_with_the_limit()
    {
        QueueRules rules = s_rules with { Retry = new RetryRule(new SortedSet<int> { 75 }, 5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)) };
        Find(1);
        List<double> pauses = [];
        while (_state.Items[1].State == ItemState.Waiting)
        {
            Started(rules).ShouldBe([1]);
            Happen(new QueueEvent.Ended(1, _state.Items[1].Attempt, new RunOutcome(75, "No space left")), rules);
            if (_state.Items[1].State == ItemState.Waiting)
            {
                pauses.Add((_state.Items[1].Due - _now).TotalSeconds);
                Started(rules).ShouldBeEmpty("not before the pause is over");
                _now = _state.Items[1].Due;
            }
        }
        pauses.ShouldBe([10, 20, 40, 60, 60]);
        (_state.Items[1].State, _state.Items[1].Reason, _state.Items[1].ExitCode).ShouldBe((ItemState.Dead, "No space left", 75));
        (_state.Totals.Started, _state.Totals.Retried, _state.Totals.Dead).ShouldBe((6, 5, 1));
    }

    [Fact]
    public void A_stop_and_an_interruption_cost_no_retry_but_fifty_interruptions_make_a_dead_letter()
    {
        Find(1);
        for (int i = 0; i < 50; i++)
        {
            Started().ShouldBe([1]);
            End(1, 130);
            Started().ShouldBe([1]);
            End(1, null);
        }
        (_state.Items[1].State, _state.Items[1].Failures).ShouldBe((ItemState.Waiting, 0));
        Started();
        End(1, null);
        _state.Items[1].State.ShouldBe(ItemState.Dead);
        _state.Items[1].Reason!.ShouldContain("51 times");
    }

    [Fact]
    public void The_end_of_an_earlier_attempt_changes_nothing()
    {
        Find(1);
        Started();
        End(1, 130);
        Started();
        Happen(new QueueEvent.Ended(1, 1, new RunOutcome(2, "late")));
        _state.Items[1].State.ShouldBe(ItemState.Running);
        End(1, 0);
        Happen(new QueueEvent.Ended(1, 2, new RunOutcome(2, "late")));
        (_state.Items[1].State, _state.Items[1].Reason).ShouldBe((ItemState.Done, null));
    }

    [Fact]
    public void A_run_that_is_held_or_cancelled_is_asked_to_stop_until_it_has_and_a_run_that_was_done_first_stays_done()
    {
        Find(3);
        QueueRules three = s_rules with { Devices = [("cpu", 3)] };
        Started(three);
        Happen(new QueueEvent.Hold(1)).OfType<QueueEffect.Stop>().ShouldHaveSingleItem().Item.Id.ShouldBe(1);
        Happen(new QueueEvent.Cancel(2));
        Happen(new QueueEvent.Cancel(3));
        Happen(new QueueEvent.Tick(), three).OfType<QueueEffect.Stop>().Select(stop => stop.Item.Id).ShouldBe([1, 2, 3]);
        End(1, 130);
        End(2, 74);
        End(3, 0);
        _state.Items.Values.Select(item => item.State).ShouldBe([ItemState.Held, ItemState.Cancelled, ItemState.Done]);
        Started(three).ShouldBeEmpty();
        Happen(new QueueEvent.Release(1));
        Happen(new QueueEvent.Rerun(2, null));
        Started(three).ShouldBe([1, 2]);
    }

    [Fact]
    public void Requests_that_are_not_possible_are_refused_and_change_nothing()
    {
        Find(1);
        Started();
        End(1, 0);
        QueueState before = _state;
        foreach (QueueEvent request in new QueueEvent[] { new QueueEvent.Hold(1), new QueueEvent.Release(1), new QueueEvent.Cancel(1), new QueueEvent.Rerun(1, null) })
        {
            Happen(request).ShouldHaveSingleItem().ShouldBeOfType<QueueEffect.Refuse>().Found.ShouldBe("a data set that is done");
        }
        _state.ShouldBe(before);
        Happen(new QueueEvent.Rerun(1, "run1-2")).ShouldBeEmpty();
        (_state.Items[1].State, _state.Items[1].Run).ShouldBe((ItemState.Waiting, "run1-2"));
    }

    [Fact]
    public void A_notice_is_repeated_until_it_is_delivered_or_given_up_after_the_retries()
    {
        Find(2);
        Started();
        End(1, 0);
        Started();
        End(2, 65);
        Happen(new QueueEvent.Tick()).OfType<QueueEffect.Notify>().Select(notify => (notify.Item.Id, notify.Notice.State)).ShouldBe([(1, ItemState.Done), (2, ItemState.Dead)]);
        Happen(new QueueEvent.Sent(1));
        int attempts = 0;
        while (!_state.Notices[2].Closed)
        {
            _now = _state.Notices[2].Due;
            Happen(new QueueEvent.Tick()).OfType<QueueEffect.Notify>().ShouldHaveSingleItem().Notice.Id.ShouldBe(2);
            Happen(new QueueEvent.NotSent(2, "refused"));
            attempts++;
        }
        attempts.ShouldBe(s_rules.NoticeRetry.Limit + 1);
        (_state.Totals.NoticesSent, _state.Totals.NoticesLost).ShouldBe((1, 1));
        Happen(new QueueEvent.Tick()).ShouldBeEmpty();
    }
}
