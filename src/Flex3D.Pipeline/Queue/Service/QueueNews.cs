using System.Globalization;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>Says in a line what changed in a queue, for the log of an unattended program.</summary>
internal static class QueueNews
{
    /// <summary>Tells of each data set and notice that differs between two states.</summary>
    public static void Tell(QueueState before, QueueState after, Action<string> tell)
    {
        if (!ReferenceEquals(before.Items, after.Items))
        {
            foreach (QueueItem item in after.Items.Values.Where(item => !ReferenceEquals(item, before.Items.GetValueOrDefault(item.Id))))
            {
                if (Of(before.Items.GetValueOrDefault(item.Id), item) is { } line)
                {
                    tell($"{item.Id} {item.Run}: {line}");
                }
            }
        }
        if (!ReferenceEquals(before.Notices, after.Notices))
        {
            foreach (QueueNotice notice in after.Notices.Values.Where(notice => notice.Reason is not null && notice != before.Notices.GetValueOrDefault(notice.Id)))
            {
                tell($"{notice.Item} {after.Items[notice.Item].Run}: the notice by {notice.Kind} was not delivered: {notice.Reason}{(notice.Closed ? "; given up" : $"; next attempt {Time(notice.Due)}")}");
            }
        }
    }

    private static string? Of(QueueItem? before, QueueItem after) => after.State switch
    {
        ItemState.Waiting when before is null => $"found at {after.Path}",
        ItemState.Waiting when before.Failures < after.Failures => $"failed with exit code {after.ExitCode}: {after.Reason}; retry {after.Failures} at {Time(after.Due)}",
        ItemState.Waiting when before.Interruptions < after.Interruptions => "was interrupted; it goes on",
        ItemState.Waiting when before.State != ItemState.Waiting => "waits",
        ItemState.Running when before?.State != ItemState.Running => $"attempt {after.Attempt}, device {after.Device}",
        ItemState.Running when before?.Request != after.Request => $"is asked to stop ({after.Request.ToString().ToLowerInvariant()})",
        ItemState.Dead when before?.State != ItemState.Dead => $"dead letter, exit code {after.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}: {after.Reason}",
        _ when before?.State != after.State => after.State.ToString().ToLowerInvariant(),
        _ => null,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
