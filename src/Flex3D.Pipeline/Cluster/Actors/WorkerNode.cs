using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Work;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Serilog;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>What a worker is told.</summary>
/// <param name="Join">The head's address, or the path of the file that it wrote, or of its run folder.</param>
internal sealed record WorkerRequest(string Join)
{
    /// <summary>The file with the secret; null if the head's file has it.</summary>
    public string? Secret { get; init; }

    /// <summary>Interface to listen at; null for the one that leads to the head.</summary>
    public string? Bind { get; init; }

    /// <summary>Compute threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Device; null to choose.</summary>
    public DeviceName? Device { get; init; }

    /// <summary>How long to look for a head that is not there.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>A worker: joins a head, computes shards for it until the run is done, and looks for the head again after one was lost.</summary>
internal static class WorkerNode
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs a worker to its end.</summary>
    /// <exception cref="InputException">The request is not valid, or the head refused the worker.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public static async Task<ExitCode> RunAsync(WorkerRequest request, ILogger log, CancellationToken stop)
    {
        var said = new ClusterLog(log);
        ClusterSecret? given = request.Secret is { } file ? ClusterSecret.Read(file) : null;
        long since = Stopwatch.GetTimestamp();
        string? why = null;
        while (true)
        {
            WorkerEnd? end = null;
            foreach (JoinFile head in Find(request))
            {
                ClusterSecret secret = given ?? head.Secret ?? throw new InputException("--secret", null, "none", "the file with the head's secret", "name it with --secret, or join by the file cluster.json in the run folder");
                end = await JoinAsync(request, head.Address, secret, said, log, stop).ConfigureAwait(false);
                if (end.Refused)
                {
                    throw new InputException(head.Address.ToString(), null, "a head that refused this worker", "the same build and arithmetic on both machines", end.Why);
                }
                if (end.Stranger && given is not null)
                {
                    throw new InputException(request.Secret!, null, $"a secret that the head at {head.Address} does not have", "the file that was given to the head with --secret", "copy it from there, or join by the file cluster.json in the run folder");
                }
                if (end.ForGood)
                {
                    said.Say(LogEventLevel.Information, $"{end.Why}; this worker ends");
                    return ExitCode.Done;
                }
                said.Once(LogEventLevel.Warning, end.Why, $"{end.Why}; looking for it again");
                why = end.Why;
            }
            if (end is { Joined: true })
            {
                since = Stopwatch.GetTimestamp();
            }
            if (Stopwatch.GetElapsedTime(since) > request.Wait)
            {
                throw new InputException(request.Join, null, why is null ? "no head that answers" : $"no head that answers ({why})", "the head of a run", "start it with flex3d run … --cluster, then this worker; --wait says for how long to look");
            }
            said.Once(LogEventLevel.Information, "look", $"looking for a head at {request.Join}");
            await Task.Delay(Pause, stop).ConfigureAwait(false);
        }
    }

    // The heads that there may be: one by its file; those of a name, which may stand for none yet, or for several machines.
    private static IReadOnlyList<JoinFile> Find(WorkerRequest request)
    {
        if (!request.Join.Contains(':', StringComparison.Ordinal) || Path.Exists(request.Join))
        {
            return JoinFile.Read(request.Join) is { } file ? [file] : [];
        }
        var address = ClusterAddress.Parse(request.Join, "--join", needsPort: true);
        try
        {
            return [.. address.Resolved().Select(head => new JoinFile(head, null))];
        }
        catch (SocketException)
        {
            return []; // a name that nobody has yet
        }
    }

    private static async Task<WorkerEnd> JoinAsync(WorkerRequest request, ClusterAddress head, ClusterSecret secret, ClusterLog said, ILogger log, CancellationToken stop)
    {
        using X509Certificate2 certificate = secret.Certificate();
        var bind = ClusterAddress.Parse(request.Bind ?? ClusterAddress.InterfaceTowards(head), "--bind", needsPort: false);
        var ended = new TaskCompletionSource<WorkerEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<string> stranger = peer =>
        {
            if (peer.Contains($":{head.Port}", StringComparison.Ordinal))
            {
                ended.TrySetResult(new($"the head at {head} has another secret", ForGood: false, Stranger: true));
            }
        };
        ActorSystem system = NodeSystem.Start(ClusterConfiguration.Worker, bind, certificate, said, "--bind", stranger);
        try
        {
            (int places, string device) = (request.Threads, request.Device?.ToString() ?? "auto");
            OpenBench open = step => StepBench.Open(step, request.Threads, request.Device, log, stop);
            Action<WorkerEnd> end = how => ended.TrySetResult(how);
            system.ActorOf(Props.Create(() => new WorkerActor(said, places, device, open, end)), "worker");
            var cluster = Akka.Cluster.Cluster.Get(system);
            cluster.RegisterOnMemberRemoved(() => ended.TrySetResult(new("this worker was removed from the cluster", ForGood: false)));
            cluster.JoinSeedNodes([new Address("akka.ssl.tcp", ClusterConfiguration.SystemName, head.Host, head.Port)]);
            return await ended.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            await NodeSystem.StopAsync(system).ConfigureAwait(false);
        }
    }
}
