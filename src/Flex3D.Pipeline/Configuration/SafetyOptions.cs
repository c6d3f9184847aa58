namespace Flex3D.Pipeline.Configuration;

/// <summary>The settings of checkpoints and of the handling of faults. Of these, only the handling of bad particles changes a result (and that of a lost device, within rounding).</summary>
internal sealed record SafetyOptions
{
    [Setting("Steps between checkpoints inside an epoch", Min = 1, Max = 1_000_000, Auto = "by time alone")]
    public int? CheckpointSteps { get; init; }

    [Setting("Time between checkpoints, inside epochs and inside the passes of a reconstruction", Unit = "minutes", Min = 0, Max = 10_000)]
    public double CheckpointMinutes { get; init; } = 10;

    [Setting("Checkpoints kept of each step of the pipeline", Min = 1, Max = 1000)]
    public int CheckpointGenerations { get; init; } = 3;

    [Setting("Retries of a read or write that keeps failing, before the run ends with exit code 74; a completed shard resets the count", Min = 0, Max = 1_000_000)]
    public int Retries { get; init; } = 6;

    [Setting("Pause before the first retry; each further pause is twice as long", Unit = "seconds", Min = 0, Max = 86_400)]
    public double RetryPause { get; init; } = 1;

    [Setting("Longest pause before a retry", Unit = "seconds", Min = 0, Max = 86_400)]
    public double RetryLongestPause { get; init; } = 30;

    [Setting("Retries while the disk is full, before the run ends with exit code 75", Min = 0, Max = 1_000_000)]
    public int DiskFullRetries { get; init; } = 20;

    [Setting("Pause before each retry while the disk is full", Unit = "seconds", Min = 0, Max = 86_400)]
    public double DiskFullPause { get; init; } = 30;

    [Setting("What training and reconstruction do when their device fails: cpu continues on the other devices of its kind or else on the processor, with results that agree to rounding; stop writes a checkpoint and ends the run with exit code 69")]
    public LostDevice LostDevice { get; init; }

    [Setting("What prep does with a particle whose image or row is unusable: stop ends the run, quarantine sets the particle aside")]
    public BadParticles BadParticles { get; init; }

    [Setting("Largest share of bad particles that quarantine sets aside; with more of them the run ends", Unit = "%", Min = 0, Max = 100)]
    public double QuarantineLimit { get; init; } = 10;
}
