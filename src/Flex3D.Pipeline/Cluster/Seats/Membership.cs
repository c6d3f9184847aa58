using Flex3D.Pipeline.Cluster.Wire;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>How the membership of a worker ended.</summary>
/// <param name="Why">The reason, for the log.</param>
/// <param name="ForGood">Whether the worker need not look for the head again.</param>
/// <param name="Joined">Whether it had joined.</param>
/// <param name="Refused">Whether the head refused it.</param>
/// <param name="Stranger">Whether the head has another secret.</param>
internal sealed record WorkerEnd(string Why, bool ForGood, bool Joined = false, bool Refused = false, bool Stranger = false)
{
    /// <summary>Whether the head said that the run is done.</summary>
    public bool RunDone => ForGood && !Refused;
}

/// <summary>A worker's side of its membership: joins the head, opens the steps that run, and has shards computed.</summary>
/// <remarks>
/// Invariants: (1) a result is sent in the membership in which its shard was dealt, and in no other; (2) a shard is computed on the bench of the step that the head has opened last, as far as it is
/// known here; (3) what is lost on the way is said again, or the membership begins anew. Called by one caller at a time.
/// </remarks>
/// <param name="places">Shards that are computed at once.</param>
/// <param name="device">The device that this worker was told to take, or <c>auto</c>.</param>
/// <param name="open">Begins to open the bench of a step, which <see cref="Opened"/> is told of.</param>
/// <param name="computed">Has <see cref="Send"/> called by the caller of this object; itself called from any thread.</param>
/// <param name="end">Called when the membership ends.</param>
internal sealed class Membership(
    ClusterLog log, SeatRules rules, TimeProvider clock, string name, int places, string device, IReadOnlyDictionary<string, string> build, Action<OpenStep> open, Action<ComputedShard> computed, Action<WorkerEnd> end)
{
    private const long LargestModel = 1L << 34;

    private IPeer? _head, _dealer;
    private PieceSender? _outbox;
    private PieceReader _inbox = new(LargestModel);
    private IBench? _bench;
    private int _number = -1;
    private int _latest = -1;
    private long _incarnation;
    private long _said, _heard = clock.GetTimestamp();
    private bool _welcome;

    /// <summary>Takes note of the head.</summary>
    public void Meet(IPeer head)
    {
        if (_head is null)
        {
            _head = head;
            SayHelloAgain();
        }
    }

    /// <summary>Takes in a message of the head.</summary>
    public void Hear(IPeer from, WireMessage message)
    {
        switch (message)
        {
            case SayHello: SayHelloAgain(); break;
            case Refused refused: end(new(refused.Why, ForGood: true, Refused: true)); break;
            case RunEnded: end(new("the run is done", ForGood: true, Joined: _welcome)); break;
            case MemberMessage of when of.Incarnation == _incarnation: Hear(from, of); break;
        }
    }

    private void Hear(IPeer from, MemberMessage message)
    {
        _heard = clock.GetTimestamp();
        if (message is Welcome)
        {
            Welcomed(from);
            return;
        }
        if (!_welcome)
        {
            return;
        }
        try
        {
            switch (message)
            {
                case OpenStep step: Open(step); break;
                case CloseStep close when close.Number == _number: CloseBench(); break;
                case PieceTaken taken: _outbox!.Taken(taken); break;
                case Piece piece: Take(piece); break;
            }
        }
        catch (WireException)
        {
            SayHelloAgain();
        }
    }

    private void SayHelloAgain()
    {
        CloseBench();
        (_inbox, _outbox, _welcome, _said, _latest) = (new(LargestModel), null, false, clock.GetTimestamp(), -1);
        _incarnation++;
        _head?.Tell(new Hello(_incarnation, name, places, device, build));
    }

    private void Welcomed(IPeer from)
    {
        if (!_welcome)
        {
            (_welcome, _dealer, _outbox) = (true, from, new PieceSender(from.Tell, _incarnation, clock, rules.Piece));
            log.Say(LogEventLevel.Information, $"joined {from}");
        }
    }

    /// <summary>Says that this worker is here, and looks whether the head still is; called once a second.</summary>
    public void LookAround()
    {
        if (_outbox is { } outbox && outbox.Stalled > rules.Stall)
        {
            SayHelloAgain();
        }
        else if (_welcome)
        {
            _dealer!.Tell(new Pulse(_incarnation, _number, _bench is not null, _bench?.Device ?? ""));
        }
        else if (_head is not null && clock.GetElapsedTime(_said) > rules.Unanswered)
        {
            SayHelloAgain();
        }
        if (clock.GetElapsedTime(_heard) > rules.Lost)
        {
            _heard = clock.GetTimestamp();
            end(new(_welcome ? "nothing is heard of the head any more" : "the head does not answer", ForGood: false, _welcome));
        }
    }

    private void Open(OpenStep step)
    {
        if (step.Number <= _latest) // known, or said again meanwhile
        {
            return;
        }
        CloseBench();
        _number = _latest = step.Number;
        open(step);
    }

    /// <summary>Takes the bench of a step, or the reason why there is none.</summary>
    public void Opened(OpenStep step, IBench? bench, Exception? fault)
    {
        if (step.Number != _number || step.Incarnation != _incarnation || !_welcome)
        {
            bench?.Dispose();
            return;
        }
        _bench = bench;
        if (fault is not null)
        {
            log.Say(LogEventLevel.Warning, $"no help with this step: {fault.Message}");
        }
        _dealer!.Tell(fault is null ? new StepReady(_incarnation, step.Number) : new StepRefused(_incarnation, step.Number, fault.Message));
    }

    private void Take(Piece piece)
    {
        _inbox.Add(piece, out PooledBytes? bytes);
        _dealer!.Tell(new PieceTaken(_incarnation, _inbox.Taken));
        if (bytes is null || _bench is not { } bench)
        {
            bytes?.Dispose();
            return;
        }
        byte[] whole = bytes.Span.ToArray();
        bytes.Dispose();
        switch (piece.Kind)
        {
            case PieceKind.Model when piece.Number == _number:
                bench.SetModel(whole);
                break;
            case PieceKind.Work:
                (int number, long incarnation) = (_number, _incarnation);
                bench.Begin(whole, (result, fault) => computed(new(number, incarnation, piece.Number, result, fault)));
                break;
        }
    }

    /// <summary>Sends the result of a shard, or why there is none.</summary>
    public void Send(ComputedShard shard)
    {
        if (shard.Number != _number || shard.Incarnation != _incarnation || !_welcome)
        {
            return;
        }
        if (shard.Result is { } result)
        {
            _outbox!.Send(PieceKind.Result, shard.Deal, result);
        }
        else
        {
            log.Once(LogEventLevel.Warning, shard.Fault!.Message, $"a shard could not be computed: {shard.Fault.Message}");
            _dealer!.Tell(new ShardFailed(_incarnation, shard.Deal, shard.Fault.Message));
        }
    }

    /// <summary>Leaves the step.</summary>
    public void CloseBench()
    {
        _bench?.Dispose();
        (_bench, _number) = (null, -1);
    }
}

/// <summary>A shard that a bench has computed.</summary>
/// <param name="Number">The step.</param>
/// <param name="Incarnation">The membership in which it was dealt.</param>
/// <param name="Deal">The number of the deal.</param>
internal sealed record ComputedShard(int Number, long Incarnation, long Deal, PooledBytes? Result, Exception? Fault);
