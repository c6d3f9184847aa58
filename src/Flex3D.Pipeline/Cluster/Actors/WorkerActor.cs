using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Cluster.Work;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>How the membership of a worker ended.</summary>
/// <param name="Why">The reason, for the log.</param>
/// <param name="ForGood">Whether the worker need not look for the head again.</param>
/// <param name="Joined">Whether it had joined.</param>
/// <param name="Refused">Whether the head refused it.</param>
internal sealed record WorkerEnd(string Why, bool ForGood, bool Joined = false, bool Refused = false);

/// <summary>Opens the bench for a step; may take long.</summary>
internal delegate StepBench OpenBench(OpenStep step);

/// <summary>The worker's actor: joins the head, opens the steps that run, and has shards computed.</summary>
internal sealed class WorkerActor : ReceiveActor, IWithTimers
{
    private const long LargestModel = 1L << 34;

    private static readonly TimeSpan Unanswered = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(20);

    private readonly ClusterLog _log;
    private readonly int _places;
    private readonly OpenBench _open;
    private readonly Action<WorkerEnd> _end;
    private readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly long _began = Stopwatch.GetTimestamp();
    private ActorSelection? _head;
    private IActorRef? _dealer;
    private PieceSender? _outbox;
    private PieceReader _inbox = new(LargestModel);
    private StepBench? _bench;
    private int _number = -1;
    private long _incarnation;
    private long _said, _heard = Stopwatch.GetTimestamp();
    private bool _welcome;

    /// <param name="places">Shards that are computed at once.</param>
    /// <param name="open">Opens the bench of a step; called on a thread of its own.</param>
    /// <param name="end">Called once, when the membership ends.</param>
    public WorkerActor(ClusterLog log, int places, OpenBench open, Action<WorkerEnd> end)
    {
        (_log, _places, _open, _end) = (log, places, open, end);
        Receive<ClusterEvent.CurrentClusterState>(state => state.Members.ToList().ForEach(Meet));
        Receive<ClusterEvent.IMemberEvent>(change => Meet(change.Member));
        Receive<Look>(_ => LookAround());
        Receive<SayHello>(_ => SayHelloAgain());
        Receive<Welcome>(Heard);
        Receive<Refused>(refused => _end(new(refused.Why, ForGood: true, Refused: true)));
        Receive<RunEnded>(_ => _end(new("the run is done", ForGood: true)));
        Receive<OpenStep>(Open);
        Receive<CloseStep>(_ => CloseBench());
        Receive<BenchOpened>(Opened);
        Receive<PieceTaken>(taken => _outbox?.Taken(taken));
        Receive<Piece>(Take);
        Receive<Computed>(Send);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private sealed record Look;

    private sealed record BenchOpened(int Number, StepBench? Bench, Exception? Fault);

    private sealed record Computed(int Number, long Incarnation, long Deal, byte[]? Result, Exception? Fault);

    protected override void PreStart()
    {
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(Look), new Look(), TimeSpan.FromSeconds(1));
    }

    protected override void PostStop() => CloseBench();

    // What a peer sent that breaks the rules, or a bench that cannot read it, begins the membership anew.
    protected override void PreRestart(Exception reason, object message)
    {
        _end(new(reason.Message, ForGood: false, _welcome));
        base.PreRestart(reason, message);
    }

    private void Meet(Member member)
    {
        if (member.HasRole(ClusterConfiguration.Head) && _head is null)
        {
            _head = Context.ActorSelection($"{member.Address}/user/{DealerActor.Name}");
            SayHelloAgain();
        }
    }

    private void SayHelloAgain()
    {
        CloseBench();
        (_inbox, _outbox, _welcome, _said) = (new(LargestModel), null, false, Stopwatch.GetTimestamp());
        _incarnation++;
        _head?.Tell(new Hello(_incarnation, _name, _places, BuildIdentity.Of()));
    }

    private void Heard(Welcome welcome)
    {
        if (welcome.Incarnation != _incarnation)
        {
            return;
        }
        _heard = Stopwatch.GetTimestamp();
        if (!_welcome)
        {
            IActorRef dealer = _dealer = Sender, self = Self;
            (_welcome, _outbox) = (true, new PieceSender(message => dealer.Tell(message, self)));
            _log.Say(LogEventLevel.Information, $"joined {Sender.Path.Address.Host}:{Sender.Path.Address.Port}");
        }
    }

    private void LookAround()
    {
        if (_welcome)
        {
            _dealer!.Tell(new Pulse(_incarnation));
        }
        else if (_head is not null && Stopwatch.GetElapsedTime(_said) > Unanswered)
        {
            SayHelloAgain();
        }
        if (Stopwatch.GetElapsedTime(Math.Max(_heard, _began)) > Lost)
        {
            _heard = Stopwatch.GetTimestamp();
            _end(new(_welcome ? "nothing is heard of the head any more" : "the head does not answer", ForGood: false, _welcome));
        }
    }

    private void Open(OpenStep step)
    {
        _heard = Stopwatch.GetTimestamp();
        if (!_welcome || step.Number == _number)
        {
            return;
        }
        CloseBench();
        _number = step.Number;
        IActorRef self = Self;
        _ = Task.Run(() =>
        {
            try
            {
                self.Tell(new BenchOpened(step.Number, _open(step), null));
            }
            catch (Exception fault)
            {
                self.Tell(new BenchOpened(step.Number, null, fault));
            }
        });
    }

    private void Opened(BenchOpened opened)
    {
        if (opened.Number != _number || !_welcome)
        {
            opened.Bench?.Dispose();
            return;
        }
        _bench = opened.Bench;
        if (opened.Fault is not null)
        {
            _log.Say(LogEventLevel.Warning, $"no help with this step: {opened.Fault.Message}");
        }
        _dealer!.Tell(opened.Fault is null ? new StepReady(opened.Number) : new StepRefused(opened.Number, opened.Fault.Message));
    }

    private void Take(Piece piece)
    {
        if (!_welcome)
        {
            return;
        }
        byte[]? whole = _inbox.Add(piece);
        _dealer!.Tell(new PieceTaken(piece.Bytes.Length));
        if (whole is null || _bench is not { } bench)
        {
            return;
        }
        switch (piece.Kind)
        {
            case PieceKind.Model when piece.Number == _number:
                bench.SetModel(whole);
                break;
            case PieceKind.Work:
                (IActorRef self, int number, long incarnation, long deal) = (Self, _number, _incarnation, piece.Number);
                bench.Begin(whole, (result, fault) => self.Tell(new Computed(number, incarnation, deal, result, fault)));
                break;
        }
    }

    private void Send(Computed computed)
    {
        if (computed.Number != _number || computed.Incarnation != _incarnation || !_welcome)
        {
            return;
        }
        if (computed.Result is { } result)
        {
            _outbox!.Send(PieceKind.Result, computed.Deal, result);
        }
        else
        {
            _log.Once(LogEventLevel.Warning, computed.Fault!.Message, $"a shard could not be computed: {computed.Fault.Message}");
            _dealer!.Tell(new ShardFailed(computed.Deal, computed.Fault.Message));
        }
    }

    private void CloseBench()
    {
        _bench?.Dispose();
        (_bench, _number) = (null, -1);
    }
}
