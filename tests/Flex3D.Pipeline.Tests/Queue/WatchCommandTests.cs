using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Service;
using Flex3D.Pipeline.Queue.Store;
using Flex3D.Pipeline.Tests.Whole;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary><c>flex3d watch</c> and <c>flex3d queue</c>, as a user calls them.</summary>
public sealed class WatchCommandTests(TinyParticles tiny) : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-watch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(params string[] names) => Path.Combine([_folder, .. names]);

    private string Pipeline(string text = "threads: 1\nprep: {trainingBox: 16}\n")
    {
        File.WriteAllText(In("p.yaml"), text);
        return In("p.yaml");
    }

    private string Incoming => Directory.CreateDirectory(In("incoming")).FullName;

    private string[] Watch(params string[] more) => ["watch", Incoming, "--pipeline", Pipeline(), "--runs", In("runs"), "--quiet", "0", "--poll", "0.1", "--until-idle", .. more];

    private void Queue(params QueueEvent[] events)
    {
        using QueueStore store = QueueStore.Open(In("runs", "queue.db"), create: true);
        foreach (QueueEvent happened in events)
        {
            store.Apply(state => QueueReducer.Reduce(state, happened, QueueRules.Default with { Devices = [("cpu", 5)] }, s_start));
        }
    }

    [Fact]
    public async Task A_good_data_set_is_done_a_bad_one_is_a_dead_letter_and_a_second_watch_repeats_neither()
    {
        tiny.CopyTo(Directory.CreateDirectory(Path.Combine(Incoming, "good")).FullName);
        Directory.CreateDirectory(Path.Combine(Incoming, "bad"));
        File.WriteAllText(Path.Combine(Incoming, "bad", "particles.star"), "data_particles\nloop_\n_rlnFoo #1\n1\n");
        string[] watch = Watch("--device", "cpu=2", "--input", "map=consensus.mrc", "mask=mask.mrc");
        Flex.Said said = await Flex.RunAsync(watch);
        said.Code.ShouldBe(3, said.Text);
        said.Text.ShouldContain("bad: dead letter, exit code 2: ");
        said.Text.ShouldContain("good: done");
        DateTime written = File.GetLastWriteTimeUtc(In("runs", "good", "status.json"));
        (await Flex.RunAsync(watch)).Code.ShouldBe(3);
        File.GetLastWriteTimeUtc(In("runs", "good", "status.json")).ShouldBe(written);
        using JsonDocument list = JsonDocument.Parse(await Flex.DoneAsync("queue", "list", "--runs", In("runs"), "--json"));
        list.RootElement.EnumerateArray().Select(item => (item.GetProperty("state").GetString(), item.GetProperty("attempts").GetInt32(), item.GetProperty("run").GetString()))
            .ShouldBe([("dead", 1, In("runs", "bad")), ("done", 1, In("runs", "good"))]);
        list.RootElement[0].GetProperty("reason").GetString()!.ShouldContain("_rlnImageName");
        (await Flex.DoneAsync("queue", "list", "--runs", In("runs"), "--state", "dead")).ShouldContain("without _rlnImageName");
    }

    [Fact]
    public async Task What_is_wrong_with_the_command_line_is_said_in_one_sentence()
    {
        string pipeline = Pipeline(), nowhere = In("nowhere");
        await Flex.RefusedAsync(["watch", nowhere, "-p", pipeline], nowhere, "no such folder");
        await Flex.RefusedAsync(["watch", Incoming, "-p", nowhere + ".yaml"], nowhere + ".yaml", "no such file");
        await Flex.RefusedAsync(["watch", Incoming, "-p", pipeline, "--runs", Incoming], "--runs", "the watched folder");
        await Flex.RefusedAsync(["watch", Incoming, "-p", pipeline, "--set", "prep.trainingBoxx=3"], "--set", "trainingBoxx");
        await Flex.RefusedAsync(Watch("--device", "gpu"), "--device", "'gpu'");
        await Flex.RefusedAsync(Watch("--device", "cpu=0"), "--device", "'cpu=0'");
        await Flex.RefusedAsync(Watch("--retry-exit-codes", "300"), "--retry-exit-codes", "'300'");
        await Flex.RefusedAsync(Watch("--webhook", "ftp://x"), "--webhook", "'ftp://x'");
        await Flex.RefusedAsync(Watch("--input", "particles=x"), "--input", "'particles=x'");
        await Flex.RefusedAsync(Watch("--cluster", "192.0.2.1"), "--cluster", "cannot listen");
        await Flex.RefusedAsync(Watch("--cluster", "127.0.0.1:7400", "--device", "cpu=2"), "--cluster", "port 7400 for 2 runs at once");
        await Flex.RefusedAsync(Watch("--cluster", "127.0.0.1", "--secret", nowhere), nowhere, "no such file");
        await Flex.RefusedAsync(Watch("--leave-to-workers"), "--leave-to-workers", "add --cluster HOST");
        await Flex.RefusedAsync(["watch", Incoming, "-p", Pipeline("mesh:\n"), "--runs", In("runs")], "no step 'prep'");
        (await Flex.RunAsync("watch", Incoming, "-p", pipeline, "--quiet", "-1")).Text.ShouldContain("--quiet: found '-1'; expected seconds");
    }

    [Fact]
    public async Task A_port_in_use_a_second_watch_and_a_file_that_is_no_queue_are_refused()
    {
        using (var other = new TcpListener(IPAddress.Loopback, 0))
        {
            other.Start();
            await Flex.RefusedAsync(Watch("--metrics", $"{((IPEndPoint)other.LocalEndpoint).Port}"), "--metrics", "cannot be used");
        }
        using (WatchLock.Take(In("runs", "queue.db")))
        {
            await Flex.RefusedAsync(Watch(), "another flex3d watch");
        }
        File.WriteAllText(In("other.db"), "no database at all, but text");
        await Flex.RefusedAsync(Watch("--db", In("other.db")), In("other.db"), "no SQLite database");
        (await Flex.RunAsync(Watch())).Code.ShouldBe(0, "an empty folder leaves nothing to do");
    }

    [Fact]
    public async Task Queue_changes_count_at_once_and_all_or_none()
    {
        await Flex.RefusedAsync(["queue", "list", "--runs", In("runs")], "queue.db", "no such file");
        Queue(new QueueEvent.Found("/in/a", "a", 0), new QueueEvent.Found("/in/b", "b", 0), new QueueEvent.Tick(), new QueueEvent.Found("/in/c", "c", 0), new QueueEvent.Ended(1, 1, new RunOutcome(0)));
        string[] runs = ["--runs", In("runs")];
        (await Flex.DoneAsync(["queue", "hold", "3", "2", .. runs])).ShouldBe("3 c: held, priority 0\n2 b: running, to be held, priority 0\n");
        (await Flex.DoneAsync(["queue", "priority", "3", "--to", "-4", .. runs])).ShouldContain("3 c: held, priority -4");
        await Flex.RefusedAsync(["queue", "release", "3", "7", .. runs], "no data set 7", "a number from 1 to 3");
        (await Flex.DoneAsync(["queue", "list", .. runs])).ShouldContain("1 held, 1 running, 1 done", customMessage: "nothing was released");
        (await Flex.DoneAsync(["queue", "release", "3", .. runs])).ShouldContain("waiting");
        (await Flex.DoneAsync(["queue", "cancel", "3", .. runs])).ShouldContain("cancelled");
        (await Flex.DoneAsync(["queue", "rerun", "3", .. runs])).ShouldContain("3 c: waiting");
        await Flex.RefusedAsync(["queue", "rerun", "1", .. runs], "data set 1", "done", "--fresh");
        Directory.CreateDirectory(In("runs", "a"));
        (await Flex.DoneAsync(["queue", "rerun", "1", "--fresh", .. runs])).ShouldContain("1 a-2: waiting");
        await Flex.RefusedAsync(["queue", "rerun", "2", .. runs], "data set 2", "running");
    }

    [Fact]
    public async Task The_list_names_each_data_set_its_state_and_why_it_waits()
    {
        Queue(new QueueEvent.Found("/in/a", "a", 3), new QueueEvent.Tick(), new QueueEvent.Ended(1, 1, new RunOutcome(75, "No space left on device")));
        string[] lines = (await Flex.DoneAsync("queue", "list", "--runs", In("runs"))).Split('\n');
        lines[0].ShouldMatch("^item +state +priority +attempts +device +exit +run +why, or how far$");
        lines[1].ShouldMatch("^1 +waiting +3 +1 +cpu +75 +a +retry 1 at 2026-03-01 12:01:00Z: No space left on device$");
        lines[2].ShouldBe("1 waiting");
    }
}
