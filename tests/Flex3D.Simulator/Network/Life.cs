using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Simulator.Network;

/// <summary>One life of a process of a simulated cluster.</summary>
internal abstract class Life(NetworkWorld world, Machine machine)
{
    public Machine Machine => machine;

    public bool Alive { get; private set; } = true;

    protected NetworkWorld World => world;

    /// <summary>Takes in a message.</summary>
    /// <param name="from">Who sent it.</param>
    public abstract void Hear(Life from, WireMessage message);

    /// <summary>Ends this life: nothing happens in it any more.</summary>
    public virtual void Die() => Alive = false;

    /// <summary>Does something after some milliseconds, if this life still goes on.</summary>
    protected void After(long delay, Action what) => world.Agenda.After(delay, () => machine.Do(this, what));

    /// <summary>Does something again and again.</summary>
    protected void Every(long period, Action what) => After(period, () =>
    {
        what();
        Every(period, what);
    });
}
