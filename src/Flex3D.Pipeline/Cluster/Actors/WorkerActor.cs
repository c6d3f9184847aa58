using Akka.Actor;
using Akka.Cluster;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>Opens the bench for a step; may take long.</summary>
internal delegate IBench OpenBench(OpenStep step);

/// <summary>The worker's actor: gives the <see cref="Membership"/> what the head sends, what its benches have computed, and the time.</summary>
internal sealed class WorkerActor : ReceiveActor, IWithTimers
{
    /// <summary>The name of the actor.</summary>
    public const string NameOfActor = "worker";

    private readonly Action<WorkerEnd> _end;
    private readonly Membership _membership;

    /// <param name="places">Shards that are computed at once.</param>
    /// <param name="device">The device that this worker was told to take, or <c>auto</c>.</param>
    /// <param name="open">Opens the bench of a step; called on a thread of its own.</param>
    /// <param name="end">Called once, when the membership ends.</param>
    public WorkerActor(ClusterLog log, int places, string device, OpenBench open, Action<WorkerEnd> end)
    {
        (_end, IActorRef self) = (end, Self);
        _membership = new Membership(
            log, new SeatRules(), TimeProvider.System, Name, places, device, BuildIdentity.Of(), step => Task.Run(() => self.Tell(Opened(step, open))), self.Tell, end);
        Receive<ClusterEvent.CurrentClusterState>(state => state.Members.ToList().ForEach(Meet));
        Receive<ClusterEvent.IMemberEvent>(change => Meet(change.Member));
        Receive<WireMessage>(message => _membership.Hear(new ActorPeer(Sender, self), message));
        Receive<Look>(_ => _membership.LookAround());
        Receive<BenchOpened>(opened => _membership.Opened(opened.Step, opened.Bench, opened.Fault));
        Receive<ComputedShard>(_membership.Send);
    }

    /// <summary>The name of this worker: machine and process.</summary>
    public static string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    public ITimerScheduler Timers { get; set; } = null!;

    private sealed record Look;

    private sealed record BenchOpened(OpenStep Step, IBench? Bench, Exception? Fault);

    private static BenchOpened Opened(OpenStep step, OpenBench open)
    {
        try
        {
            return new(step, open(step), null);
        }
        catch (Exception fault)
        {
            return new(step, null, fault);
        }
    }

    protected override void PreStart()
    {
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(Look), new Look(), TimeSpan.FromSeconds(1));
    }

    protected override void PostStop() => _membership.CloseBench();

    // A bench that cannot read what the head sent begins the membership anew.
    protected override void PreRestart(Exception reason, object message)
    {
        _end(new(reason.Message, ForGood: false, Joined: true));
        base.PreRestart(reason, message);
    }

    private void Meet(Member member)
    {
        if (member.HasRole(ClusterConfiguration.Head))
        {
            _membership.Meet(new PathPeer(Context.ActorSelection($"{member.Address}/user/{DealerActor.Name}"), Self));
        }
    }
}
