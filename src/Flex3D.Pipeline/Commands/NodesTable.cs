using System.Globalization;
using System.Text;
using System.Text.Json;
using Flex3D.Pipeline.Cluster.Nodes;

namespace Flex3D.Pipeline.Commands;

/// <summary>The machines that help with runs, as a table or as JSON.</summary>
internal static class NodesTable
{
    private static readonly string[] s_heads = ["worker", "address", "build", "cores", "device", "state", "has", "done", "particles/s", "s/shard", "sent", "received", "heard", "errors", "last error"];
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB"];
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns a line for each head and, below it, a table of its workers.</summary>
    /// <param name="now">The time, UTC.</param>
    public static string Text(IReadOnlyList<ClusterReport> reports, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (ClusterReport report in reports)
        {
            text.Append(Head(report, now)).Append('\n');
            foreach (string row in report.Work.Workers.Count == 0 ? [] : Rows(report, now))
            {
                text.Append(row).Append('\n');
            }
        }
        return text.Length > 0 ? text.ToString() : "no run has a head now\n";
    }

    /// <summary>Returns a JSON array with an object for each head: what <c>nodes.json</c> holds, the age of that, and whether the head is lost.</summary>
    public static string Json(IReadOnlyList<ClusterReport> reports, DateTimeOffset now) =>
        JsonSerializer.Serialize(reports.Select(report => new { report.Head, AgeSeconds = Age(report, now), HeadLost = report.Head.IsLost(now), report.Work }), s_json) + "\n";

    private static string Head(ClusterReport report, DateTimeOffset now)
    {
        HeadReport head = report.Head;
        string step = report.Work.Step is not { } name ? "between steps" : report.Work.Part.Length > 0 ? $"{name}, {report.Work.Part}" : name;
        string state = head.Ended ? "ended" : head.IsLost(now) ? $"lost: it has written nothing for {Span(Age(report, now))}" : step;
        int there = report.Work.Workers.Count(worker => !WorkerStates.IsGone(worker.State));
        string undealt = report.Work.Undealt > 0 ? $", {Number(report.Work.Undealt)} shards that nobody has" : "";
        return $"{head.Run}: head {head.Machine}/{head.Process} at {head.Address}, {head.Version} {head.Build}{(head.Leaves ? ", leaves shards to workers" : "")}; {state}; {there} of {report.Work.Workers.Count} workers there{undealt}";
    }

    private static IEnumerable<string> Rows(ClusterReport report, DateTimeOffset now)
    {
        List<string[]> rows = [s_heads, .. report.Work.Workers.Select(worker => Row(worker, report.Head.Ended ? 0 : Age(report, now)))];
        int[] widths = [.. s_heads.Select((_, column) => rows.Max(row => row[column].Length))];
        return rows.Select(row => "  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string[] Row(WorkerReport worker, double age) =>
    [
        worker.Name, worker.Address, worker.Build, Number(worker.Places), worker.Device, worker.State, Number(worker.InFlight), Number(worker.Shards),
        worker.ParticlesPerSecond.ToString("0.#", CultureInfo.InvariantCulture), worker.SecondsPerShard > 0 ? worker.SecondsPerShard.ToString("0.###", CultureInfo.InvariantCulture) : "-",
        Bytes(worker.BytesSent), Bytes(worker.BytesReceived), Span(worker.SilentSeconds + age), Number(worker.Errors), worker.LastError ?? "-",
    ];

    // The clocks of two machines may differ: no age is less than nothing.
    private static double Age(ClusterReport report, DateTimeOffset now) => Math.Max(0, Math.Round((now - report.Head.Updated).TotalSeconds, 1));

    private static string Span(double seconds) => seconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s")
        : seconds < 7200 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min") : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h");

    private static string Bytes(double bytes)
    {
        int unit = 0;
        for (; bytes >= 1000 && unit < s_units.Length - 1; unit++)
        {
            bytes /= 1000;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {s_units[unit]}");
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
