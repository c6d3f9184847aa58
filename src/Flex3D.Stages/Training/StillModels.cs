using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Training;

/// <summary>Models of a molecule that does not move, against which the motion of particles with shared images is tested (<see cref="StillTest"/>).</summary>
/// <param name="Consensus">The map that training started from, without flow.</param>
/// <param name="Latents">Conformations of the flexed model, [conformation][K].</param>
/// <param name="Conformations">Their number.</param>
public sealed record StillModels(ModelSnapshot Consensus, float[] Latents, int Conformations)
{
    /// <summary>The largest number of conformations that are tried.</summary>
    public const int MostConformations = 14;

    /// <summary>Number of models: the rigid control, the consensus map and the conformations.</summary>
    public int Count => 2 + Conformations;
}
