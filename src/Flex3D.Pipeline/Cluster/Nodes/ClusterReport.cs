namespace Flex3D.Pipeline.Cluster.Nodes;

/// <summary>What the head of a run says of itself and of its workers: the content of <c>nodes.json</c>.</summary>
/// <param name="Head">The head.</param>
/// <param name="Work">The step and its workers.</param>
internal sealed record ClusterReport(HeadReport Head, DealtReport Work);

/// <summary>The step that the head works on, and who helps.</summary>
/// <param name="Step">The step; null for none.</param>
/// <param name="Part">The part of the step, such as <c>half1</c>; empty for the step itself.</param>
/// <param name="Undealt">Shards of the open minibatch or pass that nobody has; 0 where none may be dealt.</param>
/// <param name="Workers">The workers, in the order in which they first came.</param>
internal sealed record DealtReport(string? Step, string Part, int Undealt, IReadOnlyList<WorkerReport> Workers);

/// <summary>What the head of a run says of itself.</summary>
/// <param name="Run">The run folder.</param>
/// <param name="Machine">Name of its machine.</param>
/// <param name="Process">Number of its process.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Version">Its version of Flex3D.</param>
/// <param name="Build">The first digits of its build.</param>
/// <param name="Leaves">Whether it leaves shards to the workers.</param>
/// <param name="Started">When it started, UTC.</param>
/// <param name="Updated">When this was written, UTC.</param>
/// <param name="Ended">Whether it has ended, in order.</param>
internal sealed record HeadReport(string Run, string Machine, int Process, string Address, string Version, string Build, bool Leaves, DateTimeOffset Started, DateTimeOffset Updated, bool Ended = false)
{
    /// <summary>A head that has not ended and has written nothing for so long is lost.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    /// <summary>Whether it is taken to be lost.</summary>
    public bool IsLost(DateTimeOffset now) => !Ended && now - Updated > Quiet;
}
