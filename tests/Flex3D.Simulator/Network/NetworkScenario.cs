namespace Flex3D.Simulator.Network;

/// <summary>What a seed stands for in the simulator of the cluster: the run, its machines, and the network between them. Times are in milliseconds.</summary>
internal sealed record NetworkScenario
{
    /// <summary>After this time nothing fails any more.</summary>
    public const long Calm = 60_000;

    public required ulong Seed { get; init; }

    /// <summary>Phases, steps and shards.</summary>
    public required Scenario Run { get; init; }

    /// <summary>Machines beside the head.</summary>
    public required int Workers { get; init; }

    /// <summary>Shards that each computes at once.</summary>
    public required int Places { get; init; }

    /// <summary>Whether the head computes shards, too: without, the run ends only if the workers are of help.</summary>
    public required bool HeadComputes { get; init; }

    /// <summary>Whether the head leaves shards to workers that keep up.</summary>
    public required bool Leaves { get; init; }

    /// <summary>Chance that a worker never answers for a shard.</summary>
    public required double Hangs { get; init; }

    /// <summary>Usual time of a shard at a worker.</summary>
    public required int ShardTime { get; init; }

    /// <summary>Usual time of a message.</summary>
    public required int Delay { get; init; }

    /// <summary>Chance that a message is lost, comes twice, or is overtaken.</summary>
    public required double Lost { get; init; }

    public required double Twice { get; init; }

    public required double Overtaken { get; init; }

    /// <summary>Longest piece, bytes.</summary>
    public required int Piece { get; init; }

    /// <summary>Chance that a shard cannot be computed at a worker.</summary>
    public required double ShardFaults { get; init; }

    /// <summary>Mean time between two misfortunes of a machine, a link or the head; 0 for none.</summary>
    public required int Misfortunes { get; init; }

    /// <summary>The most shards that are dealt together.</summary>
    public required int Together { get; init; }

    /// <summary>The scenario of a seed.</summary>
    public static NetworkScenario Of(ulong seed)
    {
        var draw = new Draw(seed, Streams.Scenario);
        bool computes = draw.Chance(0.6);
        return new NetworkScenario
        {
            Seed = seed,
            Run = Scenario.Of(seed) with { Phases = [.. Enumerable.Range(0, draw.Between(1, 2)).Select(_ => draw.Between(1, 3))], Shards = draw.Between(1, 8) },
            Workers = computes ? draw.Between(1, 3) : draw.Between(1, 2),
            Places = draw.Between(1, 2),
            HeadComputes = computes,
            Leaves = computes && draw.Chance(0.4),
            Hangs = computes && draw.Chance(0.3) ? 0.1 : 0,
            ShardTime = draw.Chance(0.5) ? 200 : 1_500,
            Delay = draw.Chance(0.7) ? 5 : 400,
            Lost = draw.Chance(0.5) ? 0 : draw.Chance(0.5) ? 0.01 : 0.1,
            Twice = draw.Chance(0.5) ? 0 : draw.Chance(0.5) ? 0.02 : 0.15,
            Overtaken = draw.Chance(0.5) ? 0 : draw.Chance(0.5) ? 0.02 : 0.2,
            Piece = draw.Chance(0.7) ? 4_096 : 100,
            ShardFaults = computes && draw.Chance(0.3) ? 0.1 : 0,
            Misfortunes = draw.Chance(0.3) ? 0 : draw.Chance(0.5) ? 1_000 : 4_000,
            Together = draw.Between(1, 3),
        };
    }
}
