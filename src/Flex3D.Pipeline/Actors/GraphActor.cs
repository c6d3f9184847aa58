using System.Runtime.ExceptionServices;
using Akka.Actor;

namespace Flex3D.Pipeline.Actors;

/// <summary>Runs one graph, once: starts it from the state of the ledger, and fails with the graph's own exception.</summary>
internal sealed class GraphActor : ReceiveActor
{
    private readonly CancellationTokenSource _abort = new();
    private readonly RegisteredPhase _phase;
    private readonly IActorRef _dispatcher;

    public GraphActor(RegisteredPhase phase, IActorRef dispatcher)
    {
        (_phase, _dispatcher) = (phase, dispatcher);
        Receive<GraphEnded>(ended => Context.Parent.Tell(ended));
        // Thrown here, and not sent: supervision decides what a fault means.
        Receive<Status.Failure>(failure => ExceptionDispatchInfo.Throw(
            failure.Cause is AggregateException { InnerExceptions: [var only] } ? only : failure.Cause));
    }

    protected override void PreStart()
    {
        IActorRef self = Self;
        Task.Run(RunAsync).PipeTo(self);
    }

    protected override void PostStop() => _abort.Cancel();

    private async Task<GraphEnded> RunAsync()
    {
        await _phase.RunGraphAsync(new DispatcherLedger(_dispatcher), _abort.Token).ConfigureAwait(false);
        return new GraphEnded();
    }
}
