using Flex3D.Pipeline.Actors;

namespace Flex3D.Simulator;

/// <summary>What a seed stands for: the run, and the weather it goes through.</summary>
internal sealed record Scenario
{
    public required ulong Seed { get; init; }

    /// <summary>Steps of each phase.</summary>
    public required int[] Phases { get; init; }

    /// <summary>Shards of each step.</summary>
    public required int Shards { get; init; }

    /// <summary>Particles of each shard.</summary>
    public required int ShardSize { get; init; }

    /// <summary>Committed steps between checkpoints.</summary>
    public required int CheckpointSteps { get; init; }

    /// <summary>Chance that a checkpoint is written after a shard, inside a step.</summary>
    public required double SaveInsideStep { get; init; }

    public required int Generations { get; init; }

    /// <summary>Chance that a message is lost, or comes twice.</summary>
    public required double Lost { get; init; }

    public required double Twice { get; init; }

    /// <summary>The longest time a message is under way; with more than 1, messages overtake each other.</summary>
    public required int LongestDelay { get; init; }

    /// <summary>Chance of a fault for each shard worked on, and for each file operation.</summary>
    public required double ShardFaults { get; init; }

    public required double FileFaults { get; init; }

    /// <summary>Chance of being asked to stop, for each message.</summary>
    public required double Stops { get; init; }

    /// <summary>Crashes that will happen at most.</summary>
    public required int Crashes { get; init; }

    /// <summary>A crash comes within so many file operations of a process's start.</summary>
    public required int CrashWithin { get; init; }

    /// <summary>Whether one checkpoint loses a bit or its end on the way.</summary>
    public required bool Rots { get; init; }

    public RetryPolicy Policy { get; } = new() { Tries = 3, DiskFullTries = 3 };

    /// <summary>The scenario of a seed.</summary>
    public static Scenario Of(ulong seed)
    {
        var draw = new Draw(seed, Streams.Scenario);
        return new Scenario
        {
            Seed = seed,
            Phases = [.. Enumerable.Range(0, draw.Between(1, 3)).Select(_ => draw.Between(1, 5))],
            Shards = draw.Chance(0.02) ? draw.Between(60, 70) : draw.Between(1, 5), // 64 is where the ledger's bitmap takes a second word
            ShardSize = draw.Between(1, 9),
            CheckpointSteps = draw.Between(1, 3),
            SaveInsideStep = draw.Chance(0.5) ? 0 : 0.3,
            Generations = draw.Between(1, 3),
            Lost = draw.Chance(0.3) ? 0 : 0.15,
            Twice = draw.Chance(0.3) ? 0 : 0.2,
            LongestDelay = draw.Between(1, 12),
            ShardFaults = draw.Chance(0.65) ? 0 : 0.03,
            FileFaults = draw.Chance(0.65) ? 0 : 0.02,
            Stops = draw.Chance(0.7) ? 0 : 0.02,
            Crashes = draw.Between(0, 4),
            CrashWithin = draw.Chance(0.5) ? 60 : 250,
            Rots = draw.Chance(0.3),
        };
    }
}
