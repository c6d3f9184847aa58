using System.Threading.Tasks.Dataflow;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Graph;

/// <summary>A graph that takes items. It runs once: after a fault it is thrown away.</summary>
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

    /// <summary>Ends when every stage is at rest: well, with the first fault's own exception, or cancelled from outside.</summary>
    public Task Completion { get; }

    /// <summary>Cancelled once the graph has failed, so that a feeder waiting elsewhere lets go.</summary>
    public CancellationToken Ended => _state.Ended;

    /// <summary>Hands over one item, waiting while the graph is full. Throws what the graph failed of.</summary>
    public async Task SendAsync(TIn item)
    {
        _state.CountSent();
        if (!await _head.SendAsync(item).ConfigureAwait(false))
        {
            await Completion.ConfigureAwait(false);
            throw new InvariantException("an item was sent to a graph that had been completed");
        }
    }

    /// <summary>Hands over an item for each key, and completes the graph. Returns early where the graph fails; what it failed of, making an item included, is in <see cref="Completion"/>.</summary>
    /// <param name="make">Makes a key's item, and may wait for a place for it; ends with <see cref="Ended"/>.</param>
    public async Task FeedAsync<TKey>(IEnumerable<TKey> keys, Func<TKey, ValueTask<TIn>> make)
    {
        try
        {
            foreach (TKey key in keys)
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

    /// <summary>No more items will come.</summary>
    public void Complete() => _head.Complete();

    /// <summary>Ends the graph with <paramref name="fault"/> unless it has failed before.</summary>
    public void Fail(Exception fault) => _state.Fail(fault);
}
