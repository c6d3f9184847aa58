namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>Residues <paramref name="First"/> to <paramref name="Last"/> of a chain, both included.</summary>
public readonly record struct ResidueRange(string Chain, int First, int Last)
{
    public bool Holds(in AtomKey atom) => atom.Chain == Chain && atom.Residue >= First && atom.Residue <= Last;

    /// <summary>Finds the first range that holds no atom of a molecule; null where each holds one.</summary>
    public static ResidueRange? Empty(IReadOnlyList<ResidueRange> ranges, SimulatedMolecule molecule) =>
        ranges.Select(range => (ResidueRange?)range).FirstOrDefault(range => !molecule.Keys.Any(key => range!.Value.Holds(key)));

    /// <summary>Such as <c>chain A</c> or <c>chain A 1-120</c>.</summary>
    public override string ToString() => (First, Last) == (int.MinValue, int.MaxValue) ? $"chain {Chain}" : $"chain {Chain} {First}-{Last}";
}
