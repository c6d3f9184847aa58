namespace Flex3D.Stages.Structures;

/// <summary>A cell list of atoms, which finds all pairs within a distance in a time that grows with the number of atoms alone.</summary>
internal sealed class AtomGrid
{
    private readonly double[] _positions;
    private readonly double _width;
    private readonly (int X, int Y, int Z)[] _cells;
    private readonly Dictionary<(int X, int Y, int Z), List<int>> _atoms = [];

    /// <param name="positions">[atom][x, y, z], Å.</param>
    /// <param name="within">The largest distance of a pair, Å.</param>
    public AtomGrid(double[] positions, double within)
    {
        (_positions, _width, _cells) = (positions, within, new (int, int, int)[positions.Length / 3]);
        for (int atom = 0; atom < _cells.Length; atom++)
        {
            _cells[atom] = (Cell(3 * atom), Cell(3 * atom + 1), Cell(3 * atom + 2));
            if (!_atoms.TryGetValue(_cells[atom], out List<int>? found))
            {
                _atoms[_cells[atom]] = found = [];
            }
            found.Add(atom);
        }
    }

    /// <summary>Returns all pairs of atoms within the distance, in the order of the first atom, which is the lower-numbered.</summary>
    public IEnumerable<(int A, int B, double Distance)> Pairs()
    {
        var near = new List<(int B, double Distance)>();
        for (int a = 0; a < _cells.Length; a++)
        {
            near.Clear();
            (int x, int y, int z) = _cells[a];
            for (int cell = 0; cell < 27; cell++)
            {
                if (_atoms.TryGetValue((x + cell % 3 - 1, y + cell / 3 % 3 - 1, z + cell / 9 - 1), out List<int>? there))
                {
                    foreach (int b in there)
                    {
                        if (b > a && Distance(_positions, a, b) is var distance && distance <= _width)
                        {
                            near.Add((b, distance));
                        }
                    }
                }
            }
            near.Sort();
            foreach ((int b, double distance) in near)
            {
                yield return (a, b, distance);
            }
        }
    }

    /// <summary>Returns the distance of two atoms.</summary>
    public static double Distance(double[] positions, int a, int b)
    {
        double x = positions[3 * a] - positions[3 * b], y = positions[3 * a + 1] - positions[3 * b + 1], z = positions[3 * a + 2] - positions[3 * b + 2];
        return Math.Sqrt(x * x + y * y + z * z);
    }

    private int Cell(int coordinate) => (int)Math.Floor(Math.Clamp(_positions[coordinate] / _width, -1e9, 1e9));
}
