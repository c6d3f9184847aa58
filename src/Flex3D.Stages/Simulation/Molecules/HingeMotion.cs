using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>Motion of one structure about hinges: each coordinate is a hinge's angle in degrees; 0 is the given structure.</summary>
/// <remarks>
/// Hinges are applied from last to first, each about its axis in the given structure: a later hinge may be in a part that an
/// earlier one moves, and moves with it. A hinge that follows another has no coordinate: where the angle of the other is the
/// fraction f of the way from its minimum to its maximum, its own angle is the same fraction of its own way.
/// </remarks>
public sealed class HingeMotion : IMotion
{
    private readonly double[] _rest;
    private readonly IReadOnlyList<Hinge> _hinges;
    private readonly int[][] _moving;
    private readonly int[] _coordinates; // of each hinge

    /// <exception cref="InputException">A hinge moves no atom, has no direction or an empty range of angles, or follows one that it cannot.</exception>
    public HingeMotion(SimulatedMolecule molecule, double[] rest, IReadOnlyList<Hinge> hinges)
    {
        (Molecule, _rest, _hinges) = (molecule, rest, hinges);
        Ranges = [.. hinges.Where(h => h.Follows is null).Select(h => (h.MinimumDegrees, h.MaximumDegrees))];
        _moving = new int[hinges.Count][];
        _coordinates = new int[hinges.Count];
        int own = 0;
        for (int h = 0; h < hinges.Count; h++)
        {
            Hinge hinge = hinges[h];
            _moving[h] = [.. Enumerable.Range(0, molecule.Count).Where(a => hinge.Moving.Any(r => r.Holds(molecule.Keys[a])))];
            string place = $"hinge {h + 1}";
            if (ResidueRange.Empty(hinge.Moving, molecule) is { } empty)
            {
                throw new InputException("structure", place, $"no atom in {empty}",
                    $"residues of the structure (its chains: {string.Join(", ", molecule.Keys.Select(k => k.Chain).Distinct())})");
            }
            if (!(Length(hinge.Direction) > 1e-6))
            {
                throw new InputException("structure", place, "an axis without a direction", "a direction of some length, or two residues that differ");
            }
            if (hinge.Follows is { } other && (other < 0 || other >= h || hinges[other].Follows is not null))
            {
                throw new InputException("structure", place, $"a hinge that follows hinge {other + 1}", "the number of an earlier hinge (1 is the first) that follows no other");
            }
            _coordinates[h] = hinge.Follows is { } leader ? _coordinates[leader] : own++;
            if (hinge.Follows is null && !(hinge.MaximumDegrees >= hinge.MinimumDegrees))
            {
                throw new InputException("structure", place, FormattableString.Invariant($"angles from {hinge.MinimumDegrees} to {hinge.MaximumDegrees}°"), "a first angle that is not above the second");
            }
        }
    }

    public SimulatedMolecule Molecule { get; }
    public IReadOnlyList<(double Minimum, double Maximum)> Ranges { get; }

    /// <summary>Returns the axis from the CA atom of one residue to that of another.</summary>
    /// <exception cref="InputException">One of the atoms is not in the structure.</exception>
    public static ((double X, double Y, double Z) Point, (double X, double Y, double Z) Direction) AxisBetween(
        SimulatedMolecule molecule, ReadOnlySpan<double> rest, (string Chain, int Residue) from, (string Chain, int Residue) to)
    {
        (double X, double Y, double Z) a = AlphaCarbon(molecule, rest, from), b = AlphaCarbon(molecule, rest, to);
        return (a, (b.X - a.X, b.Y - a.Y, b.Z - a.Z));
    }

    public void Place(ReadOnlySpan<double> coordinates, Span<double> positions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coordinates.Length, Ranges.Count);
        _rest.CopyTo(positions);
        for (int h = _hinges.Count - 1; h >= 0; h--)
        {
            Turn(positions, _moving[h], _hinges[h].Point, _hinges[h].Direction, Degrees(_hinges[h], coordinates[_coordinates[h]]) * Math.PI / 180);
        }
    }

    private double Degrees(Hinge hinge, double coordinate)
    {
        if (hinge.Follows is not { } leader)
        {
            return coordinate;
        }
        double from = _hinges[leader].MinimumDegrees, range = _hinges[leader].MaximumDegrees - from;
        return hinge.MinimumDegrees + (range > 0 ? (coordinate - from) / range : 0) * (hinge.MaximumDegrees - hinge.MinimumDegrees);
    }

    // Rodrigues: r' = r cos + (k × r) sin + k (k·r)(1 − cos).
    private static void Turn(Span<double> positions, int[] atoms, (double X, double Y, double Z) p, (double X, double Y, double Z) direction, double angle)
    {
        double length = Length(direction);
        (double kx, double ky, double kz) = (direction.X / length, direction.Y / length, direction.Z / length);
        (double sin, double cos) = Math.SinCos(angle);
        foreach (int atom in atoms)
        {
            Span<double> r = positions.Slice(3 * atom, 3);
            double x = r[0] - p.X, y = r[1] - p.Y, z = r[2] - p.Z;
            double along = (kx * x + ky * y + kz * z) * (1 - cos);
            r[0] = p.X + x * cos + (ky * z - kz * y) * sin + kx * along;
            r[1] = p.Y + y * cos + (kz * x - kx * z) * sin + ky * along;
            r[2] = p.Z + z * cos + (kx * y - ky * x) * sin + kz * along;
        }
    }

    private static double Length((double X, double Y, double Z) v) => Math.Sqrt(v.X * v.X + v.Y * v.Y + v.Z * v.Z);

    private static (double, double, double) AlphaCarbon(SimulatedMolecule molecule, ReadOnlySpan<double> rest, (string Chain, int Residue) residue)
    {
        for (int a = 0; a < molecule.Count; a++)
        {
            if (molecule.Keys[a].Name == "CA" && molecule.Keys[a].Chain == residue.Chain && molecule.Keys[a].Residue == residue.Residue)
            {
                return (rest[3 * a], rest[3 * a + 1], rest[3 * a + 2]);
            }
        }
        throw new InputException("structure", null, $"no CA atom of residue {residue.Residue} in chain {residue.Chain}", "a residue of the structure");
    }
}
