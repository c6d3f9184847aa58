using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>The seats of the workers that have joined.</summary>
/// <param name="records">What is remembered of workers, also of those that are gone.</param>
internal sealed class Seating(SeatRules rules, TimeProvider clock, WorkerRecords records)
{
    /// <summary>The most places that a worker is believed to have.</summary>
    private const int MostPlaces = 1024;

    private readonly Dictionary<IPeer, WorkerSeat> _seats = [];

    /// <summary>The workers that have a seat.</summary>
    public IReadOnlyCollection<IPeer> Workers => _seats.Keys;

    /// <summary>Their seats.</summary>
    public IReadOnlyCollection<WorkerSeat> All => _seats.Values;

    /// <summary>Shards that the workers that are ready can have at once. One that is late does not count: what it might have had is computed by others.</summary>
    public int Places => _seats.Values.Where(seat => seat.Ready >= 0 && !seat.Load.Late).Sum(seat => seat.Hello.Places);

    /// <summary>Returns the seat of a worker; null if it has none.</summary>
    public WorkerSeat? Of(IPeer worker) => _seats.GetValueOrDefault(worker);

    /// <summary>Returns the seats of those that are ready for the shards of a step; none where there is no step.</summary>
    public IReadOnlyList<WorkerSeat> ReadyFor(OpenStep? step) => [.. _seats.Values.Where(seat => seat.Ready >= 0 && seat.Ready == step?.Number)];

    /// <summary>Gives a worker a seat.</summary>
    public WorkerSeat Sit(IPeer worker, Hello hello)
    {
        WorkerRecord record = records.Of(hello.Name);
        var seat = new WorkerSeat(worker, hello with { Places = Math.Clamp(hello.Places, 1, MostPlaces) }, rules, clock, record);
        record.Sit(seat);
        return _seats[worker] = seat;
    }

    /// <summary>Takes a worker's seat from it, and gives back what it had. Null if it has none.</summary>
    /// <param name="how">One of <see cref="WorkerStates"/>.</param>
    public WorkerSeat? Leave(IPeer worker, string how)
    {
        if (_seats.Remove(worker, out WorkerSeat? seat))
        {
            seat.GiveBack();
            seat.Record.Leave(seat, how, clock.GetTimestamp());
        }
        return seat;
    }

    /// <summary>Gives back all that workers have.</summary>
    public void GiveAllBack()
    {
        foreach (WorkerSeat seat in _seats.Values)
        {
            seat.GiveBack();
        }
    }

    /// <summary>Notes that a worker was not let in.</summary>
    public void Refuse(IPeer worker, Hello hello, string why) => records.Of(hello.Name).Refuse(hello, worker.ToString() ?? "", why, clock.GetTimestamp());

    /// <summary>Says who is there, and who was.</summary>
    public IReadOnlyList<WorkerReport> Report(OpenStep? step) => records.Report(step, rules, clock);
}
