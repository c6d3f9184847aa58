namespace Flex3D.Stages.Simulation;

/// <summary>The atoms a simulation scatters from: what is the same in every conformation.</summary>
public sealed class SimulatedMolecule
{
    /// <summary>Electrons of each atom: the weight of its Gaussian.</summary>
    public required float[] Weights { get; init; }

    /// <summary>Who each atom is.</summary>
    public required AtomKey[] Keys { get; init; }

    public int Count => Weights.Length;
}
