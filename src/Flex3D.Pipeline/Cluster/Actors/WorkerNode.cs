using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Streaming;
using Flex3D.Pipeline.Cluster.Work;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Serilog;
using Serilog.Events;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>A worker: joins a head, computes shards for it until the run is done, and looks for the head again after one was lost. One that stays then looks for the next run.</summary>
internal static class WorkerNode
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250), LongestPause = TimeSpan.FromSeconds(3);

    /// <summary>Runs a worker to its end.</summary>
    /// <exception cref="InputException">The request is not valid, or no head let the worker join and one refused it.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public static async Task<ExitCode> RunAsync(WorkerRequest request, ILogger log, CancellationToken stop)
    {
        var said = new ClusterLog(log);
        if (request.Scratch is not null)
        {
            FilesClient.ExpectWaiting(request.Threads + 2);
        }
        ClusterSecret? given = request.Secret is { } file ? ClusterSecret.Read(file) : null;
        var finder = new HeadFinder(request.Join, WorkerActor.Name, fault => said.Once(LogEventLevel.Warning, fault, fault));
        TimeSpan pause = Pause;
        long since = Stopwatch.GetTimestamp();
        string? why = null;
        while (true)
        {
            (WorkerEnd? end, InputException? refused) = (null, null);
            foreach (FoundHead head in finder.Find())
            {
                end = await JoinAsync(request, head, given, said, log, stop).ConfigureAwait(false);
                finder.Tried(head, end.Joined);
                refused ??= Refusal(request, given, head, end);
                why = end.Why;
                if (end.Joined || end.RunDone)
                {
                    refused = null;
                    break;
                }
                said.Once(LogEventLevel.Warning, why, $"{why}; looking for it again");
            }
            if (refused is not null)
            {
                throw refused;
            }
            if (end is { RunDone: true } && !request.Stay)
            {
                said.Say(LogEventLevel.Information, $"{why}; this worker ends");
                return ExitCode.Done;
            }
            if (end is { Joined: true })
            {
                said.Say(end.RunDone ? LogEventLevel.Information : LogEventLevel.Warning, $"{why}; looking for {(end.RunDone ? "the next run" : "it again")}");
                (since, pause, said) = (Stopwatch.GetTimestamp(), Pause, new ClusterLog(log)); // what was said once is said again of the next run
            }
            if (!request.Stay && Stopwatch.GetElapsedTime(since) > request.Wait)
            {
                throw new InputException(request.Join, null, why is null ? "no head that answers" : $"no head that answers ({why})", "the head of a run", "start it with flex3d run … --cluster, then this worker; --wait says for how long to look, and with --stay it looks on");
            }
            said.Once(LogEventLevel.Information, "look", $"looking for a head at {request.Join}");
            await Task.Delay(pause, stop).ConfigureAwait(false);
            pause = request.Stay ? TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)) : Pause;
        }
    }

    // Why a worker need not try this head again; null if it may.
    private static InputException? Refusal(WorkerRequest request, ClusterSecret? given, FoundHead head, WorkerEnd end) =>
        end.Refused ? new(head.Address.ToString(), null, "a head that refused this worker", "the same build and arithmetic on both machines", end.Why)
        : end.Stranger && given is not null ? new(request.Secret!, null, $"a secret that the head at {head.Address} does not have", "the file that was given to the head with --secret", "copy it from there, or join by the file cluster.json in the run folder")
        : null;

    private static async Task<WorkerEnd> JoinAsync(WorkerRequest request, FoundHead found, ClusterSecret? given, ClusterLog said, ILogger log, CancellationToken stop)
    {
        ClusterAddress head = found.Address;
        ClusterSecret secret = given ?? found.Secret ?? throw new InputException("--secret", null, "none", "the file with the head's secret", "name it with --secret, or join by the file cluster.json in the run folder");
        using X509Certificate2 certificate = secret.Certificate();
        if (await HeadProbe.LookAsync(head, certificate, stop).ConfigureAwait(false) is { } nobody)
        {
            return nobody;
        }
        var bind = ClusterAddress.Parse(request.Bind ?? ClusterAddress.InterfaceTowards(head), "--bind", needsPort: false);
        var ended = new TaskCompletionSource<WorkerEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<string> stranger = peer =>
        {
            if (peer.Contains($":{head.Port}", StringComparison.Ordinal))
            {
                ended.TrySetResult(new($"the head at {head} has another secret", ForGood: false, Stranger: true));
            }
        };
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ActorSystem system = NodeSystem.Start(ClusterConfiguration.Worker, bind, certificate, said, "--bind", stranger);
        try
        {
            (int places, string device) = (request.Threads, request.Device?.ToString() ?? "auto");
            var address = new Address("akka.ssl.tcp", ClusterConfiguration.SystemName, head.Host, head.Port);
            var files = new FilesClient(system.ActorSelection($"{address}/user/{FilesActor.Name}"), WorkerActor.Name, left.Token);
            IStorage disk = Storage.Current;
            using StreamedStorage? streamed = request.Scratch is { } scratch ? new(files.AskAsync, disk, scratch) : null;
            OpenBench open = step => StepBench.Open(step, streamed ?? disk, request.Threads, request.Device, log, stop);
            Action<WorkerEnd> end = how => ended.TrySetResult(how);
            system.ActorOf(Props.Create(() => new WorkerActor(said, places, device, open, end)), WorkerActor.NameOfActor);
            var cluster = Akka.Cluster.Cluster.Get(system);
            cluster.RegisterOnMemberRemoved(() => ended.TrySetResult(new("this worker was removed from the cluster", ForGood: false)));
            cluster.JoinSeedNodes([address]);
            return await ended.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await NodeSystem.StopAsync(system).ConfigureAwait(false);
        }
    }
}
