using System.Text.Json;
using System.Text.RegularExpressions;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Metrics;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Queue;

public sealed partial class MetricsTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static RunStatus Status(string phase, long counted, double seconds, long committed = 0, int steps = 4) => new(
        StepStatus.Running, new(StringComparer.Ordinal) { ["prep"] = new(StepStatus.Done), ["train"] = new(StepStatus.Running) }, Now: new RunActivity(1, "m", s_start.AddSeconds(seconds), phase, committed, steps, counted, Faults: 2));

    private static string Page()
    {
        QueueState state = QueueState.Empty
            .With(new QueueItem(1, "/in/a", "a", s_start) { State = ItemState.Running, Device = "cuda:0", Attempt = 1 })
            .With(new QueueItem(2, "/in/b", "b", s_start) { Due = s_start.AddHours(1) })
            .With(new QueueItem(3, "/in/c", "c", s_start) { State = ItemState.Dead })
            .With(new QueueNotice(1, 3, QueueNotice.Webhook, ItemState.Dead, s_start)) with
        { Totals = new QueueTotals(5, 2, 1, 1, 1, 1, 0) };
        var progress = new RunProgress("train", "epoch 3/16", 3, 16, 1234.5, 60, 2) { Workers = 3, ShardsInFlight = 41 };
        return MetricsPage.Write(state, 4, [(state.Items[1], progress)], 1000, s_start.AddMinutes(10));
    }

    [Theory]
    [InlineData("flex3d_queue_items{state=\"waiting\"} 1")]
    [InlineData("flex3d_queue_items{state=\"done\"} 0")]
    [InlineData("flex3d_queue_retrying_items 1")]
    [InlineData("flex3d_queue_unsettled_datasets 4")]
    [InlineData("flex3d_queue_oldest_waiting_seconds 600")]
    [InlineData("flex3d_runs_in_flight{device=\"cuda:0\"} 1")]
    [InlineData("flex3d_runs_retried_total 2")]
    [InlineData("flex3d_notices_open 1")]
    [InlineData("flex3d_run_step{id=\"1\",run=\"a\",step=\"train\"} 1")]
    [InlineData("flex3d_run_particles_per_second{id=\"1\",run=\"a\"} 1234.5")]
    [InlineData("flex3d_run_training_seconds_left{id=\"1\",run=\"a\"} 60")]
    [InlineData("flex3d_run_workers{id=\"1\",run=\"a\"} 3")]
    [InlineData("flex3d_run_worker_shards_in_flight{id=\"1\",run=\"a\"} 41")]
    public void The_page_has_a_sample(string line) => Page().Split('\n').ShouldContain(line);

    [Fact]
    public void Each_line_is_of_the_text_format_and_each_family_is_described_once_before_its_samples()
    {
        string? family = null;
        List<string> described = [];
        foreach (string line in Page().TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                described.Add(family);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ');
                words[2].ShouldBe(family);
                words[3].ShouldBe(family!.EndsWith("_total", StringComparison.Ordinal) ? "counter" : "gauge");
            }
            else
            {
                line.ShouldMatch("""^[a-z0-9_]+(\{([a-z_]+="([^"\\\n]|\\.)*",?)+\})? -?[0-9.eE+-]+$""");
                line.ShouldStartWith(family!);
            }
        }
        described.ShouldBeUnique();
    }

    [Fact]
    public void Workers_are_counted_where_the_run_is_a_head_and_not_said_to_be_none_where_it_is_not()
    {
        string folder = Directory.CreateTempSubdirectory("flex3d-metrics-").FullName;
        try
        {
            QueueState state = QueueState.Empty.With(new QueueItem(1, "/in/a", "a", s_start) { State = ItemState.Running }).With(new QueueItem(2, "/in/b", "b", s_start) { State = ItemState.Running });
            foreach (QueueItem item in state.Items.Values)
            {
                RunFolder.At(Directory.CreateDirectory(Path.Combine(folder, item.Run)).FullName).Save(Status("epoch 1/2", 1, 1));
            }
            var head = new HeadReport("a", "vm", 1, "x", "1", "0", false, s_start, s_start);
            NodesFile.Write(Path.Combine(folder, "a"), new(head, new("train", "", 0, [new("w1", "y", WorkerStates.Ready) { InFlight = 5 }, new("w2", "z", WorkerStates.Lost)])));
            new RunningRuns(folder).Read(state).Select(run => (run.Progress.Workers, run.Progress.ShardsInFlight)).ShouldBe([(1, 5), (null, null)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_dashboard_asks_for_metrics_that_exist()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "deploy", "grafana-dashboard.json")));
        string[] asked = [.. Expressions(dashboard.RootElement).SelectMany(expression => MetricName().Matches(expression)).Select(match => match.Value).Distinct()];
        asked.Length.ShouldBeGreaterThan(8);
        foreach (string name in asked)
        {
            Page().ShouldContain($"# TYPE {name} ");
        }
    }

    [Fact]
    public void Speed_and_time_left_follow_from_two_statuses_of_a_phase()
    {
        var meter = new ProgressMeter();
        RunProgress first = meter.Measure(Status("epoch 3/10", 1000, 0));
        (first.Step, first.Epoch, first.Epochs, first.ParticlesPerSecond, first.TrainingSecondsLeft, first.Faults).ShouldBe(("train", 3, 10, null, null, 2));
        RunProgress second = meter.Measure(Status("epoch 3/10", 1500, 10, committed: 2));
        second.ParticlesPerSecond.ShouldBe(50);
        second.TrainingSecondsLeft!.Value.ShouldBe(150, 1e-6); // half an epoch in 10 s, 7.5 are left
        RunProgress next = meter.Measure(Status("epoch 4/10", 100, 20));
        next.ParticlesPerSecond.ShouldBe(50, "counts of two phases cannot be subtracted");
        RunProgress pass = meter.Measure(Status("pass 1", 10, 30));
        (pass.Phase, pass.Epoch, pass.TrainingSecondsLeft).ShouldBe(("pass 1", null, null));
    }

    [Fact]
    public async Task The_server_answers_metrics_and_health_and_refuses_a_port_in_use()
    {
        int port = NoticeTests.FreePort();
        string? complaint = null;
        using MetricsServer server = MetricsServer.Start($"{port}", () => "a 1\n", () => complaint);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        (await client.GetStringAsync("/metrics")).ShouldBe("a 1\n");
        (await client.GetStringAsync($"http://localhost:{port}/healthz")).ShouldBe("ok\n");
        complaint = "the disk is full";
        using HttpResponseMessage ill = await client.GetAsync("/healthz");
        ((int)ill.StatusCode, await ill.Content.ReadAsStringAsync()).ShouldBe((503, "the disk is full\n"));
        ((int)(await client.GetAsync("/")).StatusCode).ShouldBe(404);
        ((int)(await client.PostAsync("/metrics", null)).StatusCode).ShouldBe(405);
        Should.Throw<InputException>(() => MetricsServer.Start($"{port}", () => "", () => null)).Message.ShouldContain($"--metrics: found {port}, which cannot be used");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("x")]
    [InlineData("host:9469")]
    public void A_place_that_is_no_port_is_refused(string place) => Should.Throw<InputException>(() => MetricsServer.Start(place, () => "", () => null)).Message.ShouldContain("a port from 1 to 65535");

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(entry => entry.Name == "expr" ? [entry.Value.GetString()!] : Expressions(entry.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    [GeneratedRegex(@"flex3d_\w+")]
    private static partial Regex MetricName();
}
