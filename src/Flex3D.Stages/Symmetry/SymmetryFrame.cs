using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Symmetry;

/// <summary>Where the axes of a point group lie in a map.</summary>
/// <param name="Group">The group.</param>
/// <param name="Turn">Rotation from the group's setting to the map: an operator g is Q g Qᵀ in the map.</param>
/// <param name="X">x of the point that all operators leave in place, Å from the box centre.</param>
/// <param name="Y">y of that point.</param>
/// <param name="Z">z of that point.</param>
public sealed record SymmetryFrame(PointGroup Group, Rotation Turn, double X, double Y, double Z)
{
    /// <summary>Creates the frame of a map whose axes lie as in the group's setting and go through the box centre.</summary>
    public static SymmetryFrame Standard(PointGroup group) => new(group, Rotation.Identity, 0, 0, 0);

    /// <summary>The operators in the map's coordinates, the identity first: a symmetric map has V(r) = V(c + g(r − c)) for each g, with c the fixed point.</summary>
    public IReadOnlyList<Rotation> Operators => [.. Group.Operators.Select(g => InMap(Turn, g))];

    /// <summary>Direction of the main axis in the map, of length 1.</summary>
    public (double X, double Y, double Z) MainAxis => (Turn.M02, Turn.M12, Turn.M22);

    /// <summary>The group's generators in the map's coordinates.</summary>
    internal IEnumerable<Rotation> Generators => Group.Generators.Select(g => InMap(Turn, g));

    /// <summary>Returns where the fixed point would go if an operator turned the map about the box centre, from where it is: c − g c, Å.</summary>
    public (double X, double Y, double Z) Offset(in Rotation g)
    {
        (double x, double y, double z) = g.Apply(X, Y, Z);
        return (X - x, Y - y, Z - z);
    }

    private static Rotation InMap(in Rotation turn, in Rotation g)
    {
        var back = new Rotation(turn.M00, turn.M10, turn.M20, turn.M01, turn.M11, turn.M21, turn.M02, turn.M12, turn.M22);
        return turn.Times(g).Times(back);
    }
}
