using Akka.Actor;
using Akka.Event;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>Runs one phase at a time, and responds to a failed graph as <see cref="SupervisionRule"/> decides.</summary>
/// <remarks>
/// Invariants: (1) at most one graph is alive; (2) each phase is answered exactly once; (3) wrong data and settings, and
/// broken invariants, are never retried.
/// </remarks>
internal sealed class SupervisorActor : ReceiveActor, IWithTimers
{
    private readonly Registry<RegisteredPhase> _phases;
    private readonly RunHostOptions _options;
    private readonly IActorRef _dispatcher;
    private readonly IActorRef _device;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private RegisteredPhase? _run;
    private long _number;
    private IActorRef _asker = ActorRefs.Nobody;
    private int _attempt;
    private SupervisionState _state = new();
    private bool _waiting;

    public SupervisorActor(Registry<RegisteredPhase> phases, RunHostOptions options)
    {
        (_phases, _options) = (phases, options);
        _dispatcher = Context.ActorOf(Props.Create(() => new DispatcherActor()), "dispatcher");
        _device = Context.ActorOf(Props.Create(() => new DeviceActor(phases, options.Device, options.MayFallBackToCpu)), "device");
        ReceiveAsync<RunPhase>(BeginAsync);
        ReceiveAsync<GraphEnded>(_ => FinishAsync());
        ReceiveAsync<GraphFailed>(failed => FailedAsync(failed.Fault));
        Receive<TryAgain>(again => { if (_waiting && again.Attempt == _attempt) { StartGraph(); } });
        ReceiveAsync<StopAsked>(stop => _waiting && stop.Number == _number ? FinishAsync() : Task.CompletedTask);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy()
    {
        IActorRef self = Self;
        return new OneForOneStrategy(
            fault =>
            {
                self.Tell(new GraphFailed(fault));
                return Directive.Stop; // a failed graph is not repaired: a new one is built
            },
            loggingEnabled: false); // the fault is logged once, where the response to it is decided
    }

    private async Task BeginAsync(RunPhase run)
    {
        IActorRef asker = Sender;
        RegisteredPhase entry = _phases[run.Phase];
        if (_run is not null)
        {
            asker.Tell(new Status.Failure(new InvariantException($"phase '{entry.Name}' was begun while '{_run.Name}' runs")));
            return;
        }
        try
        {
            await _dispatcher.Ask<LedgerState>(new BeginPhase(run.Start));
        }
        catch (InvariantException broken)
        {
            asker.Tell(new Status.Failure(broken));
            return;
        }
        (_run, _number, _asker, _state, _attempt) = (entry, run.Phase, asker, SupervisionState.At(run.Start), 0);
        StartGraph();
    }

    private void StartGraph()
    {
        _waiting = false;
        _attempt++;
        (RegisteredPhase phase, IActorRef dispatcher) = (_run!, _dispatcher);
        Context.ActorOf(Props.Create(() => new GraphActor(phase, dispatcher)));
    }

    private async Task FinishAsync()
    {
        LedgerState ledger = await _dispatcher.Ask<LedgerState>(new AskLedger());
        if (!ledger.Done && !_run!.Stops)
        {
            End(new Status.Failure(new InvariantException($"the graph of '{_run.Name}' ended at step {ledger.OpenStep} although not all shards of that step are counted")));
            return;
        }
        End(new PhaseOutcome(ledger, _attempt - 1));
    }

    private async Task FailedAsync(Exception fault)
    {
        if (_run is null)
        {
            return; // a child that fails between two phases affects neither
        }
        LedgerState ledger = await _dispatcher.Ask<LedgerState>(new AskLedger());
        (_state, Remedy remedy) = SupervisionRule.Decide(_state.Seen(ledger), fault, _options.Retry);
        switch (remedy)
        {
            case Remedy.Pause pause:
                Pause(fault, pause);
                break;
            case Remedy.ChangeDevice:
                await ChangeDeviceAsync(fault, ledger);
                break;
            case Remedy.GiveUp enough:
                Give(enough.Of(fault));
                break;
            default:
                _options.Monitor?.Faulted(_run.Name, fault, "the run ends");
                End(new Status.Failure(fault));
                break;
        }
    }

    private async Task ChangeDeviceAsync(Exception fault, LedgerState ledger)
    {
        DeviceDecision decision = await _device.Ask<DeviceDecision>(new DeviceFailed(_number, fault));
        if (decision.Device is null)
        {
            Give(new DeviceLostException($"the device failed: {decision.Fault.Message}", ledger, decision.Fault));
            return;
        }
        _options.Monitor?.Faulted(_run!.Name, fault, $"continuing on {decision.Device}");
        StartGraph();
    }

    private void Pause(Exception fault, Remedy.Pause pause)
    {
        if (_run!.Stops)
        {
            Self.Tell(new StopAsked(_number));
        }
        _log.Warning("phase {0}, from step {1}: {2}; retrying in {3:0.#} s ({4})", _run.Name, _state.OpenStep, fault.Message, pause.Length.TotalSeconds, pause.Why);
        _options.Monitor?.Faulted(_run.Name, fault, pause.Why);
        _waiting = true;
        Timers.StartSingleTimer(nameof(TryAgain), new TryAgain(_attempt), pause.Length);
    }

    private void Give(Exception failed)
    {
        _options.Monitor?.Faulted(_run!.Name, failed.InnerException!, "gave up");
        End(new Status.Failure(failed));
    }

    private void End(object answer)
    {
        (_run, _waiting) = (null, false);
        foreach (IActorRef child in Context.GetChildren())
        {
            if (!child.Equals(_dispatcher) && !child.Equals(_device))
            {
                Context.Stop(child);
            }
        }
        _asker.Tell(answer);
    }
}
