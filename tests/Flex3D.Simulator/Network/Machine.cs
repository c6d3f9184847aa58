namespace Flex3D.Simulator.Network;

/// <summary>A machine of a simulated cluster: its clock, whether it is stopped, and its links to the others.</summary>
internal sealed class Machine
{
    private readonly NetworkWorld _world;
    private readonly Dictionary<Machine, Link> _links = [];
    private long _stoppedUntil;

    public Machine(NetworkWorld world, int number)
    {
        (_world, Number) = (world, number);
        Clock = new SimulatedClock(() => world.Agenda.Now);
    }

    /// <summary>0 is the head's.</summary>
    public int Number { get; }

    public SimulatedClock Clock { get; }

    /// <summary>The way to another machine.</summary>
    public Link To(Machine other)
    {
        if (!_links.TryGetValue(other, out Link? link))
        {
            _links[other] = link = new Link(_world);
        }
        return link;
    }

    /// <summary>Stops all that runs here, as SIGSTOP does: what arrives meanwhile is seen afterwards.</summary>
    public void Stop(long until) => _stoppedUntil = Math.Max(_stoppedUntil, until);

    /// <summary>Does something in a life of a process here, once the machine is not stopped, if that life goes on.</summary>
    public void Do(Life life, Action what)
    {
        if (!life.Alive)
        {
            return;
        }
        if (_stoppedUntil > _world.Agenda.Now)
        {
            _world.Agenda.After(_stoppedUntil - _world.Agenda.Now, () => Do(life, what));
            return;
        }
        what();
    }
}
