namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>Residues <paramref name="First"/> to <paramref name="Last"/> of a chain, both included.</summary>
public readonly record struct ResidueRange(string Chain, int First, int Last)
{
    public bool Holds(in AtomKey atom) => atom.Chain == Chain && atom.Residue >= First && atom.Residue <= Last;
}
