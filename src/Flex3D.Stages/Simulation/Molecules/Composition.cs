using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>The weights of a molecule's atoms where parts of it may be missing; an atom is present if every part that holds it is.</summary>
internal sealed class Composition
{
    private readonly SimulatedMolecule _molecule;
    private readonly IReadOnlyList<MissingPart> _parts;
    private readonly int[][] _atoms;

    /// <exception cref="InputException">A part has no atom, or is the whole molecule.</exception>
    public Composition(SimulatedMolecule molecule, IReadOnlyList<MissingPart> parts)
    {
        (_molecule, _parts) = (molecule, parts);
        _atoms = [.. parts.Select(part => (int[])[.. Enumerable.Range(0, molecule.Count).Where(a => part.Residues.Any(r => r.Holds(molecule.Keys[a])))])];
        foreach ((int i, MissingPart part) in parts.Index())
        {
            string? found = ResidueRange.Empty(part.Residues, molecule) is { } empty ? $"no atom in {empty}"
                : _atoms[i].Length == 0 ? "no residues"
                : _atoms[i].Length == molecule.Count ? $"every atom in {string.Join(", ", part.Residues)}"
                : null;
            if (found is not null)
            {
                throw new InputException("structure", $"missing part {i + 1}", found, $"a part of the structure (its chains: {string.Join(", ", molecule.Keys.Select(k => k.Chain).Distinct())})");
            }
        }
    }

    /// <summary>The number of parts that may be missing.</summary>
    public int Parts => _atoms.Length;

    /// <summary>Writes the weight of each atom of one particle, electrons: 0 where it is missing.</summary>
    /// <param name="present">Whether each part is present.</param>
    public void Weigh(ReadOnlySpan<bool> present, Span<float> weights)
    {
        _molecule.Weights.CopyTo(weights);
        for (int part = 0; part < _atoms.Length; part++)
        {
            if (!present[part])
            {
                foreach (int atom in _atoms[part])
                {
                    weights[atom] = 0;
                }
            }
        }
    }

    /// <summary>Writes the mean weight of each atom over the particles: its electrons times 1 − fraction of each part that holds it.</summary>
    public void WeighMean(Span<float> weights)
    {
        _molecule.Weights.CopyTo(weights);
        for (int part = 0; part < _atoms.Length; part++)
        {
            foreach (int atom in _atoms[part])
            {
                weights[atom] *= (float)(1 - _parts[part].Fraction);
            }
        }
    }
}
