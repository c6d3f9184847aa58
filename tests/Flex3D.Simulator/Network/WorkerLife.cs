using System.Globalization;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Stages.Faults;

namespace Flex3D.Simulator.Network;

/// <summary>A life of a worker: the real membership, on a simulated bench. It ends with its membership, and another follows.</summary>
internal sealed class WorkerLife : Life
{
    private const int Opening = 300, Pause = 250;

    private readonly Membership _membership;
    private long? _deal;

    public WorkerLife(NetworkWorld world, Machine machine)
        : base(world, machine)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"worker {machine.Number}");
        _membership = new Membership(world.Log, world.Rules, machine.Clock, name, world.Scenario.Places, "cpu", NetworkWorld.Build, Open, Computed, End);
        Every(1_000, LookAround);
        Seek();
    }

    // As a node that joins: the head must be reached, and must reach it.
    private void Seek()
    {
        if (World.Head is { Alive: true } head && !Machine.To(head.Machine).IsCut && !head.Machine.To(Machine).IsCut)
        {
            After(World.Mail.Between(1, 4 * World.Scenario.Delay), () => _membership.Meet(new Worded(this, new SimulatedPeer(World, head, this))));
        }
        else
        {
            After(Pause, Seek);
        }
    }

    public override void Hear(Life from, WireMessage message)
    {
        try
        {
            _membership.Hear(new Worded(this, new SimulatedPeer(World, from, this)), message);
        }
        catch (InvariantException broken) // a bench that cannot read what the head sent: the actor ends the membership
        {
            End(new(broken.Message, ForGood: false));
        }
    }

    /// <summary>Ends this life, because the cluster has removed its node.</summary>
    public void Remove() => Machine.Do(this, () => End(new("this worker was removed from the cluster", ForGood: false)));

    private void LookAround() => _membership.LookAround();

    private void Open(OpenStep step) => After(World.Work.Between(1, Opening), () => _membership.Opened(step, new SimulatedBench(World, After), null));

    private void Computed(ComputedShard shard)
    {
        long deal = shard.Deal;
        ComputedShard told = World.Defect == NetworkDefect.MixesDeals && _deal is { } other ? shard with { Deal = other } : shard;
        _deal = deal;
        After(0, () => _membership.Send(told));
    }

    private void End(WorkerEnd end)
    {
        World.Trace?.Invoke($"{World.Agenda.Now} worker {Machine.Number}: {end.Why}");
        World.Statistics.Count(NetworkHappened.MembershipsEnded);
        Die();
        if (!end.ForGood)
        {
            World.Agenda.After(Pause, () => World.StartWorker(Machine));
        }
    }

    /// <summary>The head, to which a worker with a defect says less than it should.</summary>
    private sealed record Worded(WorkerLife Of, SimulatedPeer Head) : IPeer
    {
        public void Tell(WireMessage message) =>
            Head.Tell(message is Pulse pulse && Of.World.Defect == NetworkDefect.SaysNothingAgain ? pulse with { Number = Of.World.Head?.Number ?? -1, Ready = false } : message);
    }
}
