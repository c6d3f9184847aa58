using System.Threading.Tasks.Dataflow;

namespace Flex3D.Pipeline.Graph;

/// <summary>Builds graphs of dataflow blocks; no other code constructs such blocks.</summary>
/// <remarks>
/// Invariants: (1) every block is bounded, so the items in flight never exceed the sum of the capacities; (2) items are handed
/// over with <c>SendAsync</c> and awaited, never posted; (3) a fault or a stray cancellation in any stage ends the whole graph
/// with the original exception, and such a graph is not used again; (4) a graph that ends without a fault has delivered every item.
/// </remarks>
internal static class StageGraph
{
    /// <summary>Begins a graph with a queue that holds <paramref name="capacity"/> items.</summary>
    /// <param name="cancellation">Ends the graph at once: <see cref="RunningGraph{TIn}.Completion"/> is then cancelled.</param>
    public static StageGraph<TIn, TIn> Start<TIn>(string name, int capacity = 1, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var head = new BufferBlock<TIn>(new DataflowBlockOptions { BoundedCapacity = capacity, NameFormat = name });
        var state = new GraphState(cancellation);
        state.Add(head, () => head.LinkTo(DataflowBlock.NullTarget<TIn>()));
        return new StageGraph<TIn, TIn>(state, head, head);
    }
}

/// <summary>A graph under construction, which takes <typeparamref name="TIn"/> at its first stage and gives <typeparamref name="TOut"/> at its last stage so far.</summary>
internal sealed class StageGraph<TIn, TOut>
{
    private readonly GraphState _state;
    private readonly ITargetBlock<TIn> _head;
    private readonly ISourceBlock<TOut> _tail;

    internal StageGraph(GraphState state, ITargetBlock<TIn> head, ISourceBlock<TOut> tail) => (_state, _head, _tail) = (state, head, tail);

    /// <summary>Adds a stage. <paramref name="work"/> gets the item and a token that is cancelled once the graph has failed.</summary>
    public StageGraph<TIn, TNext> Then<TNext>(string name, Func<TOut, CancellationToken, ValueTask<TNext>> work, StageOptions? options = null)
    {
        var block = new TransformBlock<TOut, TNext>(item => _state.GuardAsync(name, item, work), Options(name, options ?? new(1)));
        Link(block, () => block.LinkTo(DataflowBlock.NullTarget<TNext>()));
        return new StageGraph<TIn, TNext>(_state, _head, block);
    }

    /// <summary>Adds the last stage and returns the graph, ready to be fed.</summary>
    public RunningGraph<TIn> End(string name, Func<TOut, CancellationToken, ValueTask> work, StageOptions? options = null)
    {
        async ValueTask<bool> Deliver(TOut item, CancellationToken cancellation)
        {
            await work(item, cancellation).ConfigureAwait(false);
            _state.CountDelivered();
            return true;
        }
        var block = new ActionBlock<TOut>(item => _state.GuardAsync(name, item, (Func<TOut, CancellationToken, ValueTask<bool>>)Deliver), Options(name, options ?? new(1)));
        Link(block, () => { });
        return new RunningGraph<TIn>(_state, _head);
    }

    private static ExecutionDataflowBlockOptions Options(string name, StageOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallelism, 1);
        int capacity = options.Capacity == 0 ? options.Parallelism : options.Capacity;
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, options.Parallelism);
        return new()
        {
            BoundedCapacity = capacity,
            MaxDegreeOfParallelism = options.Parallelism,
            EnsureOrdered = options.Ordered,
            NameFormat = name,
            TaskScheduler = options.Scheduler ?? TaskScheduler.Default,
        };
    }

    private void Link(ITargetBlock<TOut> next, Action drain)
    {
        _tail.LinkTo(next, new DataflowLinkOptions { PropagateCompletion = true });
        _state.Add(next, drain);
    }
}
