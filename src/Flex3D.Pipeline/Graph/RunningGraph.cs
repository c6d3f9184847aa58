using System.Threading.Tasks.Dataflow;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Graph;

/// <summary>A graph that takes items. It runs once; after a fault it cannot be used again.</summary>
internal sealed class RunningGraph<TIn>
{
    private readonly GraphState _state;
    private readonly ITargetBlock<TIn> _head;

    internal RunningGraph(GraphState state, ITargetBlock<TIn> head)
    {
        _state = state;
        _head = head;
        Completion = state.WatchAsync();
    }

    /// <summary>Completes when every stage has ended: without a fault, with the exception of the first fault, or cancelled from outside.</summary>
    public Task Completion { get; }

    /// <summary>Cancelled once the graph has failed, so that code which feeds it stops waiting for a buffer.</summary>
    public CancellationToken Ended => _state.Ended;

    /// <summary>Sends one item, waiting while the graph is full. Throws the graph's fault if it has failed.</summary>
    public async Task SendAsync(TIn item)
    {
        _state.CountSent();
        if (!await _head.SendAsync(item).ConfigureAwait(false))
        {
            await Completion.ConfigureAwait(false);
            throw new InvariantException("an item was sent to a graph that had been completed");
        }
    }

    /// <summary>Sends an item for each key, and completes the graph. Returns early if the graph fails; <see cref="Completion"/> has the fault, also one of <paramref name="make"/>.</summary>
    /// <param name="make">Makes a key's item, and may wait for a buffer, until <see cref="Ended"/> is cancelled.</param>
    public async Task FeedAsync<TKey>(IEnumerable<TKey> keys, Func<TKey, ValueTask<TIn>> make)
        where TKey : struct
    {
        using IEnumerator<TKey> next = keys.GetEnumerator();
        await FeedAsync(() => new ValueTask<TKey?>(next.MoveNext() ? next.Current : null), make).ConfigureAwait(false);
    }

    /// <summary>Sends an item for each key, and completes the graph, as the other overload.</summary>
    /// <param name="next">Returns the next key, or waits for it; null after the last.</param>
    public async Task FeedAsync<TKey>(Func<ValueTask<TKey?>> next, Func<TKey, ValueTask<TIn>> make)
        where TKey : struct
    {
        try
        {
            while (await next().ConfigureAwait(false) is { } key)
            {
                await SendAsync(await make(key).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }
        Complete();
    }

    /// <summary>Tells the graph that no more items will come.</summary>
    public void Complete() => _head.Complete();

    /// <summary>Ends the graph with <paramref name="fault"/> unless it has failed before.</summary>
    public void Fail(Exception fault) => _state.Fail(fault);
}
