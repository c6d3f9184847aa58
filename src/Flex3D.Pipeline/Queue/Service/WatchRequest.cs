using Flex3D.Pipeline.Queue.Children;
using Flex3D.Pipeline.Queue.Notices;
using Flex3D.Pipeline.Queue.Watching;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>What the user asks of <c>flex3d watch</c>.</summary>
internal sealed record WatchRequest(WatchPlaces Places, RunArguments Arguments)
{
    /// <summary>When a data set counts as complete.</summary>
    public required SettlingRule Settling { get; init; }

    /// <summary>Pattern of the paths of data sets, relative to the watched folder; null for all.</summary>
    public string? Match { get; init; }

    /// <summary>Time between two looks at the watched folder.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>Priority of the data sets that are found.</summary>
    public int Priority { get; init; }

    /// <summary>Devices, with the number of runs at once on each.</summary>
    public IReadOnlyList<(string Name, int AtOnce)> Devices { get; init; } = QueueRules.Default.Devices;

    /// <summary>Which failures are tried again.</summary>
    public RetryRule Retry { get; init; } = RetryRule.Default;

    /// <summary>The command for each data set that is done or dead; null for none.</summary>
    public ThenCommand? Then { get; init; }

    /// <summary>The address to which each data set that is done or dead is posted; null for none.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>The longest time of that command, and of a post.</summary>
    public required (TimeSpan Command, TimeSpan Webhook) NoticeLimits { get; init; }

    /// <summary>The port of the metrics, perhaps with an address before it; null for none.</summary>
    public string? Metrics { get; init; }

    /// <summary>Whether the watch ends once nothing is left to do.</summary>
    public bool UntilIdle { get; init; }

    /// <summary>The rules that follow for the queue.</summary>
    public QueueRules Rules => QueueRules.Default with
    {
        Devices = Devices,
        Retry = Retry,
        Notices = [.. new[] { (Then is null, QueueNotice.Command), (Webhook is null, QueueNotice.Webhook) }.Where(kind => !kind.Item1).Select(kind => kind.Item2)],
    };
}
