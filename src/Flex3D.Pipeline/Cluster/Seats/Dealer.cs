using System.Globalization;
using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Cluster.Wire;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Seats;

/// <summary>The head's side of the memberships: lets workers join, and deals the shards of the step that runs.</summary>
/// <remarks>
/// Invariants: (1) a shard that a worker has is given back once the worker is lost, late, or cannot compute it; (2) a result counts only for the deal whose number it carries, once, while the
/// step of the deal is open; a message of a membership that was given up changes nothing; (3) what is lost on the way is said again, or the membership begins anew. Called by one caller at a time; its
/// methods return at once, and it has no clock and no threads of its own, so that the simulator drives it.
/// </remarks>
/// <param name="work">What the head works on, from a dealer before this one if there was one.</param>
/// <param name="placesChanged">Told how many shards the workers that are ready can have at once.</param>
/// <param name="build">What must be the same at the workers: see <see cref="BuildIdentity"/>.</param>
internal sealed class Dealer(ClusterLog log, SeatRules rules, TimeProvider clock, IReadOnlyDictionary<string, string> build, OpenWork work, Action<int> placesChanged)
{
    private readonly DealingOut _out = new(log, rules.Groups);
    private readonly Seating _seats = new(rules, clock, work.Workers);

    /// <summary>The workers that have joined.</summary>
    public IReadOnlyCollection<IPeer> Workers => _seats.Workers;

    /// <summary>Says which step runs and who helps, for <c>nodes.json</c>.</summary>
    public DealtReport Report() => new(work.Step?.Step, work.Step?.Part ?? "", work.Dealing?.Table.Undealt ?? 0, _seats.Report(work.Step));

    /// <summary>Takes in a message of a worker.</summary>
    public void Hear(IPeer from, WireMessage message)
    {
        if (work.Ended)
        {
            if (message is Hello or Pulse)
            {
                from.Tell(new RunEnded());
            }
        }
        else if (message is Hello hello)
        {
            Join(from, hello);
        }
        else if (_seats.Of(from) is not { } seat)
        {
            from.Tell(new SayHello());
        }
        else if (message is MemberMessage of && of.Incarnation == seat.Hello.Incarnation)
        {
            Hear(seat, of);
        }
        else if (message is Pulse other && other.Incarnation > seat.Hello.Incarnation)
        {
            from.Tell(new SayHello()); // its Hello was lost
        }
    }

    // A peer that breaks the rules, or of whose pieces one was lost, begins anew.
    private void Hear(WorkerSeat seat, MemberMessage message)
    {
        seat.Hear();
        try
        {
            switch (message)
            {
                case Pulse pulse: HearPulse(seat, pulse); break;
                case StepReady ready: Ready(seat, ready.Number); break;
                case StepRefused refused: StandAside(seat, refused); break;
                case PieceTaken taken: seat.Outbox.Taken(taken); break;
                case Piece piece: Take(seat, piece); break;
                case ShardFailed failed: Failed(seat, failed.Deal, failed.Why); break;
            }
        }
        catch (WireException broken)
        {
            Lose(seat.Worker, broken.Message);
            seat.Worker.Tell(new SayHello());
        }
    }

    private void Join(IPeer from, Hello hello)
    {
        if (BuildIdentity.Difference(build, hello.Build) is { } difference)
        {
            log.Once(LogEventLevel.Warning, $"build {hello.Name}", $"refused {hello.Name}: {difference}");
            _seats.Refuse(from, hello, difference);
            from.Tell(new Refused($"this worker is not of the head's build: {difference}"));
            return;
        }
        if (_seats.Of(from) is { } known && known.Hello.Incarnation != hello.Incarnation)
        {
            if (known.Hello.Incarnation > hello.Incarnation)
            {
                return; // late: the worker has said another since
            }
            Lose(from, "it has begun anew");
        }
        if (_seats.Of(from) is null)
        {
            _seats.Sit(from, hello);
            log.Say(LogEventLevel.Information, string.Create(CultureInfo.InvariantCulture, $"{hello.Name} has joined with {hello.Places} places"));
        }
        from.Tell(new Welcome(hello.Incarnation));
        if (work.Step is not null)
        {
            from.Tell(work.Step with { Incarnation = hello.Incarnation });
        }
    }

    private void HearPulse(WorkerSeat seat, Pulse pulse)
    {
        seat.Worker.Tell(new Welcome(pulse.Incarnation));
        seat.Record.Use(pulse.Device);
        if (work.Step is { } step && pulse.Number != step.Number)
        {
            seat.Worker.Tell(step with { Incarnation = pulse.Incarnation });
        }
        else if (work.Step is null && pulse.Number >= 0)
        {
            seat.Worker.Tell(new CloseStep(pulse.Incarnation, pulse.Number));
        }
        else if (pulse.Ready && seat.Ready != pulse.Number)
        {
            Ready(seat, pulse.Number);
        }
    }

