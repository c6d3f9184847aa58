using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Structures;

/// <summary>Finds the covalent bonds of a model from distances, elements and neighbouring residues.</summary>
/// <remarks>
/// Two atoms are bonded if they are at most 0.4 Å (hydrogens 0.25 Å) farther apart than their covalent radii together, and belong to the same residue, or are what joins neighbouring residues of a chain (C and N,
/// or O3' and P), or two sulphurs, or if one belongs to a ligand (HETATM, no water). Metals have no bonds.
/// </remarks>
internal static class BondFinder
{
    private const double Slack = 0.4, HydrogenSlack = 0.25, Least = 0.5;

    /// <summary>Returns the bonds, each with the lower-numbered atom first, in order.</summary>
    /// <param name="atoms">The atoms.</param>
    /// <param name="residues">Their residues.</param>
    /// <param name="positions">[atom][x, y, z], Å.</param>
    public static List<(int A, int B)> Find(IReadOnlyList<Atom> atoms, ResidueChain residues, double[] positions)
    {
        var bonds = new List<(int, int)>();
        foreach ((int a, int b, double distance) in new AtomGrid(positions, 2 * AtomRadii.LargestCovalent + Slack).Pairs())
        {
            string one = atoms[a].Element, other = atoms[b].Element;
            bool hydrogen = AtomRadii.IsHydrogen(one) || AtomRadii.IsHydrogen(other), hydrogens = AtomRadii.IsHydrogen(one) && AtomRadii.IsHydrogen(other);
            if (distance >= Least && !hydrogens && residues.Together(a, b) && AtomRadii.Of(one) is { } first && AtomRadii.Of(other) is { } second
                && distance <= first.Covalent + second.Covalent + (hydrogen ? HydrogenSlack : Slack) && MayJoin(atoms, residues, a, b))
            {
                bonds.Add((a, b));
            }
        }
        return bonds;
    }

    private static bool MayJoin(IReadOnlyList<Atom> atoms, ResidueChain residues, int a, int b)
    {
        if (residues.Of(a) == residues.Of(b))
        {
            return true;
        }
        if (residues.IsWater(a) || residues.IsWater(b))
        {
            return false;
        }
        if (atoms[a].IsHetero || atoms[b].IsHetero || (atoms[a].Element == "S" && atoms[b].Element == "S"))
        {
            return true;
        }
        return residues.Neighbours(a, b) && (atoms[a].Name, atoms[b].Name) is ("C", "N") or ("N", "C") or ("O3'", "P") or ("P", "O3'") or ("O3*", "P") or ("P", "O3*");
    }
}
