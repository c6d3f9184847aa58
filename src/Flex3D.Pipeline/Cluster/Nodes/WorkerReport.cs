namespace Flex3D.Pipeline.Cluster.Nodes;

/// <summary>What the head knows of one worker, whether or not it is there now.</summary>
/// <param name="Name">Machine and process.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="State">One of <see cref="WorkerStates"/>.</param>
internal sealed record WorkerReport(string Name, string Address, string State)
{
    /// <summary>Its version of Flex3D.</summary>
    public string Version { get; init; } = "";

    /// <summary>The first digits of its build.</summary>
    public string Build { get; init; } = "";

    /// <summary>Shards that it computes at once: its cores.</summary>
    public int Places { get; init; }

    /// <summary>The device on which it computes or, before its first step, the one that it was told to take.</summary>
    public string Device { get; init; } = "";

    /// <summary>Shards that it has now.</summary>
    public int InFlight { get; init; }

    /// <summary>Shards that it has computed in this run.</summary>
    public long Shards { get; init; }

    /// <summary>Particles of these shards; one that is in several steps counts in each.</summary>
    public long Particles { get; init; }

    /// <summary>Particles a second in the last half minute.</summary>
    public double ParticlesPerSecond { get; init; }

    /// <summary>Seconds of a shard alone, a running mean; 0 while unknown.</summary>
    public double SecondsPerShard { get; init; }

    /// <summary>Bytes of models and work that the head has sent to it, and of files that it has read for it.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of results that have come from it.</summary>
    public long BytesReceived { get; init; }

    /// <summary>How long nothing was heard of it when this was written, seconds.</summary>
    public double SilentSeconds { get; init; }

    /// <summary>How many times it joined.</summary>
    public int Joined { get; init; }

    /// <summary>Shards that it could not compute, steps that it could not help with, and how many times it was lost or refused.</summary>
    public int Errors { get; init; }

    /// <summary>The last of them; null for none.</summary>
    public string? LastError { get; init; }
}

/// <summary>What a worker does, in a word.</summary>
internal static class WorkerStates
{
    /// <summary>It waits for a step.</summary>
    public const string Idle = "idle";

    /// <summary>It makes ready for the step.</summary>
    public const string Preparing = "preparing";

    /// <summary>It is ready for shards of the step, or computes them.</summary>
    public const string Ready = "ready";

    /// <summary>What it has takes so long that others compute it, too.</summary>
    public const string Late = "late";

    /// <summary>It does not help with the step.</summary>
    public const string Aside = "aside";

    /// <summary>It was not let in.</summary>
    public const string Refused = "refused";

    /// <summary>It is not there any more.</summary>
    public const string Lost = "lost";

    /// <summary>It was let go at the end of the run.</summary>
    public const string Done = "done";

    /// <summary>Whether a worker of a state is not there.</summary>
    public static bool IsGone(string state) => state is Lost or Refused or Done;
}
