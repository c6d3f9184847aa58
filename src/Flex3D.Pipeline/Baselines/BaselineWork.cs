using Flex3D.Stages.LocalRefinement;

namespace Flex3D.Pipeline.Baselines;

/// <summary>What regions are refined with.</summary>
/// <param name="Options">Limits of turn and shift.</param>
/// <param name="Rounds">Number of rounds, at least 1.</param>
/// <param name="LimitAngstrom">Resolution to which poses are refined; null to follow the FSC in the region.</param>
/// <param name="Seed">Seed of the random phases.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Stop">Ends the work early.</param>
internal sealed record BaselineWork(LocalRefinementOptions Options, int Rounds, double? LimitAngstrom, ulong Seed, int Threads, CancellationToken Stop);
