using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Stages.Dealing;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>What the head knows of one worker that has joined.</summary>
internal sealed class WorkerSeat
{
    /// <summary>Longest result, bytes: the gradients of a box of 1024 voxels.</summary>
    private const long LongestResult = 1L << 31;

    private readonly Dictionary<string, UInt128> _held = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private ModelParts? _model;

    /// <param name="clock">The head's clock.</param>
    /// <param name="record">What is remembered of the worker.</param>
    public WorkerSeat(IPeer worker, Hello hello, SeatRules rules, TimeProvider clock, WorkerRecord record)
    {
        (Worker, Hello, _clock, Record) = (worker, hello, clock, record);
        Heard = Sat = clock.GetTimestamp();
        Outbox = new PieceSender(worker.Tell, hello.Incarnation, clock, rules.Piece);
    }

    public IPeer Worker { get; }

    public Hello Hello { get; }

    public WorkerRecord Record { get; }

    /// <summary>When it joined.</summary>
    public long Sat { get; }

    public PieceSender Outbox { get; }

    public PieceReader Inbox { get; } = new(LongestResult);

    /// <summary>The step for whose shards it is ready; −1 for none.</summary>
    public int Ready { get; set; } = -1;

    /// <summary>The step that it does not help with; −1 for none.</summary>
    public int Aside { get; private set; } = -1;

    /// <summary>Shards that it could not compute.</summary>
    public int Failures { get; set; }

    /// <summary>Shards of this step that it has computed.</summary>
    public int Results { get; private set; }

    /// <summary>When it was heard of last.</summary>
    public long Heard { get; private set; }

    /// <summary>The deals that it has, by number.</summary>
    public Dictionary<long, SeatDeal> Deals { get; } = [];

    /// <summary>Shards that it has.</summary>
    public int InFlight => Deals.Values.Sum(deal => deal.Deal.Count);

    /// <summary>Seconds of a shard, a running mean; 0 while unknown.</summary>
    public double Seconds { get; private set; }

    public WorkerLoad Load => new(Hello.Places, Deals.Count, Seconds, Deals.Values.Any(deal => deal.Returned));

    /// <summary>Notes that it was heard of.</summary>
    public void Hear() => Heard = _clock.GetTimestamp();

    /// <summary>Sends a shard, and before it the model, if the worker lacks it.</summary>
    public void Give(long number, Deal deal)
    {
        if (!ReferenceEquals(deal.Model, _model))
        {
            using var model = new MemoryStream();
            deal.Model.Write(model, part => _held.TryGetValue(part.Name, out UInt128 hash) && hash == part.Hash);
            foreach (ModelPart part in deal.Model.Parts)
            {
                _held[part.Name] = part.Hash;
            }
            _model = deal.Model;
            Outbox.Send(PieceKind.Model, Ready, model.ToArray());
        }
        using var work = new MemoryStream();
        deal.Work.Write(work);
        Outbox.Send(PieceKind.Work, number, work.ToArray());
        Deals[number] = new SeatDeal(deal, _clock.GetTimestamp(), deal.Count * ((Deals.Count + Hello.Places) / Hello.Places));
    }

    /// <summary>Takes in a piece and says so. Returns the whole thing with its last piece.</summary>
    /// <exception cref="WireException">It is not the piece that comes next.</exception>
    public PooledBytes? Take(Piece piece)
    {
        Inbox.Add(piece, out PooledBytes? whole);
        Worker.Tell(new PieceTaken(piece.Incarnation, Inbox.Taken));
        return whole;
    }

    /// <summary>Takes a deal off the seat, because its result is there, and measures how long it took. Null if the seat does not have it.</summary>
    public SeatDeal? Finished(long number)
    {
        if (!Deals.Remove(number, out SeatDeal? deal))
        {
            return null;
        }
        Seconds = DealingRule.Mean(Seconds, _clock.GetElapsedTime(deal.Began).TotalSeconds / deal.Turns);
        Results += deal.Deal.Count;
        Record.Count(deal.Deal.Count, deal.Deal.Work.Particles, _clock.GetTimestamp());
        return deal;
    }

    /// <summary>Notes that it does not help with a step.</summary>
    public void StandAside(StepRefused refused)
    {
        Aside = refused.Number;
        Record.Fail(refused.Why);
    }

    /// <summary>Whether a shard that it has takes so long that another is to compute it, too.</summary>
    public bool IsLate(SeatDeal deal) => !deal.Returned && DealingRule.IsLate(_clock.GetElapsedTime(deal.Began).TotalSeconds, deal.Turns * Seconds);

    /// <summary>Gives back all shards that it has.</summary>
    public void GiveBack()
    {
        foreach (SeatDeal deal in Deals.Values)
        {
            deal.GiveBack();
        }
    }

    /// <summary>Forgets what the worker holds: the next step sends it again.</summary>
    public void LeaveStep()
    {
        (Ready, _model, Failures, Results, Seconds) = (-1, null, 0, 0, 0);
        _held.Clear();
        Deals.Clear();
    }
}

/// <summary>Shards that a worker has, and sends back together.</summary>
/// <param name="Began">When it was dealt.</param>
/// <param name="Turns">How many shards one after the other the worker had to compute for these to be finished.</param>
internal sealed record SeatDeal(Deal Deal, long Began, int Turns)
{
    /// <summary>Whether they were given back, so that others compute them, too.</summary>
    public bool Returned { get; private set; }

    /// <summary>Gives the shards back to their graph, once, if their step is still open.</summary>
    public void GiveBack()
    {
        if (!Returned && Deal.Counts)
        {
            Returned = true;
            Deal.Return();
        }
    }
}
