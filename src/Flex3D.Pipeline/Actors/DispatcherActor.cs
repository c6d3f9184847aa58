using Akka.Actor;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>Owns the ledger of the phase, which outlives the graphs that fail: tells a graph which shards are counted, and whether a shard that arrives counts.</summary>
internal sealed class DispatcherActor : ReceiveActor
{
    private LocalLedger? _ledger;

    public DispatcherActor()
    {
        Answer<BeginPhase>(begin =>
        {
            _ledger = new LocalLedger(begin.Start);
            return _ledger.State;
        });
        Answer<AskLedger>(_ => Ledger.State);
        Answer<ShardArrived>(arrived => Ledger.Arrive(arrived.Shard, arrived.Quarantined));
        Answer<StepCommitted>(committed =>
        {
            Ledger.Commit(committed.Step);
            return Ledger.State;
        });
        Answer<StepReopened>(_ => Ledger.Reopen());
    }

    private LocalLedger Ledger => _ledger ?? throw new InvariantException("the dispatcher was asked before a phase began");

    /// <summary>Answers a message. A broken invariant is sent back to the asker, so that it ends the graph with its own exception.</summary>
    private void Answer<TMessage>(Func<TMessage, object> answer) => Receive<TMessage>(message =>
    {
        try
        {
            Sender.Tell(answer(message));
        }
        catch (InvariantException broken)
        {
            Sender.Tell(new Status.Failure(broken));
        }
    });
}

/// <summary>Gives access to the dispatcher's ledger by messages.</summary>
internal sealed class DispatcherLedger(IActorRef dispatcher) : IShardLedger
{
    public async ValueTask<LedgerState> StateAsync() => await dispatcher.Ask<LedgerState>(new AskLedger()).ConfigureAwait(false);

    public async ValueTask<ShardVerdict> ArriveAsync(ShardKey shard, int quarantined) =>
        await dispatcher.Ask<ShardVerdict>(new ShardArrived(shard, quarantined)).ConfigureAwait(false);

    public async ValueTask CommittedAsync(long step) =>
        await dispatcher.Ask<LedgerState>(new StepCommitted(step)).ConfigureAwait(false);

    public async ValueTask<LedgerState> ReopenedAsync() => await dispatcher.Ask<LedgerState>(new StepReopened()).ConfigureAwait(false);
}
