using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Graph;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>The head's actor: lets workers join, and deals the shards of the step that runs.</summary>
/// <remarks>
/// Invariants: (1) a shard that a worker has is given back once the worker is lost, late, or cannot compute it; (2) a result counts only for the deal whose number it carries, once, while the
/// step of the deal is open; a message from an incarnation that was given up changes nothing.
/// </remarks>
internal sealed class DealerActor : ReceiveActor, IWithTimers
{
    /// <summary>The name of the actor at the head.</summary>
    public const string Name = "dealer";

    /// <summary>A worker that has not been heard of for so long is lost.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private const int MostFailures = 3;

    private readonly ClusterLog _log;
    private readonly Action<int> _placesChanged;
    private readonly DealingOut _out;
    private readonly IReadOnlyDictionary<string, string> _build = BuildIdentity.Of();
    private readonly Dictionary<IActorRef, WorkerSeat> _seats = [];
    private OpenStep? _step;
    private GraphDealing? _dealing;

    /// <param name="placesChanged">Told how many shards the workers that are ready can have at once.</param>
    public DealerActor(ClusterLog log, Action<int> placesChanged)
    {
        (_log, _placesChanged, _out) = (log, placesChanged, new DealingOut(log));
        Receive<Hello>(Join);
        Receive<OpenStep>(Open);
        Receive<CloseStep>(Close);
        Receive<StepReady>(ready => Seated(seat => Ready(seat, ready.Number)));
        Receive<StepRefused>(refused => Seated(seat => _log.Once(LogEventLevel.Warning, $"step {refused.Number} {seat.Hello.Name}", $"{seat.Hello.Name} does not help with {_step?.Step}: {refused.Why}")));
        Receive<Pulse>(HearPulse);
        Receive<PieceTaken>(taken => Seated(seat => seat.Outbox.Taken(taken)));
        Receive<Piece>(piece => Seated(seat => Take(seat, piece)));
        Receive<ShardFailed>(failed => Seated(seat => Failed(seat, failed.Deal, failed.Why)));
        Receive<GraphDealing>(Changed);
        Receive<RunEnded>(End);
        Receive<Look>(_ => LookAround());
        Receive<Terminated>(ended => Lose(ended.ActorRef, "its process has ended"));
        Receive<ClusterEvent.UnreachableMember>(left => LoseAddress(left.Member, "it cannot be reached"));
        Receive<ClusterEvent.MemberRemoved>(left => LoseAddress(left.Member, "it has left"));
        Receive<ClusterEvent.CurrentClusterState>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private sealed record Look;

    protected override void PreStart()
    {
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.MemberRemoved));
        Timers.StartPeriodicTimer(nameof(Look), new Look(), TimeSpan.FromMilliseconds(250));
    }

    // Whatever it was: the graph must not wait for shards of which nobody knows any more.
    protected override void PreRestart(Exception reason, object message)
    {
        _log.Once(LogEventLevel.Warning, $"restart {reason.GetType()}", $"dealing begins anew: {reason.Message}");
        foreach (SeatDeal deal in _seats.Values.SelectMany(seat => seat.Deals.Values))
        {
            deal.GiveBack();
        }
        base.PreRestart(reason, message);
    }

    private void Join(Hello hello)
    {
        if (BuildIdentity.Difference(_build, hello.Build) is { } difference)
        {
            _log.Once(LogEventLevel.Warning, $"build {hello.Name}", $"refused {hello.Name}: {difference}");
            Sender.Tell(new Refused($"this worker is not of the head's build: {difference}"));
            return;
        }
        if (_seats.TryGetValue(Sender, out WorkerSeat? known) && known.Hello.Incarnation != hello.Incarnation)
        {
            Lose(Sender, "it has begun anew");
        }
        if (!_seats.ContainsKey(Sender))
        {
            _seats[Sender] = new WorkerSeat(Sender, hello with { Places = Math.Clamp(hello.Places, 1, 1024) }, Self);
            Context.Watch(Sender);
            _log.Say(LogEventLevel.Information, string.Create(CultureInfo.InvariantCulture, $"{hello.Name} has joined with {hello.Places} places"));
        }
        Sender.Tell(new Welcome(hello.Incarnation));
        if (_step is not null)
        {
            Sender.Tell(_step);
        }
    }

    private void HearPulse(Pulse pulse)
    {
        if (_seats.TryGetValue(Sender, out WorkerSeat? seat) && seat.Hello.Incarnation == pulse.Incarnation)
        {
            seat.Heard = Stopwatch.GetTimestamp();
            Sender.Tell(new Welcome(pulse.Incarnation));
        }
        else
        {
            Sender.Tell(new SayHello());
        }
    }

    private void Open(OpenStep step)
    {
        _step = step;
        foreach (WorkerSeat seat in _seats.Values)
        {
            seat.LeaveStep();
            seat.Worker.Tell(step);
        }
        CountPlaces();
    }

    private void Close(CloseStep close)
    {
        (_step, _dealing) = (null, null);
        foreach (WorkerSeat seat in _seats.Values)
        {
            if (seat.Results > 0)
            {
                _log.Say(LogEventLevel.Information, string.Create(CultureInfo.InvariantCulture, $"{seat.Hello.Name} has computed {seat.Results} shards"));
            }
            seat.LeaveStep();
            seat.Worker.Tell(close);
        }
        CountPlaces();
    }

    // Workers leave now, and none of them is missed. What one said before it heard of that is answered with it.
    private void End(RunEnded ended)
    {
        Become(() => ReceiveAny(message => (message is Hello or Pulse ? Sender : ActorRefs.Nobody).Tell(ended)));
        foreach (IActorRef worker in _seats.Keys)
        {
            worker.Tell(ended);
            Context.Unwatch(worker);
        }
        _seats.Clear();
        Timers.CancelAll();
    }

    private void Ready(WorkerSeat seat, int number)
    {
        if (number == _step?.Number)
        {
            seat.Ready = number;
            CountPlaces();
            DealAll();
        }
    }

    private void Changed(GraphDealing dealing)
    {
        if (dealing.Over)
        {
            _dealing = _dealing == dealing ? null : _dealing;
            return;
        }
        _dealing = dealing;
        foreach (WorkerSeat seat in _seats.Values)
        {
            foreach ((long number, _) in seat.Deals.Where(entry => !entry.Value.Deal.Counts).ToList())
            {
                seat.Deals.Remove(number); // workers drop them, too
            }
        }
        DealAll();
    }

    private void DealAll() => _out.Deal([.. _seats.Values.Where(seat => seat.Ready >= 0 && seat.Ready == _step?.Number)], _dealing);

    private void Take(WorkerSeat seat, Piece piece)
    {
        byte[]? whole = seat.Inbox.Add(piece);
        seat.Worker.Tell(new PieceTaken(piece.Bytes.Length));
        if (whole is null || piece.Kind != PieceKind.Result)
        {
            return;
        }
        if (seat.Finished(piece.Number) is { } finished) // null for a late one, of a step that is committed
        {
            try
            {
                finished.Deal.Arrived(whole);
            }
            catch (Exception fault)
            {
                Fail(seat, finished, fault.Message);
            }
        }
        DealAll();
    }

    private void Failed(WorkerSeat seat, long deal, string why)
    {
        if (seat.Finished(deal) is { } failed)
        {
            Fail(seat, failed, why);
        }
        DealAll();
    }

    private void Fail(WorkerSeat seat, SeatDeal failed, string why)
    {
        failed.GiveBack();
        _log.Once(LogEventLevel.Warning, $"failed {seat.Hello.Name} {why}", $"{seat.Hello.Name} could not compute a shard, which another computes: {why}");
        if (++seat.Failures == MostFailures)
        {
            _log.Say(LogEventLevel.Warning, $"{seat.Hello.Name} gets no more shards of {_step?.Step}: {MostFailures} of them failed");
            seat.Ready = -1;
            CountPlaces();
        }
    }

    private void LookAround()
    {
        foreach (WorkerSeat seat in _seats.Values.ToList())
        {
            if (Stopwatch.GetElapsedTime(seat.Heard) > Silence)
            {
                Lose(seat.Worker, string.Create(CultureInfo.InvariantCulture, $"nothing was heard of it for {Silence.TotalSeconds} s"));
                continue;
            }
            foreach (SeatDeal deal in seat.Deals.Values.Where(deal => !deal.Returned && DealingRule.IsLate(Stopwatch.GetElapsedTime(deal.Began).TotalSeconds, deal.Turns * seat.Seconds)))
            {
                deal.GiveBack();
                _log.Once(LogEventLevel.Information, $"late {seat.Hello.Name}", $"{seat.Hello.Name} is slow: what it has not finished in time is computed by others, too");
            }
        }
        DealAll();
    }

    private void LoseAddress(Member member, string why)
    {
        foreach (IActorRef worker in _seats.Keys.Where(worker => worker.Path.Address.Equals(member.Address)).ToList())
        {
            Lose(worker, why);
        }
    }

    private void Lose(IActorRef worker, string why)
    {
        if (!_seats.Remove(worker, out WorkerSeat? seat))
        {
            return;
        }
        Context.Unwatch(worker);
        foreach (SeatDeal deal in seat.Deals.Values)
        {
            deal.GiveBack();
        }
        _log.Say(LogEventLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"{seat.Hello.Name} is lost ({why}): the {seat.Deals.Count} shards that it had are computed by others"));
        CountPlaces();
        DealAll();
    }

    private void CountPlaces()
    {
        int places = _seats.Values.Where(seat => seat.Ready >= 0).Sum(seat => seat.Hello.Places);
        _placesChanged(places);
        _dealing?.Table.SetPlaces(places);
    }

    // Does something with the seat of the sender; a sender without one is asked who it is. A peer that breaks the rules begins anew.
    private void Seated(Action<WorkerSeat> act)
    {
        if (!_seats.TryGetValue(Sender, out WorkerSeat? seat))
        {
            Sender.Tell(new SayHello());
            return;
        }
        seat.Heard = Stopwatch.GetTimestamp();
        try
        {
            act(seat);
        }
        catch (WireException broken)
        {
            Lose(Sender, broken.Message);
            seat.Worker.Tell(new SayHello());
        }
    }
}
