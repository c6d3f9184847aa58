namespace Flex3D.Simulator.Network;

/// <summary>One direction of the network between two machines.</summary>
internal sealed class Link(NetworkWorld world)
{
    private long _last;

    /// <summary>Until when nothing passes.</summary>
    public long CutUntil { get; private set; }

    /// <summary>Whether what is sent while the link is cut arrives afterwards, as what a transport has in its buffers; otherwise it is lost.</summary>
    private bool _keeps;

    /// <summary>Cuts the link.</summary>
    public void Cut(long until, bool keeps) => (CutUntil, _keeps) = (until, keeps);

    /// <summary>Whether the link is cut now.</summary>
    public bool IsCut => CutUntil > world.Agenda.Now;

    /// <summary>Sends something over the link.</summary>
    public void Send(Action arrive)
    {
        NetworkScenario scenario = world.Scenario;
        bool calm = world.Agenda.Now >= NetworkScenario.Calm;
        if (IsCut && !_keeps)
        {
            world.Statistics.Count(NetworkHappened.MessagesLost);
            return;
        }
        if (!calm && world.Mail.Chance(scenario.Lost))
        {
            world.Statistics.Count(NetworkHappened.MessagesLost);
            return;
        }
        Post(arrive, calm);
        if (!calm && world.Mail.Chance(scenario.Twice))
        {
            world.Statistics.Count(NetworkHappened.MessagesDoubled);
            Post(arrive, calm);
        }
    }

    // In order, as over one connection, unless it is overtaken.
    private void Post(Action arrive, bool calm)
    {
        long now = world.Agenda.Now, at = Math.Max(now, CutUntil) + world.Mail.Between(1, world.Scenario.Delay);
        if (!calm && world.Mail.Chance(world.Scenario.Overtaken))
        {
            world.Statistics.Count(NetworkHappened.MessagesOvertaken);
            at += world.Mail.Between(1, 20 * world.Scenario.Delay);
        }
        else
        {
            at = _last = Math.Max(at, _last);
        }
        world.Agenda.After(at - now, arrive);
    }
}
