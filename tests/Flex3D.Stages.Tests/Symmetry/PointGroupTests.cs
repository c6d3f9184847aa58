using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Symmetry;

namespace Flex3D.Stages.Tests.Symmetry;

/// <summary>Point groups have the rotations that their names stand for.</summary>
public sealed class PointGroupTests
{
    [Theory]
    [InlineData("C1", 1), InlineData("c4", 4), InlineData("C17", 17), InlineData("D1", 2), InlineData("D3", 6), InlineData("D7", 14)]
    [InlineData("T", 12), InlineData("O", 24), InlineData("I", 60), InlineData("I1", 60), InlineData("I2", 60)]
    public void A_group_has_its_order_and_is_closed(string name, int order)
    {
        IReadOnlyList<Rotation> all = PointGroup.Parse(name).Operators;
        all.Count.ShouldBe(order);
        all[0].ShouldBe(Rotation.Identity);
        foreach (Rotation a in all.Take(8))
        {
            foreach (Rotation b in all)
            {
                all.Count(known => Near(known, a.Times(b))).ShouldBe(1);
            }
        }
    }

    // Angles of a tetrahedron, a cube and an icosahedron: 8 thirds and 3 halves of a turn; 6 + 3 quarters, 8 thirds and 6 halves; 24 fifths, 20 thirds and 15 halves.
    [Theory]
    [InlineData("T", 8, 3, 0, 0)]
    [InlineData("O", 8, 9, 6, 0)]
    [InlineData("I", 20, 15, 0, 24)]
    public void Its_rotations_have_the_angles_of_the_solid(string name, int thirds, int halves, int quarters, int fifths)
    {
        double[] angles = [.. PointGroup.Parse(name).Operators.Skip(1).Select(Angle)];
        angles.Count(a => Math.Abs(a - 120) < 1e-4).ShouldBe(thirds);
        angles.Count(a => Math.Abs(a - 180) < 1e-4).ShouldBe(halves);
        angles.Count(a => Math.Abs(a - 90) < 1e-4).ShouldBe(quarters);
        angles.Count(a => Math.Abs(a - 72) < 1e-4 || Math.Abs(a - 144) < 1e-4).ShouldBe(fifths);
    }

    [Theory]
    [InlineData("C5", 72, 0, 0, 1)]
    [InlineData("D5", 180, 1, 0, 0)]
    [InlineData("T", 120, 0, 0, 1)]
    [InlineData("O", 90, 0, 0, 1)]
    [InlineData("O", 90, 1, 0, 0)]
    [InlineData("I1", 180, 0, 1, 0)]
    [InlineData("I2", 180, 1, 0, 0)]
    [InlineData("I2", 72, 0.525731, 0, 0.850651)]
    [InlineData("I1", 72, 0.850651, 0, -0.525731)]
    public void Its_axes_lie_as_in_RELION(string name, double angle, double x, double y, double z)
    {
        double t = angle * Math.PI / 180;
        PointGroup.Parse(name).Operators.Count(g => Near(g, Rotation.FromVector(t * x, t * y, t * z))).ShouldBe(1);
    }

    [Theory]
    [InlineData("C0", "C1 to C100"), InlineData("C101", "C1 to C100"), InlineData("H", "helical"), InlineData("I3", "I1 or I2"), InlineData("", "C1 to C100"), InlineData("C-2", "C1 to C100")]
    public void Another_name_is_refused(string name, string said) => Should.Throw<InputException>(() => PointGroup.Parse(name)).Message.ShouldContain(said);

    private static double Angle(Rotation g) => Math.Acos(Math.Clamp((g.M00 + g.M11 + g.M22 - 1) / 2, -1, 1)) * 180 / Math.PI;

    private static bool Near(in Rotation a, in Rotation b) =>
        Math.Abs(a.M00 - b.M00) + Math.Abs(a.M01 - b.M01) + Math.Abs(a.M02 - b.M02) + Math.Abs(a.M10 - b.M10) + Math.Abs(a.M11 - b.M11) + Math.Abs(a.M12 - b.M12)
        + Math.Abs(a.M20 - b.M20) + Math.Abs(a.M21 - b.M21) + Math.Abs(a.M22 - b.M22) < 1e-5;
}
