using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Structures;

/// <summary>Compares moved atoms with those at rest: lengths of bonds, distances of consecutive CA atoms, and clashes.</summary>
/// <remarks>A flow is smooth over cells of several Å, and knows no chemistry: where it shears or crushes cells, it changes bonds. A bond is broken that is longer by a quarter or more.</remarks>
public sealed class StructureGeometry
{
    private const double Broken = 1.25, Crushed = 0.75, LongestTrace = 4.5;
    private readonly ResidueChain _residues;
    private readonly double[] _rest;
    private readonly List<(int A, int B)> _bonds;
    private readonly List<(int A, int B)> _trace = [];
    private readonly ClashFinder _finder;
    private readonly HashSet<(int A, int B)> _clashesBefore;

    /// <param name="atoms">The atoms.</param>
    /// <param name="rest">Their positions at rest, [atom][x, y, z], Å.</param>
    public StructureGeometry(IReadOnlyList<Atom> atoms, double[] rest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rest.Length, 3 * atoms.Count);
        (_rest, _residues) = (rest, new ResidueChain(atoms));
        _bonds = BondFinder.Find(atoms, _residues, rest);
        _finder = new ClashFinder(atoms, _residues, _bonds);
        List<(int A, int B, double Overlap)> clashes = _finder.Find(rest);
        _clashesBefore = [.. clashes.Select(clash => (clash.A, clash.B))];
        int[] trace = [.. Enumerable.Range(0, atoms.Count).Where(i => atoms[i].Name == "CA" && atoms[i].Element == "C" && atoms[i].AltLoc is ' ' or 'A')];
        foreach ((int a, int b) in trace.Zip(trace.Skip(1)))
        {
            if (atoms[a].Model == atoms[b].Model && _residues.Neighbours(a, b) && AtomGrid.Distance(rest, a, b) < LongestTrace)
            {
                _trace.Add((a, b));
            }
        }
        Before = new RestGeometry(atoms.Count, _bonds.Count, _trace.Count, Mean(_trace), clashes.Count, WorstClash(clashes));
    }

    /// <summary>The geometry at rest.</summary>
    public RestGeometry Before { get; }

    /// <summary>Measures moved atoms.</summary>
    /// <param name="moved">[atom][x, y, z], Å.</param>
    public MovedGeometry Of(double[] moved)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(moved.Length, _rest.Length);
        List<(int A, int B, double Overlap)> clashes = _finder.Find(moved);
        double square = 0, farthest = 0;
        for (int i = 0; i < moved.Length; i += 3)
        {
            double x = moved[i] - _rest[i], y = moved[i + 1] - _rest[i + 1], z = moved[i + 2] - _rest[i + 2], length = x * x + y * y + z * z;
            square += length;
            farthest = Math.Max(farthest, length);
        }
        return new MovedGeometry(
            Math.Sqrt(3 * square / moved.Length), Math.Sqrt(farthest), Changes(_bonds, moved), Changes(_trace, moved), clashes.Count,
            clashes.Count(clash => !_clashesBefore.Contains((clash.A, clash.B))), WorstClash(clashes));
    }

    private DistanceChanges Changes(List<(int A, int B)> pairs, double[] moved)
    {
        if (pairs.Count == 0)
        {
            return new DistanceChanges(0, 0, 0, 0, null);
        }
        double square = 0, largest = -1;
        int broken = 0, crushed = 0;
        (int A, int B) worst = default;
        foreach ((int a, int b) in pairs)
        {
            double before = AtomGrid.Distance(_rest, a, b), after = AtomGrid.Distance(moved, a, b), change = Math.Abs(after - before);
            square += change * change;
            broken += after >= Broken * before ? 1 : 0;
            crushed += after <= Crushed * before ? 1 : 0;
            (largest, worst) = change > largest ? (change, (a, b)) : (largest, worst);
        }
        var named = new NamedDistance(_residues.Name(worst.A), _residues.Name(worst.B), AtomGrid.Distance(_rest, worst.A, worst.B), AtomGrid.Distance(moved, worst.A, worst.B));
        return new DistanceChanges(Math.Sqrt(square / pairs.Count), largest, broken, crushed, named);
    }

    private double Mean(List<(int A, int B)> pairs) => pairs.Count == 0 ? 0 : pairs.Average(pair => AtomGrid.Distance(_rest, pair.A, pair.B));

    private NamedOverlap? WorstClash(List<(int A, int B, double Overlap)> clashes)
    {
        if (clashes.Count == 0)
        {
            return null;
        }
        (int a, int b, double overlap) = clashes.MaxBy(clash => clash.Overlap);
        return new NamedOverlap(_residues.Name(a), _residues.Name(b), overlap);
    }
}
