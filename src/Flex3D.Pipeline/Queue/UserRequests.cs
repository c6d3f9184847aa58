namespace Flex3D.Pipeline.Queue;

/// <summary>The part of the queue's rule that carries out the requests of the user.</summary>
internal static class UserRequests
{
    /// <summary>Returns the response to a request on an item that exists.</summary>
    public static QueueChange Reduce(QueueState state, QueueEvent request, DateTimeOffset now) => request switch
    {
        QueueEvent.Hold hold => Hold(state, state.Items[hold.Id]),
        QueueEvent.Release release => Release(state, state.Items[release.Id], now),
        QueueEvent.Cancel cancel => Cancel(state, state.Items[cancel.Id]),
        QueueEvent.Rerun rerun => Rerun(state, state.Items[rerun.Id], rerun.Fresh, now),
        QueueEvent.Prioritise change => new(state.With(state.Items[change.Id] with { Priority = change.Priority }), []),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, null),
    };

    private static QueueChange Hold(QueueState state, QueueItem item) => item.State switch
    {
        ItemState.Waiting or ItemState.Held => new(state.With(item with { State = ItemState.Held }), []),
        ItemState.Running => Ask(state, item, ItemRequest.Hold),
        _ => Refused(state, item, "one that waits or runs"),
    };

    private static QueueChange Release(QueueState state, QueueItem item, DateTimeOffset now) => item.State switch
    {
        ItemState.Waiting or ItemState.Held => new(state.With(item with { State = ItemState.Waiting, Due = now }), []),
        ItemState.Running when item.Request == ItemRequest.None => Refused(state, item, "one that is held or waits for a retry"),
        ItemState.Running => Refused(state, item, "one that is held", "its run is being stopped: release it when it is held"),
        _ => Refused(state, item, "one that is held or waits for a retry", "flex3d queue rerun runs it again"),
    };

    private static QueueChange Cancel(QueueState state, QueueItem item) => item.State switch
    {
        ItemState.Waiting or ItemState.Held or ItemState.Cancelled => new(state.With(item with { State = ItemState.Cancelled }), []),
        ItemState.Running => Ask(state, item, ItemRequest.Cancel),
        _ => Refused(state, item, "one that is neither done nor dead"),
    };

    private static QueueChange Rerun(QueueState state, QueueItem item, string? fresh, DateTimeOffset now)
    {
        if (!item.IsSettled)
        {
            return Refused(state, item, "one that is done, dead or cancelled");
        }
        if (item.State == ItemState.Done && fresh is null)
        {
            return Refused(state, item, "one that is dead or cancelled", "--fresh runs it again in a new run folder");
        }
        item = item with { State = ItemState.Waiting, Failures = 0, Interruptions = 0, Due = now, ExitCode = null, Reason = null };
        return new(state.With(fresh is null ? item : item with { Run = fresh, Device = null }), []);
    }

    // The process that watches the queue finds the request at its next tick.
    private static QueueChange Ask(QueueState state, QueueItem item, ItemRequest request)
    {
        item = item with { Request = request };
        return new(state.With(item), [new QueueEffect.Stop(item)]);
    }

    private static QueueChange Refused(QueueState state, QueueItem item, string expected, string? advice = null) =>
        new(state, [new QueueEffect.Refuse($"a data set that is {item.State.ToString().ToLowerInvariant()}", expected + (advice is null ? "" : "; " + advice))]);
}
