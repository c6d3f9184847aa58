using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Graph;

/// <summary>The state that the stages of one graph share: the first fault, the token it cancels, and the count of items in and out.</summary>
internal sealed class GraphState
{
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly List<(IDataflowBlock Block, Action Drain)> _blocks = [];
    private Exception? _fault;
    private long _sent;
    private long _delivered;

    public GraphState(CancellationToken cancellation) =>
        _registration = cancellation.Register(() => Fail(new OperationCanceledException(cancellation)));

    /// <summary>Cancelled once the graph has failed.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <param name="drain">Discards the items that the block has not passed on. A block that was completed and is then faulted
    /// would otherwise wait forever for its dead successor to take them.</param>
    public void Add(IDataflowBlock block, Action drain)
    {
        lock (_blocks)
        {
            _blocks.Add((block, drain));
        }
        if (Volatile.Read(ref _fault) is { } fault)
        {
            block.Fault(fault);
            drain();
        }
    }

    public void CountSent() => Interlocked.Increment(ref _sent);

    public void CountDelivered() => Interlocked.Increment(ref _delivered);

    /// <summary>Runs a stage's work on one item so that any fault ends the graph.</summary>
    public async Task<TNext> GuardAsync<TItem, TNext>(string stage, TItem item, Func<TItem, CancellationToken, ValueTask<TNext>> work)
    {
        try
        {
            Ended.ThrowIfCancellationRequested();
            return await work(item, Ended).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Without this, Dataflow would drop the item of a cancelled delegate and continue.
            Exception fault = e is OperationCanceledException canceled ? new StageCanceledException(stage, canceled) : e;
            Fail(fault);
            ExceptionDispatchInfo.Throw(fault);
            throw;
        }
    }

    /// <summary>Ends the graph: the first caller's exception is the one that <see cref="WatchAsync"/> reports.</summary>
    public void Fail(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is not null)
        {
            return;
        }
        _ended.Cancel();
        (IDataflowBlock Block, Action Drain)[] blocks;
        lock (_blocks)
        {
            blocks = [.. _blocks];
        }
        foreach ((IDataflowBlock block, _) in blocks)
        {
            block.Fault(fault);
        }
        foreach ((_, Action drain) in blocks)
        {
            drain();
        }
    }

    /// <summary>Waits until every stage has ended, after which no code of the graph runs, and throws the graph's fault if there is one.</summary>
    public async Task WatchAsync()
    {
        Task all = Task.WhenAll(_blocks.Select(entry => entry.Block.Completion));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _registration.Dispose();
        if (_fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
        await all.ConfigureAwait(false);
        if (_sent != _delivered)
        {
            throw new InvariantException($"a graph ended well with {_delivered} of {_sent} items delivered");
        }
    }
}

/// <summary>Reports that a stage's work was cancelled from inside (a time-out of the operating system, say) although the graph was not stopped.</summary>
/// <remarks>Dataflow drops such an item silently; here it is a fault, and as an <see cref="IOException"/> a transient one.</remarks>
internal sealed class StageCanceledException(string stage, OperationCanceledException inner)
    : IOException($"stage '{stage}' was cancelled from inside: {inner.Message}", inner);
