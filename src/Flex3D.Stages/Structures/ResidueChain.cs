using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Structures;

/// <summary>The residues of a model in the order of its file.</summary>
internal sealed class ResidueChain
{
    private readonly IReadOnlyList<Atom> _atoms;
    private readonly int[] _residues;

    public ResidueChain(IReadOnlyList<Atom> atoms)
    {
        (_atoms, _residues) = (atoms, new int[atoms.Count]);
        for (int i = 1; i < atoms.Count; i++)
        {
            Atom a = atoms[i - 1], b = atoms[i];
            bool same = (a.Model, a.Chain, a.ResidueNumber, a.InsertionCode) == (b.Model, b.Chain, b.ResidueNumber, b.InsertionCode) && (a.ResidueName == b.ResidueName || a.AltLoc != b.AltLoc);
            _residues[i] = _residues[i - 1] + (same ? 0 : 1);
        }
    }

    /// <summary>Returns the number of an atom's residue, from 0, in the order of the file.</summary>
    public int Of(int atom) => _residues[atom];

    /// <summary>Whether two atoms are of one conformation: of one model, and not of different alternate locations.</summary>
    public bool Together(int a, int b) =>
        _atoms[a].Model == _atoms[b].Model && (_atoms[a].AltLoc == _atoms[b].AltLoc || _atoms[a].AltLoc == ' ' || _atoms[b].AltLoc == ' ');

    /// <summary>Whether the residues of two atoms are neighbours in one chain.</summary>
    public bool Neighbours(int a, int b) => Math.Abs(_residues[a] - _residues[b]) == 1 && _atoms[a].Chain == _atoms[b].Chain;

    /// <summary>Whether an atom is of a water.</summary>
    public bool IsWater(int atom) => _atoms[atom].ResidueName is "HOH" or "WAT" or "DOD" or "H2O";

    /// <summary>Returns the name of an atom for users, such as <c>A/LEU 45/CA</c>.</summary>
    public string Name(int atom)
    {
        Atom a = _atoms[atom];
        return $"{a.Chain}/{a.ResidueName} {a.ResidueNumber}{(a.InsertionCode == ' ' ? "" : a.InsertionCode)}/{a.Name}{(a.AltLoc == ' ' ? "" : $" ({a.AltLoc})")}";
    }
}
