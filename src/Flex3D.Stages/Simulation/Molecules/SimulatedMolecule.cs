namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>The atoms of a simulated molecule: the data that are the same in every conformation.</summary>
public sealed class SimulatedMolecule
{
    /// <summary>The number of electrons of each atom, which is the weight of its Gaussian.</summary>
    public required float[] Weights { get; init; }

    /// <summary>Chain, residue and name of each atom.</summary>
    public required AtomKey[] Keys { get; init; }

    public int Count => Weights.Length;
}
