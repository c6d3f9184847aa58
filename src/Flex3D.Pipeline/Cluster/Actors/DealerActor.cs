using Akka.Actor;
using Akka.Cluster;
using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>The head's actor: gives the <see cref="Dealer"/> what workers send, what the cluster knows of them, and the time.</summary>
internal sealed class DealerActor : ReceiveActor, IWithTimers
{
    /// <summary>The name of the actor at the head.</summary>
    public const string Name = "dealer";

    private readonly ClusterLog _log;
    private readonly Dealer _dealer;
    private readonly IActorRef _self;
    private readonly Action<DealtReport> _reported;
    private int _looks;

    /// <param name="work">What the head works on: an actor that is started again after a fault goes on with it.</param>
    /// <param name="placesChanged">Told how many shards the workers that are ready can have at once.</param>
    /// <param name="reported">Told twice a second who helps, and when the run has ended; returns at once.</param>
    public DealerActor(ClusterLog log, OpenWork work, Action<int> placesChanged, Action<DealtReport> reported)
    {
        (_log, _self, _reported) = (log, Self, reported);
        _dealer = new Dealer(log, new SeatRules(), TimeProvider.System, BuildIdentity.Of(), work, placesChanged);
        Receive<OpenStep>(_dealer.Open);
        Receive<CloseStep>(close => _dealer.Close(close.Number));
        Receive<RunEnded>(_ => End());
        Receive<GraphDealing>(_dealer.Changed);
        Receive<WireMessage>(Hear);
        Receive<Look>(_ => LookAround());
        Receive<Terminated>(ended => _dealer.Lose(new ActorPeer(ended.ActorRef, _self), "its process has ended"));
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
        _dealer.GiveAllBack();
        base.PreRestart(reason, message);
    }

    private void LookAround()
    {
        _dealer.LookAround();
        if (++_looks % 2 == 0)
        {
            _reported(_dealer.Report());
        }
    }

    private void End()
    {
        _dealer.End();
        _reported(_dealer.Report());
    }

    private void Hear(WireMessage message)
    {
        if (message is Hello)
        {
            Context.Watch(Sender);
        }
        _dealer.Hear(new ActorPeer(Sender, _self), message);
    }

    private void LoseAddress(Member member, string why)
    {
        foreach (ActorPeer worker in _dealer.Workers.Cast<ActorPeer>().Where(worker => worker.Actor.Path.Address.Equals(member.Address)).ToList())
        {
            _dealer.Lose(worker, why);
        }
    }
}
