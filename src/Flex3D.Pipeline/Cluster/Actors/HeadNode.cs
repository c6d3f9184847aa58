using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Streaming;
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
    private readonly JoinFile _file;
    private readonly bool _leaves;
    private readonly HeadReport _report;
    private readonly NodesWriter _writer;
    private readonly ServedFiles _served;
    private DealtReport _dealt = new(null, "", 0, []);
    private int _places;
    private int _steps;
    private bool _ended;

    private HeadNode(ActorSystem system, X509Certificate2 certificate, ClusterLog log, RunFolder folder, JoinFile file, bool leaves)
    {
        string run = folder.Path;
        (_system, _certificate, _run, _file, _leaves, _served) = (system, certificate, run, file, leaves, new ServedFiles(folder));
        Action<int> placesChanged = places => Volatile.Write(ref _places, places);
        Action<DealtReport> reported = dealt => Volatile.Write(ref _dealt, dealt);
        var work = new OpenWork();
        _dealer = system.ActorOf(Props.Create(() => new DealerActor(log, work, placesChanged, reported)), DealerActor.Name);
        system.ActorOf(FilesActor.All(_served), FilesActor.Name);
        IReadOnlyDictionary<string, string> build = BuildIdentity.Of();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _report = new(run, Environment.MachineName, Environment.ProcessId, file.Address.ToString(), build["version"], WorkerRecord.Short(build["build"]), leaves, now, now);
        _writer = new NodesWriter(run, Report, fault => log.Say(LogEventLevel.Warning, fault));
    }

    /// <summary>Where the head listens.</summary>
    public ClusterAddress Address => _file.Address;

    /// <summary>Starts the head of a run, and writes the file by which workers find it.</summary>
    /// <param name="bind">Where it listens.</param>
    /// <param name="secret">The secret; null to make one, which the file then holds.</param>
    /// <param name="leaves">Whether it leaves shards to workers, as long as there are any that keep up.</param>
    /// <exception cref="InputException">It cannot listen there.</exception>
    public static HeadNode Start(RunFolder run, ILogger log, ClusterAddress bind, ClusterSecret? secret, bool leaves = false)
    {
        bind = Numbered(bind);
        var said = new ClusterLog(log);
        ClusterSecret used = secret ?? ClusterSecret.Create();
        X509Certificate2 certificate = used.Certificate();
        ActorSystem system = NodeSystem.Start(ClusterConfiguration.Head, bind, certificate, said, "--cluster");
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
        var address = new ClusterAddress(bind.Host, cluster.SelfAddress.Port!.Value);
        var file = new JoinFile(address, secret is null ? used : null);
        var head = new HeadNode(system, certificate, said, run, file, leaves);
        file.Write(run.Path);
        head._writer.Start();
        said.Say(LogEventLevel.Information, $"workers join with: flex3d worker --join {(secret is null ? JoinFile.Of(run.Path) : $"{address} --secret FILE")}");
        return head;
    }

    public IClusterStep Open(DealtStep step)
    {
        int number = Interlocked.Increment(ref _steps);
        _served.Refresh();
        _dealer.Tell(new OpenStep(0, number, step.Run, step.Step, step.Part, step.Identity));
        return new Opened(this, number);
    }

    // Another head writes its own file: this one was thought to be lost.
    public void RequireOwn()
    {
        if (JoinFile.Read(_run) is { } now && !now.IsOf(_file))
        {
            throw new InputException(_run, null, $"another head of this run, at {now.Address}", "this process alone", "let the other go on: this one was stopped, or cut off from the folder, until it was taken to be lost");
        }
    }

    public void Done() => _dealer.Tell(new RunEnded());

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _ended, true);
        await _writer.DisposeAsync().ConfigureAwait(false);
        if (IsOwn)
        {
            JoinFile.Delete(_run);
        }
        await NodeSystem.StopAsync(_system).ConfigureAwait(false);
        _certificate.Dispose();
    }

    private bool IsOwn => JoinFile.Read(_run) is { } now && now.IsOf(_file);

    // Another head, which has taken this one's place, writes its own.
    private ClusterReport? Report()
    {
        if (!IsOwn)
        {
            return null;
        }
        DealtReport dealt = Volatile.Read(ref _dealt);
        WorkerReport[] workers = [.. dealt.Workers.Select(worker => worker with { BytesSent = worker.BytesSent + _served.BytesFor(worker.Name) })];
        return new(_report with { Updated = TimeProvider.System.GetUtcNow(), Ended = Volatile.Read(ref _ended) }, dealt with { Workers = workers });
    }

    private static ClusterAddress Numbered(ClusterAddress bind)
    {
        try
        {
            return bind.Resolved()[0];
        }
        catch (SocketException e)
        {
            throw new InputException("--cluster", null, $"{bind.Host}, a name that is not known here ({e.Message})", "a name or address of an interface of this machine", "name an address of this machine, such as 10.0.0.5", e);
        }
    }

    private sealed class Opened(HeadNode head, int number) : IClusterStep
    {
        public bool Leaves => head._leaves;

        public IDealing Begin(IDealtProgram program, IShardTable table)
        {
            table.SetPlaces(Volatile.Read(ref head._places));
            return new GraphDealing(program, table, dealing => head._dealer.Tell(dealing));
        }

        public void Dispose() => head._dealer.Tell(new CloseStep(0, number));
    }
}
