using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue;

/// <summary>The rule of the queue: from a state and an event follow the next state and the effects. A pure function.</summary>
/// <remarks>
/// Invariants. (1) A path is in the queue once. (2) A data set whose run is done is not started again unless the user asks for it. (3) A data set leaves the queue only as done, dead or
/// cancelled. (4) Not more data sets are running on a device than its limit, but for those that were already running when the limit was lowered. (5) The state is recorded before the
/// effects are carried out, and each effect may be carried out again, or not at all where the process is killed: <see cref="QueueEvent.Restarted"/> finds every run that it may have
/// concerned. (6) The end of an attempt counts once, and only that of the newest attempt.
/// </remarks>
internal static class QueueReducer
{
    /// <summary>Returns the response to an event.</summary>
    /// <param name="now">The time, UTC.</param>
    public static QueueChange Reduce(QueueState state, QueueEvent happened, QueueRules rules, DateTimeOffset now) => happened switch
    {
        QueueEvent.Found found => new(Add(state, found, now), []),
        QueueEvent.Restarted => new(state, [.. state.In(ItemState.Running).Select(item => new QueueEffect.Recover(item))]),
        QueueEvent.Tick => StartDue(state, rules, now),
        QueueEvent.Ended ended => new(End(state, ended, rules, now), []),
        QueueEvent.Sent sent => new(NoticeRule.Sent(state, sent.Notice), []),
        QueueEvent.NotSent failed => new(NoticeRule.NotSent(state, failed, rules.NoticeRetry, now), []),
        _ => UserRequests.Reduce(state, happened, now),
    };

    private static QueueState Add(QueueState state, QueueEvent.Found found, DateTimeOffset now) =>
        state.Items.Values.Any(item => item.Path == found.Path) ? state
            : state.With(new QueueItem(state.NextItem, found.Path, found.Run, now) { Priority = found.Priority, Due = now });

    private static QueueChange StartDue(QueueState state, QueueRules rules, DateTimeOffset now)
    {
        List<QueueEffect> effects = [.. state.In(ItemState.Running).Where(item => item.Request != ItemRequest.None).Select(item => new QueueEffect.Stop(item))];
        var running = state.In(ItemState.Running).CountBy(item => item.Device ?? "").ToDictionary();
        bool Free(string device) => running.GetValueOrDefault(device) < rules.AtOnce(device);
        foreach (QueueItem item in state.In(ItemState.Waiting).Where(item => item.Due <= now).OrderByDescending(item => item.Priority).ThenBy(item => item.Id).ToList())
        {
            // A run goes on with the device that it began with: another device's bits differ.
            string? device = item.Device is { } own ? (Free(own) ? own : null) : rules.Devices.Select(known => known.Name).FirstOrDefault(Free);
            if (device is not null)
            {
                running[device] = running.GetValueOrDefault(device) + 1;
                QueueItem started = item with { State = ItemState.Running, Device = device, Attempt = item.Attempt + 1, Started = now, Ended = null };
                state = state.With(started) with { Totals = state.Totals with { Started = state.Totals.Started + 1 } };
                effects.Add(new QueueEffect.Start(started));
            }
        }
        effects.AddRange(NoticeRule.Due(state, now));
        return new(state, effects);
    }

    private static QueueState End(QueueState state, QueueEvent.Ended ended, QueueRules rules, DateTimeOffset now)
    {
        if (!state.Items.TryGetValue(ended.Id, out QueueItem? item) || item.State != ItemState.Running || item.Attempt != ended.Attempt)
        {
            return state; // an attempt that no longer counts
        }
        QueueTotals totals = state.Totals;
        (int? code, string? reason) = ended.Outcome;
        item = item with { Request = ItemRequest.None, ExitCode = code, Reason = reason, Ended = now };
        ItemState onRequest = state.Items[item.Id].Request switch { ItemRequest.Cancel => ItemState.Cancelled, ItemRequest.Hold => ItemState.Held, _ => ItemState.Waiting };
        if (code is null)
        {
            totals = totals with { Interrupted = totals.Interrupted + 1 };
            item = item with { Interruptions = item.Interruptions + 1, Due = now };
            item = item.Interruptions > QueueRules.MostInterruptions
                ? item with { State = ItemState.Dead, Reason = $"the run was interrupted {item.Interruptions} times, each time together with the process that watched it" }
                : item with { State = onRequest };
        }
        else if (code == (int)ExitCode.Stopped)
        {
            item = item with { State = onRequest, Due = now };
        }
        else if (code == (int)ExitCode.Done)
        {
            item = item with { State = ItemState.Done, Reason = null };
        }
        else if (onRequest == ItemState.Cancelled)
        {
            item = item with { State = ItemState.Cancelled };
        }
        else if (rules.Retry.ExitCodes.Contains(code.Value) && item.Failures < rules.Retry.Limit)
        {
            totals = totals with { Retried = totals.Retried + 1 };
            item = item with { State = onRequest, Failures = item.Failures + 1, Due = now + rules.Retry.PauseAfter(item.Failures + 1) };
        }
        else
        {
            item = item with { State = ItemState.Dead };
        }
        totals = item.State switch
        {
            ItemState.Done => totals with { Done = totals.Done + 1 },
            ItemState.Dead => totals with { Dead = totals.Dead + 1 },
            _ => totals,
        };
        state = state.With(item) with { Totals = totals };
        return item.State is ItemState.Done or ItemState.Dead ? NoticeRule.Add(state, item, rules.Notices, now) : state;
    }
}
