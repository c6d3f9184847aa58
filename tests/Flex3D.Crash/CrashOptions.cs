namespace Flex3D.Crash;

/// <summary>How long and with what a campaign kills.</summary>
public sealed record CrashOptions
{
    /// <summary>SIGKILLs that have to hit a living process before the campaign ends.</summary>
    public int Kills { get; init; } = 200;

    /// <summary>Seed of every schedule.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The one schedule to run; null for as many as the kills need.</summary>
    public int? Schedule { get; init; }

    /// <summary>Runs at once.</summary>
    public int AtOnce { get; init; } = 2;

    /// <summary>Longest life of a process; one that lives longer hangs.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The command that runs one schedule again. Where its kills hit depends on the machine's speed, too.</summary>
    public string CommandOf(int schedule) => $"dotnet run -c Release --project tests/Flex3D.Crash -- --seed {Seed} --schedule {schedule}";
}
