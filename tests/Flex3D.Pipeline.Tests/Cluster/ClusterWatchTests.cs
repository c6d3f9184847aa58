using System.Diagnostics;
using Flex3D.Crash;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Tests.Whole;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>The real <c>flex3d watch</c> whose runs are heads, and real workers that stay.</summary>
public sealed class ClusterWatchTests(TinyParticles tiny) : IDisposable
{
    private const int DataSets = 3, Stopped = 130;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-facility-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static Process Start(params string[] command) => RealProgram.Start(RealProgram.Host, ["exec", RealProgram.Assembly, .. command]);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Each_run_of_the_queue_is_helped_by_the_workers_that_stay_and_no_byte_changes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1" && OperatingSystem.IsLinux(), "a long check: set FLEX3D_LONG=1 to run it");
        string incoming = Directory.CreateDirectory(In("incoming")).FullName, pipeline = In("p.yaml");
        File.WriteAllText(pipeline, "threads: 1\nprep: {trainingBox: 16}\nmesh: {cellSize: 24}\ntrain: {epochs: 60, warmUpEpochs: 2, batchSize: 64, layers: 2, width: 32}\nreconstruct: {iterations: 2}\n");
        for (int i = 0; i < DataSets; i++)
        {
            tiny.CopyTo(Directory.CreateDirectory(Path.Combine(incoming, $"set{i}")).FullName);
        }
        string[] Watch(string runs, params string[] more) =>
            ["watch", incoming, "--pipeline", pipeline, "--runs", In(runs), "--quiet", "0", "--poll", "0.1", "--input", "map=consensus.mrc", "mask=mask.mrc", "--until-idle", .. more];
        string[] join = ["worker", "--join", In("runs"), "--stay", "--threads", "1"];
        using Process first = Start(join), second = Start(join);
        Task<(int Code, string Text)> firstSaid = RealProgram.EndAsync(first), secondSaid = RealProgram.EndAsync(second);
        using (Process watch = Start(Watch("runs", "--cluster", "127.0.0.1", "--leave-to-workers")))
        {
            (int code, string text) = await RealProgram.EndAsync(watch);
            code.ShouldBe(0, text);
        }
        RealProgram.Kill(first.Id, RealProgram.Terminate);
        RealProgram.Kill(second.Id, RealProgram.Terminate);
        (int Code, string Text)[] said = await Task.WhenAll(firstSaid, secondSaid);
        said.ShouldAllBe(worker => worker.Code == Stopped, string.Join('\n', said));
        said.Sum(worker => worker.Text.Split('\n').Count(line => line.Contains("the run is done; looking for the next run", StringComparison.Ordinal))).ShouldBeGreaterThanOrEqualTo(DataSets, string.Join('\n', said));
        await Flex.DoneAsync(Watch("plain"));
        for (int i = 0; i < DataSets; i++)
        {
            string run = Path.Combine(In("runs"), $"set{i}");
            NodesFile.Read(run)!.Work.Workers.Sum(worker => worker.Shards).ShouldBeGreaterThan(0, run);
            RunHashes.Differences(RunHashes.Of(Path.Combine(In("plain"), $"set{i}")), RunHashes.Of(run)).ShouldBeEmpty();
        }
    }
}
