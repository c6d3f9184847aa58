using System.Net.Sockets;
using Flex3D.Crash;
using Flex3D.Pipeline.Cluster.Actors;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>A run with the help of a worker ends with the bytes of a run without.</summary>
public sealed class ClusterRunTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-cluster-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string WritePipeline()
    {
        File.WriteAllText(In("tiny.yaml"), $"""
            seed: 3
            from: {tiny.Run}
            prep: {"{trainingBox: 16}"}
            mesh: {"{cellSize: 24}"}
            train: {"{epochs: 2, warmUpEpochs: 1, batchSize: 64, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 1}"}
            """);
        return In("tiny.yaml");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Long")]
    public async Task A_worker_computes_shards_and_a_stranger_is_refused_and_no_byte_changes(bool streams)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        await Flex.DoneAsync("run", WritePipeline(), "--out", In("plain"), "--set", "threads=1");
        using var heard = new HeardLog();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task<ExitCode> worker = WorkerNode.RunAsync(new WorkerRequest(In("run")) { Threads = 1, Scratch = streams ? _folder : null }, heard.Log, stop.Token);
        string said;
        using (Engines.Replace(engine =>
        {
            SpinWait.SpinUntil(() => heard.Has("joined"), TimeSpan.FromSeconds(30)); // before the first shard
            SendGarbage(JoinFile.Read(In("run"))!.Address);
            return new ShuffledEngine(engine, 1, TimeSpan.FromMilliseconds(300), new());
        }))
        {
            said = await Flex.DoneAsync("run", In("tiny.yaml"), "--out", In("run"), "--cluster", "127.0.0.1", "--set", "threads=1");
        }
        (await worker).ShouldBe(ExitCode.Done);
        said.ShouldMatch("has computed [1-9][0-9]* shards");
        said.Split('\n').Count(line => line.StartsWith("warning: cluster:", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(2, said);
        RunHashes.Differences(RunHashes.Of(In("plain")), RunHashes.Of(In("run"))).ShouldBeEmpty();
        long images = TinyParticles.Count * (TinyParticles.ImageBytes + 16 * 16 * sizeof(float));
        (NodesFile.Read(In("run"))!.Work.Workers.Sum(known => known.BytesSent) > images).ShouldBe(streams, "images are sent where they are streamed, and only there");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Gradients_that_a_worker_has_added_up_for_many_shards_change_no_byte_and_are_fewer_bytes_than_one_by_one()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        File.WriteAllText(In("many.yaml"), $$"""
            seed: 3
            threads: 1
            simulate: {structures: [{{string.Join(", ", TinyParticles.Structures)}}], particles: 1200, box: 32, pixelSize: 3, snr: 0.5}
            prep: {trainingBox: 16}
            mesh: {cellSize: 24}
            train: {epochs: 1, warmUpEpochs: 1, batchSize: 256, layers: 2, width: 32}
            """);
        await Flex.DoneAsync("run", In("many.yaml"), "--out", In("trained"));
        await Flex.DoneAsync("reconstruct", "--from", In("trained"), "--out", In("plain"), "--iterations", "3", "--threads", "1");
        using var heard = new HeardLog();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        Task<ExitCode>[] workers = [.. Enumerable.Range(0, 1).Select(_ => WorkerNode.RunAsync(new WorkerRequest(In("run")) { Threads = 1 }, heard.Log, stop.Token))];
        using (Engines.Replace(engine =>
        {
            SpinWait.SpinUntil(() => heard.Lines.Count(line => line.Contains("joined", StringComparison.Ordinal)) == workers.Length, TimeSpan.FromSeconds(30));
            return engine;
        }))
        {
            await Flex.DoneAsync("reconstruct", "--from", In("trained"), "--out", In("run"), "--iterations", "3", "--threads", "1", "--cluster", "127.0.0.1", "--leave-to-workers");
        }
        (await Task.WhenAll(workers)).ShouldAllBe(code => code == ExitCode.Done);
        RunHashes.Differences(RunHashes.Of(In("plain")), RunHashes.Of(In("run"))).ShouldBeEmpty();
        IReadOnlyList<WorkerReport> reports = NodesFile.Read(In("run"))!.Work.Workers;
        long shards = reports.Sum(worker => worker.Shards), received = reports.Sum(worker => worker.BytesReceived), one = 2L * sizeof(float) * MaskVoxels();
        TestContext.Current.SendDiagnosticMessage("{0} shards, {1} bytes, of which {2} would be gradients one by one", shards, received, shards * one);
        shards.ShouldBeGreaterThan(100);
        received.ShouldBeLessThan(shards * one / 2);
    }

    // At least so many are reconstructed: those inside the mask.
    private long MaskVoxels() => MrcMap.Read(Directory.GetFiles(In("trained"), "mask.mrc", SearchOption.AllDirectories)[0]).Values.Count(value => value > 0);

    private static void SendGarbage(ClusterAddress head)
    {
        for (int i = 0; i < 3; i++)
        {
            using var socket = new TcpClient(head.Host, head.Port);
            socket.GetStream().Write("GET / HTTP/1.1\r\n\r\n and no TLS at all"u8);
        }
    }

    [Fact]
    public async Task A_head_that_cannot_listen_and_a_worker_without_a_head_are_refused_in_a_sentence()
    {
        await Flex.RefusedAsync(["run", WritePipeline(), "--out", In("run"), "--cluster", "192.0.2.1"], "--cluster", "192.0.2.1");
        await Flex.RefusedAsync(["run", WritePipeline(), "--out", In("other"), "--secret", In("secret")], "--secret");
        await Flex.RefusedAsync(["worker", "--join", In("nowhere"), "--wait", "0"], "no head that answers");
        await Flex.RefusedAsync(["worker", "--join", "127.0.0.1:1", "--wait", "0"], "--secret");
        await Flex.RefusedAsync(["worker", "--join", In("nowhere"), "--stream", "--scratch", In("nowhere")], "--scratch", In("nowhere"), "make it");
        await Flex.RefusedAsync(["worker", "--join", In("nowhere"), "--scratch", _folder], "--scratch", "add --stream");
    }
}