    private void StandAside(WorkerSeat seat, StepRefused refused)
    {
        log.Once(LogEventLevel.Warning, $"step {refused.Number} {seat.Hello.Name}", $"{seat.Hello.Name} does not help with {work.Step?.Step}: {refused.Why}");
        seat.StandAside(refused);
    }

    /// <summary>Opens a step, for whose shards workers make ready.</summary>
    /// <param name="step">The step; its number is higher than that of any before.</param>
    public void Open(OpenStep step)
    {
        work.Step = step;
        foreach (WorkerSeat seat in _seats.All)
        {
            seat.LeaveStep();
            seat.Worker.Tell(step with { Incarnation = seat.Hello.Incarnation });
        }
        CountPlaces();
    }

    /// <summary>Closes the step.</summary>
    public void Close(int number)
    {
        if (work.Step?.Number != number)
        {
            return;
        }
        (work.Step, work.Dealing) = (null, null);
        foreach (WorkerSeat seat in _seats.All)
        {
            if (seat.Results > 0)
            {
                log.Say(LogEventLevel.Information, string.Create(CultureInfo.InvariantCulture, $"{seat.Hello.Name} has computed {seat.Results} shards"));
            }
            seat.LeaveStep();
            seat.Worker.Tell(new CloseStep(seat.Hello.Incarnation, number));
        }
        CountPlaces();
    }

    /// <summary>Lets the workers go. What one says before it hears of that is answered with it.</summary>
    public void End()
    {
        work.Ended = true;
        foreach (IPeer worker in Workers.ToList())
        {
            worker.Tell(new RunEnded());
            _seats.Leave(worker, WorkerStates.Done);
        }
    }

    /// <summary>Takes note that a graph has opened a step, or has ended.</summary>
    public void Changed(GraphDealing dealing)
    {
        if (dealing.Over)
        {
            work.Dealing = work.Dealing == dealing ? null : work.Dealing;
            return;
        }
        work.Dealing = dealing;
        foreach (WorkerSeat seat in _seats.All)
        {
            foreach ((long number, _) in seat.Deals.Where(entry => !entry.Value.Deal.Counts).ToList())
            {
                seat.Deals.Remove(number); // workers drop them, too
            }
        }
        DealAll();
    }

    private void Ready(WorkerSeat seat, int number)
    {
        if (number == work.Step?.Number && seat.Ready != number && seat.Failures < rules.MostFailures)
        {
            seat.Ready = number;
            CountPlaces();
            DealAll();
        }
    }

    private void DealAll() => _out.Deal(_seats.ReadyFor(work.Step), work.Dealing);

    private void Take(WorkerSeat seat, Piece piece)
    {
        using PooledBytes? whole = seat.Take(piece);
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
        seat.Record.Fail(why);
        log.Once(LogEventLevel.Warning, $"failed {seat.Hello.Name} {why}", $"{seat.Hello.Name} could not compute a shard, which another computes: {why}");
        if (++seat.Failures == rules.MostFailures)
        {
            log.Say(LogEventLevel.Warning, $"{seat.Hello.Name} gets no more shards of {work.Step?.Step}: {rules.MostFailures} of them failed");
            seat.Ready = -1;
            CountPlaces();
        }
    }

    /// <summary>Looks for workers that are lost, and for shards that take too long; called some times a second.</summary>
    public void LookAround()
    {
        foreach (WorkerSeat seat in _seats.All.ToList())
        {
            if (clock.GetElapsedTime(seat.Heard) > rules.Silence)
            {
                Lose(seat.Worker, string.Create(CultureInfo.InvariantCulture, $"nothing was heard of it for {rules.Silence.TotalSeconds} s"));
                continue;
            }
            if (seat.Outbox.Stalled > rules.Stall)
            {
                Lose(seat.Worker, "what was sent to it does not arrive");
                seat.Worker.Tell(new SayHello());
                continue;
            }
            foreach (SeatDeal deal in seat.Deals.Values.Where(seat.IsLate))
            {
                deal.GiveBack();
                log.Once(LogEventLevel.Information, $"late {seat.Hello.Name}", $"{seat.Hello.Name} is slow: what it has not finished in time is computed by others, too");
            }
        }
        CountPlaces();
        DealAll();
    }

    /// <summary>Gives up a worker: its shards are computed by others.</summary>
    public void Lose(IPeer worker, string why)
    {
        if (_seats.Leave(worker, WorkerStates.Lost) is not { } seat)
        {
            return;
        }
        seat.Record.Fail(why);
        log.Say(LogEventLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"{seat.Hello.Name} is lost ({why}): the {seat.InFlight} shards that it had are computed by others"));
        CountPlaces();
        DealAll();
    }

    /// <summary>Gives back all shards that workers have.</summary>
    public void GiveAllBack() => _seats.GiveAllBack();

    private void CountPlaces()
    {
        placesChanged(_seats.Places);
        work.Dealing?.Table.SetPlaces(_seats.Places);
    }
}
