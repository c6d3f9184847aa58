using System.Text.Json;
using Flex3D.Pipeline.Cluster.Actors;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary><c>flex3d nodes</c>, as a user calls it.</summary>
public sealed class NodesCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-nodes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static ClusterReport Report(string run, DateTimeOffset updated, bool ended = false) => new(
        new HeadReport(run, "vm", 7, "10.0.0.5:7400", "1.2", "01234567", false, updated, updated, ended),
        new DealtReport("train", "half1", 12, [new WorkerReport("vm2/9", "10.0.0.6:1", WorkerStates.Ready) { Places = 16, Device = "cpu", InFlight = 18, Shards = 412, ParticlesPerSecond = 310.5, SecondsPerShard = 0.8251, BytesReceived = 1_234_000_000, BytesSent = 950 }]));

    private string Write(string name, double age = 0, bool ended = false)
    {
        string run = Directory.CreateDirectory(In(name)).FullName;
        NodesFile.Write(run, Report(run, TimeProvider.System.GetUtcNow().AddSeconds(-age), ended));
        return run;
    }

    [Fact]
    public async Task A_head_and_a_worker_are_shown_while_they_work_and_after_the_run()
    {
        using var said = new HeardLog();
        using var heard = new HeardLog();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        HeadNode head = HeadNode.Start(RunFolder.At(_folder), said.Log, new ClusterAddress("127.0.0.1", 0), null);
        Task<ExitCode> worker = WorkerNode.RunAsync(new WorkerRequest(_folder) { Threads = 3 }, heard.Log, stop.Token);
        string text;
        do
        {
            await Task.Delay(100, stop.Token);
            text = (await Flex.RunAsync("nodes", _folder)).Text;
        }
        while (!text.Contains("1 of 1 workers there", StringComparison.Ordinal));
        text.ShouldContain($"{_folder}: head {Environment.MachineName}/{Environment.ProcessId} at {head.Address}");
        text.ShouldMatch($@"\n  {Environment.MachineName}/{Environment.ProcessId} +127\.0\.0\.1:\d+ +[0-9a-f]{{8}} +3 +auto +idle +0 +0 ");
        head.Done();
        (await worker).ShouldBe(ExitCode.Done);
        await head.DisposeAsync();
        text = await Flex.DoneAsync("nodes", JoinFile.Of(_folder)[..^"cluster.json".Length]);
        text.ShouldContain("; ended; 0 of 1 workers there");
        text.ShouldMatch(" 3 +auto +done ");
        File.ReadAllText(NodesFile.Of(_folder)).ShouldNotContain("secret");
        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["nodes.json"]);
    }

    [Fact]
    public async Task The_table_has_units_and_the_array_has_numbers()
    {
        string run = Write("run");
        string[] lines = (await Flex.DoneAsync("nodes", run)).Split('\n');
        lines[0].ShouldBe($"{run}: head vm/7 at 10.0.0.5:7400, 1.2 01234567; train, half1; 1 of 1 workers there, 12 shards that nobody has");
        lines[1].ShouldMatch("^ +worker +address +build +cores +device +state +has +done +particles/s +s/shard +sent +received +heard +errors +last error$");
        lines[2].ShouldMatch(@"^ +vm2/9 +10\.0\.0\.6:1 +16 +cpu +ready +18 +412 +310\.5 +0\.825 +950 B +1\.2 GB +\d s +0 +-$");
        using JsonDocument list = JsonDocument.Parse(await Flex.DoneAsync("nodes", run, "--json"));
        JsonElement only = list.RootElement.EnumerateArray().ShouldHaveSingleItem();
        only.GetProperty("head").GetProperty("process").GetInt32().ShouldBe(7);
        only.GetProperty("headLost").GetBoolean().ShouldBeFalse();
        only.GetProperty("work").GetProperty("workers")[0].GetProperty("bytesReceived").GetInt64().ShouldBe(1_234_000_000);
    }

    [Fact]
    public async Task A_head_that_has_fallen_silent_ends_with_three_and_one_that_ended_does_not()
    {
        Flex.Said said = await Flex.RunAsync("nodes", Write("run", age: 300));
        said.Code.ShouldBe(3);
        said.Text.ShouldContain("lost: it has written nothing for 5 min");
        (await Flex.RunAsync("nodes", Write("run", age: 300, ended: true))).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_folder_of_runs_those_are_shown_that_a_head_works_on()
    {
        string first = Write("a"), second = Write("b");
        Write("c", ended: true);
        Directory.CreateDirectory(In("d"));
        string text = await Flex.DoneAsync("nodes", _folder);
        text.ShouldContain($"{first}: head");
        text.ShouldContain($"{second}: head");
        text.ShouldNotContain(In("c"));
        Write("a", ended: true);
        Write("b", ended: true);
        (await Flex.DoneAsync("nodes", _folder)).ShouldBe("no run has a head now\n");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"head\":{\"run\":\"a\",\"machine\":\"b\",\"address\":\"c\"},\"work\":{\"workers\":[null]}}")]
    [InlineData("{\"head\": ")]
    public async Task A_file_that_no_head_wrote_is_refused(string text)
    {
        File.WriteAllText(NodesFile.Of(_folder), text);
        await Flex.RefusedAsync(["nodes", _folder], "nodes.json", "what the head of a run wrote");
    }

    [Fact]
    public async Task A_run_without_a_cluster_and_a_folder_that_is_not_there_are_refused_in_a_sentence()
    {
        await Flex.RefusedAsync(["nodes", _folder], "no nodes.json", "--cluster");
        await Flex.RefusedAsync(["nodes", In("nowhere")], "no such folder");
        await Flex.RefusedAsync(["nodes", "10.0.0.5:7400"], "no such folder");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_once_and_disturbs_nothing()
    {
        List<string> told = [];
        var writer = new NodesWriter(In("nowhere"), () => Report("run", default), told.Add);
        writer.Start();
        await writer.DisposeAsync();
        await new NodesWriter(In("nowhere"), () => null, told.Add).DisposeAsync();
        told.ShouldHaveSingleItem().ShouldStartWith("nodes.json is out of date: ");
    }
}
