namespace Flex3D.Pipeline.Queue;

/// <summary>The rules by which a watched queue runs its data sets.</summary>
/// <param name="Devices">Names of the devices, in order of preference, with the number of runs at once on each.</param>
/// <param name="Retry">Which failures are tried again.</param>
/// <param name="NoticeRetry">How a notice that cannot be delivered is tried again; its exit codes are not used.</param>
/// <param name="Notices">Kinds of the notices that are sent for a data set that is done or dead.</param>
internal sealed record QueueRules(IReadOnlyList<(string Name, int AtOnce)> Devices, RetryRule Retry, RetryRule NoticeRetry, IReadOnlyList<string> Notices)
{
    /// <summary>The device that stands for the choice of the pipeline file.</summary>
    public const string PipelinesDevice = "pipeline";

    /// <summary>The most interruptions of a data set, after which it becomes a dead letter: its run may be what brings the machine down.</summary>
    public const int MostInterruptions = 50;

    /// <summary>One run at once on the device that the pipeline chooses, the default retries, and no notices.</summary>
    public static QueueRules Default { get; } = new([(PipelinesDevice, 1)], RetryRule.Default, new RetryRule(new SortedSet<int>(), 6, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10)), []);

    /// <summary>Number of runs at once on a device; 1 for one that an earlier process used and that is no longer named.</summary>
    public int AtOnce(string device) => Devices.FirstOrDefault(known => known.Name == device) is { Name: not null } found ? found.AtOnce : 1;
}
