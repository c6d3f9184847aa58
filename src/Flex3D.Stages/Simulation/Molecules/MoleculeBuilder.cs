using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>Builds moving molecules from structures: atoms are matched by name and states superposed.</summary>
/// <remarks>Hydrogens and waters are left out: at the simulated resolutions hydrogens add nothing, and waters are solvent.</remarks>
internal static class MoleculeBuilder
{
    private const double LeastShared = 0.5;

    /// <summary>Creates a motion through conformations of one molecule.</summary>
    /// <param name="structures">Name (for errors) and atoms of each; the last grid coordinate fastest.</param>
    /// <param name="shape">States along each coordinate; null for a single path.</param>
    /// <param name="superpose">Whether to superpose each structure on the first by all CA atoms they share (Kabsch).</param>
    /// <exception cref="InputException">There are fewer than two structures, or they share fewer than half of their atoms or three CA atoms.</exception>
    public static StateMotion States(IReadOnlyList<(string Name, IReadOnlyList<StructureAtom> Atoms)> structures, IReadOnlyList<int>? shape = null, bool superpose = true)
    {
        if (structures.Count == 0)
        {
            throw new InputException("structures", null, "none", "one structure or more");
        }
        Dictionary<AtomKey, StructureAtom>[] tables = [.. structures.Select(s => Table(s.Name, s.Atoms))];
        AtomKey[] shared = [.. tables[0].Keys.Where(key => tables.All(t => t.ContainsKey(key)))];
        for (int s = 0; s < tables.Length; s++)
        {
            if (shared.Length < LeastShared * tables[s].Count)
            {
                throw new InputException(structures[s].Name, null, $"{tables[s].Count} atoms of which {shared.Length} have the same chain, residue number and name in every structure",
                    "at least half", "renumber the residues or rename the chains so that the structures agree");
            }
        }
        double[][] states = [.. tables.Select(t => Positions(t, shared))];
        int[] alpha = [.. Enumerable.Range(0, shared.Length).Where(a => shared[a].Name == "CA")];
        if (superpose && states.Length > 1)
        {
            if (alpha.Length < 3)
            {
                throw new InputException(structures[0].Name, null, $"{alpha.Length} shared CA atoms", "at least 3 to superpose the structures by");
            }
            foreach (double[] state in states.Skip(1))
            {
                Superposition.Fit(state, states[0], alpha);
            }
        }
        return new StateMotion(Molecule(structures[0].Name, tables[0], shared), states, shape ?? [states.Length]);
    }

    /// <summary>Returns the molecule and rest positions of one structure.</summary>
    public static (SimulatedMolecule Molecule, double[] Positions) Single(string name, IReadOnlyList<StructureAtom> atoms)
    {
        Dictionary<AtomKey, StructureAtom> table = Table(name, atoms);
        AtomKey[] keys = [.. table.Keys];
        return (Molecule(name, table, keys), Positions(table, keys));
    }

    // The first of alternative positions is kept; a dictionary without removals keeps the file's order.
    private static Dictionary<AtomKey, StructureAtom> Table(string name, IReadOnlyList<StructureAtom> atoms)
    {
        var table = new Dictionary<AtomKey, StructureAtom>();
        foreach (StructureAtom atom in atoms)
        {
            if (Electrons.Of(atom.Element) != 1 && atom.ResidueName is not ("HOH" or "WAT" or "DOD" or "TIP3" or "SOL"))
            {
                table.TryAdd(atom.Key, atom);
            }
        }
        return table.Count > 0 ? table : throw new InputException(name, null, "no atom but hydrogens and waters", "a structure");
    }

    private static SimulatedMolecule Molecule(string name, Dictionary<AtomKey, StructureAtom> table, AtomKey[] keys) => new()
    {
        Keys = keys,
        Weights = [.. keys.Select(key => Electrons.Of(table[key].Element) is > 0 and int z ? (float)z : throw new InputException(
            name, $"atom {key.Name} of residue {key.Residue.ToString(CultureInfo.InvariantCulture)} in chain {key.Chain}", $"element \"{table[key].Element}\"", "a chemical element"))],
    };

    private static double[] Positions(Dictionary<AtomKey, StructureAtom> table, AtomKey[] keys) => [.. keys.SelectMany(key => (double[])[table[key].X, table[key].Y, table[key].Z])];
}
