namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>A run as the list of runs has it.</summary>
/// <param name="Id">Its name in addresses: the path below the root, in which <c>~1</c> stands for / and <c>~0</c> for ~.</param>
/// <param name="Folder">The run folder, absolute.</param>
/// <param name="State">One of the states of <see cref="Flex3D.Pipeline.Runs.StepStatus"/>, or <see cref="Interrupted"/> or <see cref="Damaged"/>.</param>
internal sealed record ListedRun(string Id, string Folder, string State)
{
    /// <summary>The state of a run whose process was killed: it can be resumed.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The state of a folder whose <c>status.json</c> cannot be read.</summary>
    public const string Damaged = "damaged";

    /// <summary>The step under way; null where none is.</summary>
    public string? Step { get; init; }

    /// <summary>The epoch or pass under way, or the last one.</summary>
    public string? Phase { get; init; }

    /// <summary>Number of the epoch of training, from 1; null outside training.</summary>
    public int? Epoch { get; init; }

    /// <summary>Epochs in all; null outside training.</summary>
    public int? Epochs { get; init; }

    /// <summary>Steps that are done, of <see cref="Steps"/>.</summary>
    public int StepsDone { get; init; }

    /// <summary>Steps of the pipeline.</summary>
    public int Steps { get; init; }

    /// <summary>Particles counted a second; null until it was measured.</summary>
    public double? ParticlesPerSecond { get; init; }

    /// <summary>Estimated time to the end of training, seconds; null outside training, and until it was measured.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Wall-clock time of all steps so far, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The most resident memory that a process of the run had until the end of its last step, MB.</summary>
    public double PeakMegabytes { get; init; }

    /// <summary>Faults of its process that it survived.</summary>
    public int Faults { get; init; }

    /// <summary>Why it failed or stopped; null where it did not.</summary>
    public string? Message { get; init; }

    /// <summary>Exit code of its last process; null while it runs, or where it was killed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the process that works, if it is one of this machine; null otherwise.</summary>
    public int? Process { get; init; }

    /// <summary>The machine of the last process.</summary>
    public string? Machine { get; init; }

    /// <summary>When the status was written, UTC.</summary>
    public DateTimeOffset? Updated { get; init; }
}
