using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Symmetry;

/// <summary>A point group of rotations, in RELION's setting of its axes: C1, C2, …, D1, D2, …, T, O, I (which is I2), I1 and I2.</summary>
/// <remarks>
/// The main axis of C, D, T (its threefold axis) and O (a fourfold axis) is z. D has a twofold axis along x, and T a threefold axis in the plane of y and z.
/// I1 and I2 have twofold axes along x, y and z; a fivefold axis lies at (0.851, 0, −0.526) in I1 and at (0.526, 0, 0.851) in I2.
/// </remarks>
public sealed class PointGroup
{
    private const int MostFold = 100;
    private const double Same = 1e-6;

    private static readonly double s_golden = (1 + Math.Sqrt(5)) / 2;

    private PointGroup(string name, IReadOnlyList<Rotation> generators, int mainFold)
    {
        (Name, Generators, MainFold) = (name, generators, mainFold);
        Operators = Closed(generators);
    }

    /// <summary>The group's name, such as C4.</summary>
    public string Name { get; }

    /// <summary>All rotations of the group, the identity first.</summary>
    public IReadOnlyList<Rotation> Operators { get; }

    /// <summary>The number of rotations of the group.</summary>
    public int Order => Operators.Count;

    /// <summary>Rotations whose products are the group; none for C1.</summary>
    internal IReadOnlyList<Rotation> Generators { get; }

    /// <summary>n of the n-fold axis along z.</summary>
    internal int MainFold { get; }

    /// <summary>Reads a name, in upper or lower case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="where">Where the name was given, for the message.</param>
    /// <exception cref="InputException">There is no such group, or it is not a point group of rotations.</exception>
    public static PointGroup Parse(string name, string where = "symmetry")
    {
        string upper = name.Trim().ToUpperInvariant();
        Rotation x2 = About(2, 1, 0, 0), z2 = About(2, 0, 0, 1);
        switch (upper)
        {
            case "T":
                return new(upper, [About(3, 0, 0, 1), About(2, 0, Math.Sqrt(2), 1)], 3);
            case "O":
                return new(upper, [About(4, 0, 0, 1), About(3, 1, 1, 1)], 4);
            case "I" or "I2":
                return new(upper, [z2, About(5, 1, 0, s_golden)], 2);
            case "I1":
                return new(upper, [z2, About(5, s_golden, 0, -1)], 2);
        }
        if (upper.Length > 1 && upper[0] is 'C' or 'D' && int.TryParse(upper[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int fold) && fold is >= 1 and <= MostFold)
        {
            Rotation[] turn = fold == 1 ? [] : [About(fold, 0, 0, 1)];
            return new(upper, upper[0] == 'C' ? turn : [.. turn, x2], fold);
        }
        bool helical = upper.StartsWith('H');
        throw new InputException(where, null, $"'{name}'{(helical ? ", helical symmetry" : "")}", $"C1 to C{MostFold}, D1 to D{MostFold}, T, O, I, I1 or I2",
            helical ? "helical symmetry is not a point group, and not supported: symmetrise the maps in the program that refined the helix" : "name the point group of the map, such as C4");
    }

    // The turn by 360°/fold about an axis of any length.
    private static Rotation About(int fold, double x, double y, double z)
    {
        double scale = 2 * Math.PI / fold / Math.Sqrt(x * x + y * y + z * z);
        return Rotation.FromVector(x * scale, y * scale, z * scale);
    }

    // Products are formed until none is new; a group of n rotations has n² products, of which most are met early.
    private static List<Rotation> Closed(IReadOnlyList<Rotation> generators)
    {
        List<Rotation> found = [Rotation.Identity];
        for (int i = 0; i < found.Count; i++)
        {
            foreach (Rotation generator in generators)
            {
                Rotation product = found[i].Times(generator);
                if (!found.Exists(known => Distance(known, product) < Same))
                {
                    found.Add(product);
                }
            }
        }
        return found;
    }

    // 3 − tr(AᵀB) = 2 − 2 cos of the angle between two rotations.
    private static double Distance(in Rotation a, in Rotation b) =>
        3 - (a.M00 * b.M00 + a.M01 * b.M01 + a.M02 * b.M02 + a.M10 * b.M10 + a.M11 * b.M11 + a.M12 * b.M12 + a.M20 * b.M20 + a.M21 * b.M21 + a.M22 * b.M22);
}
