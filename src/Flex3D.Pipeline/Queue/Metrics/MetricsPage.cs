using System.Globalization;
using System.Text;

namespace Flex3D.Pipeline.Queue.Metrics;

/// <summary>Writes the metrics of a queue in the text format of Prometheus, version 0.0.4.</summary>
internal static class MetricsPage
{
    /// <summary>The media type of the page.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Returns the page.</summary>
    /// <param name="unsettled">Number of data sets that were seen and are not complete.</param>
    /// <param name="running">The runs in progress.</param>
    /// <param name="freeBytes">Free space on the disk of the runs; null where it is not known.</param>
    /// <param name="now">The time, UTC.</param>
    public static string Write(QueueState state, int unsettled, IReadOnlyList<(QueueItem Item, RunProgress Progress)> running, long? freeBytes, DateTimeOffset now)
    {
        var page = new StringBuilder();
        Dictionary<ItemState, int> counts = state.Items.Values.CountBy(item => item.State).ToDictionary();
        Family(page, "flex3d_queue_items", "gauge", "Data sets in the queue, by state.", Enum.GetValues<ItemState>().Select(one => (Labels(("state", Word(one))), (double?)counts.GetValueOrDefault(one))));
        Family(page, "flex3d_queue_retrying_items", "gauge", "Data sets that wait for the end of the pause before a retry.", state.In(ItemState.Waiting).Count(item => item.Due > now));
        Family(page, "flex3d_queue_unsettled_datasets", "gauge", "Data sets that were seen and are not complete.", unsettled);
        Family(page, "flex3d_queue_oldest_waiting_seconds", "gauge", "Age of the data set that has waited longest; 0 where none waits.",
            state.In(ItemState.Waiting).Select(item => (now - item.Added).TotalSeconds).DefaultIfEmpty(0).Max());
        Family(page, "flex3d_runs_in_flight", "gauge", "Runs in progress, by device.", state.In(ItemState.Running).CountBy(item => item.Device ?? "").Select(device => (Labels(("device", device.Key)), (double?)device.Value)));
        Family(page, "flex3d_runs_started_total", "counter", "Attempts to run a data set that were started.", state.Totals.Started);
        Family(page, "flex3d_runs_retried_total", "counter", "Failed attempts that are followed by a retry.", state.Totals.Retried);
        Family(page, "flex3d_runs_interrupted_total", "counter", "Attempts that were killed together with flex3d watch.", state.Totals.Interrupted);
        Family(page, "flex3d_runs_done_total", "counter", "Runs done.", state.Totals.Done);
        Family(page, "flex3d_runs_dead_total", "counter", "Data sets that became dead letters.", state.Totals.Dead);
        Family(page, "flex3d_notices_sent_total", "counter", "Notices delivered.", state.Totals.NoticesSent);
        Family(page, "flex3d_notices_lost_total", "counter", "Notices given up after all retries.", state.Totals.NoticesLost);
        Family(page, "flex3d_notices_open", "gauge", "Notices that wait to be delivered.", state.Notices.Values.Count(notice => !notice.Closed));
        Family(page, "flex3d_runs_disk_free_bytes", "gauge", "Free space on the disk of the runs.", freeBytes);
        Family(page, "flex3d_run_step", "gauge", "1 for the step of the pipeline that a run is in.", running.Where(run => run.Progress.Step is not null).Select(run => (Labels(("id", Id(run.Item)), ("run", run.Item.Run), ("step", run.Progress.Step!)), (double?)1)));
        PerRun(page, running, "flex3d_run_epoch", "The epoch of training that a run is in.", progress => progress.Epoch);
        PerRun(page, running, "flex3d_run_epochs", "The epochs of training in all.", progress => progress.Epochs);
        PerRun(page, running, "flex3d_run_particles_per_second", "Particles that a run counts a second.", progress => progress.ParticlesPerSecond);
        PerRun(page, running, "flex3d_run_training_seconds_left", "Estimated time to the end of training.", progress => progress.TrainingSecondsLeft);
        PerRun(page, running, "flex3d_run_workers", "Workers that help a run which is the head of a cluster.", progress => progress.Workers);
        PerRun(page, running, "flex3d_run_worker_shards_in_flight", "Shards of a run that workers have now.", progress => progress.ShardsInFlight);
        PerRun(page, running, "flex3d_run_faults", "Faults that a run has met and survived.", progress => progress.Faults);
        return page.ToString();
    }

    private static void PerRun(StringBuilder page, IReadOnlyList<(QueueItem Item, RunProgress Progress)> running, string name, string help, Func<RunProgress, double?> value) =>
        Family(page, name, "gauge", help, running.Select(run => (Labels(("id", Id(run.Item)), ("run", run.Item.Run)), value(run.Progress))));

    private static void Family(StringBuilder page, string name, string type, string help, double? value) => Family(page, name, type, help, [("", value)]);

    private static void Family(StringBuilder page, string name, string type, string help, IEnumerable<(string Labels, double? Value)> samples)
    {
        List<(string Labels, double? Value)> known = [.. samples.Where(sample => sample.Value is not null)];
        if (known.Count == 0)
        {
            return;
        }
        page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach ((string labels, double? value) in known)
        {
            page.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
        }
    }

    private static string Labels(params (string Name, string Value)[] labels) => "{" + string.Join(',', labels.Select(label => $"{label.Name}=\"{Escape(label.Value)}\"")) + "}";

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Id(QueueItem item) => item.Id.ToString(CultureInfo.InvariantCulture);

    private static string Word(ItemState state) => state.ToString().ToLowerInvariant();
}
