namespace Flex3D.Simulator;

/// <summary>What came of many seeds.</summary>
/// <param name="Failed">Seeds in which something did not hold.</param>
/// <param name="Violations">The first of them, by seed.</param>
internal sealed record SweepResult<T>(long Failed, IReadOnlyList<(ulong Seed, string Wrong)> Violations, Tally<T> Statistics)
    where T : unmanaged, Enum;
