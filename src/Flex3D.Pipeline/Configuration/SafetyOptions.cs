namespace Flex3D.Pipeline.Configuration;

/// <summary>What a run does against being stopped and against faults. Of these only what is done about bad particles changes a result.</summary>
internal sealed record SafetyOptions
{
    [Setting("Steps between checkpoints inside an epoch", Min = 1, Max = 1_000_000, Auto = "by time alone")]
    public int? CheckpointSteps { get; init; }

    [Setting("Time between checkpoints, inside epochs and inside the passes of a reconstruction", Unit = "minutes", Min = 0, Max = 10_000)]
    public double CheckpointMinutes { get; init; } = 10;

    [Setting("Checkpoints kept of each step of the pipeline", Min = 1, Max = 1000)]
    public int CheckpointGenerations { get; init; } = 3;

    [Setting("Tries at reading or writing that keeps failing, without a shard done in between, before the run ends with code 74", Min = 0, Max = 1_000_000)]
    public int Retries { get; init; } = 6;

    [Setting("Pause before the first retry; each further one is twice as long", Unit = "seconds", Min = 0, Max = 86_400)]
    public double RetryPause { get; init; } = 1;

    [Setting("The longest pause before a retry", Unit = "seconds", Min = 0, Max = 86_400)]
    public double RetryLongestPause { get; init; } = 30;

    [Setting("Looks at a full disk before the run ends with code 75", Min = 0, Max = 1_000_000)]
    public int DiskFullRetries { get; init; } = 20;

    [Setting("Pause between looks at a full disk", Unit = "seconds", Min = 0, Max = 86_400)]
    public double DiskFullPause { get; init; } = 30;

    [Setting("What training and reconstruction do when their device fails: cpu, go on with other devices of its kind or else with the processor, whose results agree to rounding, or stop, with a checkpoint and code 69")]
    public LostDevice LostDevice { get; init; }

    [Setting("What prep does about a particle whose image or row is unusable: stop, or set it aside (quarantine)")]
    public BadParticles BadParticles { get; init; }

    [Setting("Share of bad particles above which a run stops though they could be set aside", Unit = "%", Min = 0, Max = 100)]
    public double QuarantineLimit { get; init; } = 10;
}
