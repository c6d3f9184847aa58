using System.Globalization;
using Flex3D.Stages.Numerics;

namespace Flex3D.Crash;

/// <summary>A run's settings, none of which changes a result, and the fates of its processes: a function of seed and number.</summary>
public sealed record CrashSchedule
{
    private const ulong Purpose = 0xC2A5;
    private const int MostLines = 32;
    private const double LongestDelay = 1.6;

    /// <summary>Settings as <c>--set</c> takes them.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>Steps between checkpoints; null for the bound of time.</summary>
    public required int? CheckpointSteps { get; init; }

    /// <summary>Time between checkpoints.</summary>
    public required TimeSpan CheckpointTime { get; init; }

    /// <summary>One after the other; whoever comes after the last lives on to the end.</summary>
    public required IReadOnlyList<Life> Lives { get; init; }

    /// <summary>Schedule <paramref name="number"/> of a campaign.</summary>
    public static CrashSchedule Of(ulong seed, int number)
    {
        int draws = 0;
        double Uniform() => CounterRandom.Uniform(seed, Purpose, (ulong)number, 0, (ulong)draws++);
        T OneOf<T>(params T[] from) => from[(int)(Uniform() * from.Length)];
        int? steps = OneOf<int?>(1, 1, 1, 3, null);
        double minutes = steps is null ? 0.01 : 10;
        List<string> settings =
        [
            $"threads={OneOf(1, 2, 3)}", $"queue={OneOf("auto", "1", "4")}", $"memory={OneOf("auto", "1KiB", "500MB")}",
            string.Create(CultureInfo.InvariantCulture, $"safety.checkpointSteps={steps?.ToString(CultureInfo.InvariantCulture) ?? "auto"}"),
            string.Create(CultureInfo.InvariantCulture, $"safety.checkpointMinutes={minutes}"),
        ];
        int lives = 4 + (int)(Uniform() * 6);
        return new CrashSchedule
        {
            Settings = settings,
            CheckpointSteps = steps,
            CheckpointTime = TimeSpan.FromMinutes(minutes),
            Lives = [.. Enumerable.Range(0, lives).Select(_ => Draw(Uniform))],
        };
    }

    // A twentieth of the blows aim at start-up, half at a line of the log, the others at a time.
    private static Life Draw(Func<double> uniform)
    {
        double aim = uniform();
        (int lines, double seconds) = aim < 0.05 ? (0, 0.3 * uniform()) : aim < 0.5 ? (1 + (int)(uniform() * MostLines), 0.15 * uniform()) : (1, LongestDelay * uniform());
        TimeSpan? frozen = uniform() < 0.15 ? TimeSpan.FromMilliseconds(10 + 200 * uniform()) : null;
        double how = uniform();
        Ending ending = how < 0.85 ? Ending.Kill : how < 0.92 ? Ending.Terminate : Ending.TerminateThenKill;
        return new Life(lines, TimeSpan.FromSeconds(seconds), frozen, ending, TimeSpan.FromMilliseconds(80 * uniform()));
    }
}
