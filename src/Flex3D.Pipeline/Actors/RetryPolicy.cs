using Flex3D.Pipeline.Configuration;

namespace Flex3D.Pipeline.Actors;

/// <summary>The number of retries of failed work, and the pauses between them.</summary>
internal sealed record RetryPolicy
{
    /// <summary>Pause before the first retry; each further pause is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of retries, with no shard counted in between, after which the run is given up.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>Pause before each retry while the disk is full.</summary>
    public TimeSpan DiskFullPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of retries while the disk is full, before the run ends with <c>ExitCode.DiskFull</c>: 20 take ten minutes.</summary>
    public int DiskFullTries { get; init; } = 20;

    /// <summary>Makes the policy that the settings give.</summary>
    public static RetryPolicy Of(SafetyOptions settings) => new()
    {
        FirstPause = TimeSpan.FromSeconds(settings.RetryPause),
        LongestPause = TimeSpan.FromSeconds(settings.RetryLongestPause),
        Tries = settings.Retries,
        DiskFullPause = TimeSpan.FromSeconds(settings.DiskFullPause),
        DiskFullTries = settings.DiskFullRetries,
    };

    /// <summary>The pause before retry number <paramref name="retry"/> (1, 2, …): 1, 2, 4, … 30 s.</summary>
    public TimeSpan PauseBefore(int retry) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(retry - 1, 16)));
}
