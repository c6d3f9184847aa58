namespace Flex3D.Pipeline.Queue;

/// <summary>The part of the queue's rule that concerns notices: each is delivered at least once, or given up after the retries.</summary>
internal static class NoticeRule
{
    /// <summary>Adds the notices of a data set that is done or dead.</summary>
    public static QueueState Add(QueueState state, QueueItem item, IEnumerable<string> kinds, DateTimeOffset now)
    {
        foreach (string kind in kinds)
        {
            state = state.With(new QueueNotice(state.NextNotice, item.Id, kind, item.State, now));
        }
        return state;
    }

    /// <summary>The notices that are due.</summary>
    public static IEnumerable<QueueEffect> Due(QueueState state, DateTimeOffset now) =>
        state.Notices.Values.Where(notice => !notice.Closed && notice.Due <= now).Select(notice => new QueueEffect.Notify(notice, state.Items[notice.Item]));

    /// <summary>Closes a notice that was delivered.</summary>
    public static QueueState Sent(QueueState state, long id) =>
        state.Notices[id] is { Closed: false } notice
            ? state.With(notice with { Closed = true, Reason = null }) with { Totals = state.Totals with { NoticesSent = state.Totals.NoticesSent + 1 } }
            : state;

    /// <summary>Schedules another attempt, or gives the notice up.</summary>
    public static QueueState NotSent(QueueState state, QueueEvent.NotSent failed, RetryRule retry, DateTimeOffset now)
    {
        QueueNotice notice = state.Notices[failed.Notice];
        if (notice.Closed)
        {
            return state;
        }
        notice = notice with { Failures = notice.Failures + 1, Reason = failed.Reason };
        return notice.Failures <= retry.Limit
            ? state.With(notice with { Due = now + retry.PauseAfter(notice.Failures) })
            : state.With(notice with { Closed = true }) with { Totals = state.Totals with { NoticesLost = state.Totals.NoticesLost + 1 } };
    }
}
