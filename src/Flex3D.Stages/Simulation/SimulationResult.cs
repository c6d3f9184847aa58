namespace Flex3D.Stages.Simulation;

/// <summary>The files that a simulation wrote, with full paths, and figures that describe it.</summary>
/// <param name="ParticlesStar">RELION 3.1 table; its stacks are in the same folder.</param>
/// <param name="ConsensusMap">The map that a rigid refinement would give.</param>
/// <param name="Mask">Soft mask around all conformations.</param>
/// <param name="MovingMask">Soft mask around the atoms that move, at rest; null where nothing moves.</param>
/// <param name="TruthCoordinates">The coordinates of the truth maps and displacements.</param>
/// <param name="GreyScale">The factor from electrons per voxel to the particles' grey scale.</param>
/// <param name="LargestDisplacementAngstrom">Longest distance of any atom from its rest position at a truth coordinate, Å.</param>
public sealed record SimulationResult(
    string ParticlesStar,
    string ConsensusMap,
    string Mask,
    string? MovingMask,
    IReadOnlyList<double[]> TruthCoordinates,
    double GreyScale,
    double LargestDisplacementAngstrom);
