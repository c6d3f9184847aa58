using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Structures;

/// <summary>Finds atoms whose van der Waals spheres overlap by 0.4 Å or more, as MolProbity counts them, but without hydrogens.</summary>
/// <remarks>
/// Counted are pairs of atoms other than hydrogen and metals that are more than three bonds apart and of one conformation. Nitrogen, oxygen, fluorine and sulphur form
/// hydrogen bonds: two of them count where they are nearer than 2.2 Å.
/// </remarks>
internal sealed class ClashFinder
{
    private const double Overlap = 0.4, PolarDistance = 2.2;
    private const int BondsApart = 3;
    private readonly IReadOnlyList<Atom> _atoms;
    private readonly ResidueChain _residues;
    private readonly List<int>[] _bonded;

    public ClashFinder(IReadOnlyList<Atom> atoms, ResidueChain residues, IReadOnlyList<(int A, int B)> bonds)
    {
        (_atoms, _residues, _bonded) = (atoms, residues, new List<int>[atoms.Count]);
        foreach ((int a, int b) in bonds)
        {
            (_bonded[a] ??= []).Add(b);
            (_bonded[b] ??= []).Add(a);
        }
    }

    /// <summary>Returns the clashes, with the overlap of the spheres, Å.</summary>
    /// <param name="positions">[atom][x, y, z], Å.</param>
    public List<(int A, int B, double Overlap)> Find(double[] positions)
    {
        var clashes = new List<(int, int, double)>();
        foreach ((int a, int b, double distance) in new AtomGrid(positions, 2 * AtomRadii.LargestVanDerWaals - Overlap).Pairs())
        {
            string first = _atoms[a].Element, second = _atoms[b].Element;
            if (AtomRadii.IsHydrogen(first) || AtomRadii.IsHydrogen(second) || AtomRadii.Of(first) is not { } one || AtomRadii.Of(second) is not { } other)
            {
                continue;
            }
            double overlap = one.VanDerWaals + other.VanDerWaals - distance;
            bool near = AtomRadii.IsPolar(first) && AtomRadii.IsPolar(second) ? distance < PolarDistance : overlap >= Overlap;
            if (near && _residues.Together(a, b) && !Bonded(a, b, BondsApart))
            {
                clashes.Add((a, b, overlap));
            }
        }
        return clashes;
    }

    private bool Bonded(int from, int to, int within) =>
        within > 0 && _bonded[from] is { } next && next.Exists(atom => atom == to || Bonded(atom, to, within - 1));
}
