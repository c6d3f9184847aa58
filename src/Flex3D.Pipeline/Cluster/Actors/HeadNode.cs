using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Serilog;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>The head of a cluster: the process of a run, which lets workers join and deals them shards of its steps.</summary>
internal sealed class HeadNode : IRunCluster
{
    private readonly ActorSystem _system;
    private readonly IActorRef _dealer;
    private readonly X509Certificate2 _certificate;
    private readonly string _run;
    private int _places;
    private int _steps;

    private HeadNode(ActorSystem system, X509Certificate2 certificate, ClusterLog log, string run)
    {
        (_system, _certificate, _run) = (system, certificate, run);
        Action<int> placesChanged = places => Volatile.Write(ref _places, places);
        var work = new OpenWork();
        _dealer = system.ActorOf(Props.Create(() => new DealerActor(log, work, placesChanged)), DealerActor.Name);
    }

    /// <summary>Where the head listens.</summary>
    public ClusterAddress Address { get; private init; }

    /// <summary>Starts the head of a run, and writes the file by which workers find it.</summary>
    /// <param name="bind">Where it listens.</param>
    /// <param name="secret">The secret; null to make one, which the file then holds.</param>
    /// <exception cref="InputException">It cannot listen there.</exception>
    public static HeadNode Start(RunFolder run, ILogger log, ClusterAddress bind, ClusterSecret? secret)
    {
        var said = new ClusterLog(log);
        ClusterSecret used = secret ?? ClusterSecret.Create();
        X509Certificate2 certificate = used.Certificate();
        ActorSystem system = NodeSystem.Start(ClusterConfiguration.Head, bind, certificate, said, "--cluster");
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
        var address = new ClusterAddress(bind.Host, cluster.SelfAddress.Port!.Value);
        var head = new HeadNode(system, certificate, said, run.Path) { Address = address };
        new JoinFile(address, secret is null ? used : null).Write(run.Path);
        said.Say(LogEventLevel.Information, $"workers join with: flex3d worker --join {(secret is null ? JoinFile.Of(run.Path) : $"{address} --secret FILE")}");
        return head;
    }

    public IClusterStep Open(DealtStep step)
    {
        int number = Interlocked.Increment(ref _steps);
        _dealer.Tell(new OpenStep(0, number, step.Run, step.Step, step.Part, step.Identity));
        return new Opened(this, number);
    }

    public void Done() => _dealer.Tell(new RunEnded());

    public async ValueTask DisposeAsync()
    {
        JoinFile.Delete(_run);
        await NodeSystem.StopAsync(_system).ConfigureAwait(false);
        _certificate.Dispose();
    }

    private sealed class Opened(HeadNode head, int number) : IClusterStep
    {
        public IDealing Begin(IDealtProgram program, IShardTable table)
        {
            table.SetPlaces(Volatile.Read(ref head._places));
            return new GraphDealing(program, table, dealing => head._dealer.Tell(dealing));
        }

        public void Dispose() => head._dealer.Tell(new CloseStep(0, number));
    }
}
