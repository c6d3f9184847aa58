using System.Globalization;
using System.Text;
using System.Text.Json;
using Flex3D.Pipeline.Queue;
using Flex3D.Pipeline.Queue.Metrics;

namespace Flex3D.Pipeline.Commands;

/// <summary>The data sets of a queue as a table or as JSON.</summary>
/// <param name="running">How far the runs in progress are.</param>
/// <param name="runs">The folder of the runs.</param>
/// <param name="shown">Which data sets are shown.</param>
internal sealed class QueueTable(QueueState state, IReadOnlyList<(QueueItem Item, RunProgress Progress)> running, string runs, Func<QueueItem, bool> shown)
{
    private static readonly string[] s_heads = ["item", "state", "priority", "attempts", "device", "exit", "run", "why, or how far"];
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private IEnumerable<QueueItem> Items => state.Items.Values.Where(shown);

    /// <summary>Returns the state of a data set in words: a request that its run is to stop is part of it.</summary>
    public static string StateOf(QueueItem item) => item.State == ItemState.Running && item.Request != ItemRequest.None
        ? $"running, to be {(item.Request == ItemRequest.Hold ? "held" : "cancelled")}" : item.State.ToString().ToLowerInvariant();

    /// <summary>Returns the table, one line a data set, and a last line with the counts.</summary>
    public string Text()
    {
        List<string[]> rows = [s_heads, .. Items.Select(item => new[]
        {
            Number(item.Id), StateOf(item), Number(item.Priority), Number(item.Attempt), item.Device ?? "-", item.ExitCode is { } code ? Number(code) : "-", item.Run, Remark(item),
        })];
        int[] widths = [.. s_heads.Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }
        string counts = string.Join(", ", state.Items.Values.CountBy(item => item.State).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key.ToString().ToLowerInvariant()}"));
        return text.Append(state.Items.IsEmpty ? "the queue is empty" : counts).Append('\n').ToString();
    }

    /// <summary>Returns a JSON array with an object for each data set.</summary>
    public string Json() => JsonSerializer.Serialize(Items.Select(item => new
    {
        item.Id,
        State = item.State.ToString().ToLowerInvariant(),
        Request = item.Request == ItemRequest.None ? null : item.Request.ToString().ToLowerInvariant(),
        Dataset = item.Path,
        Run = Path.Combine(runs, item.Run),
        item.Priority,
        item.Device,
        Attempts = item.Attempt,
        item.Failures,
        item.Interruptions,
        item.ExitCode,
        item.Reason,
        item.Added,
        item.Started,
        item.Ended,
        RetryAt = item.State == ItemState.Waiting && item.Failures > 0 ? item.Due : (DateTimeOffset?)null,
        Progress = ProgressOf(item),
        OpenNotices = state.Notices.Values.Count(notice => notice.Item == item.Id && !notice.Closed),
    }), s_json) + "\n";

    private RunProgress? ProgressOf(QueueItem item) => running.FirstOrDefault(run => run.Item.Id == item.Id).Progress;

    private string Remark(QueueItem item) => item.State switch
    {
        ItemState.Running => ProgressOf(item) is { } progress ? $"{progress.Step ?? "starting"}{(progress.Phase is null ? "" : ", " + progress.Phase)}" : "starting",
        ItemState.Waiting when item.Failures > 0 => string.Create(CultureInfo.InvariantCulture, $"retry {item.Failures} at {item.Due.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {item.Reason}"),
        ItemState.Done => "",
        _ => item.Reason ?? "",
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
