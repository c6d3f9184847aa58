namespace Flex3D.Stages.Simulation;

/// <summary>What a simulation wrote, with full paths.</summary>
/// <param name="ParticlesStar">RELION 3.1 table; its stacks lie beside it.</param>
/// <param name="ConsensusMap">What a rigid refinement would give.</param>
/// <param name="Mask">Soft mask around all conformations.</param>
/// <param name="MovingMask">Soft mask around the atoms that move, at rest; null where nothing moves.</param>
/// <param name="TruthCoordinates">The coordinates of the truth maps and displacements.</param>
/// <param name="GreyScale">The factor from electrons per voxel to the particles' grey scale.</param>
/// <param name="LargestDisplacementAngstrom">The longest way any atom is from rest at a truth coordinate.</param>
public sealed record SimulationResult(
    string ParticlesStar,
    string ConsensusMap,
    string Mask,
    string? MovingMask,
    IReadOnlyList<double[]> TruthCoordinates,
    double GreyScale,
    double LargestDisplacementAngstrom);
