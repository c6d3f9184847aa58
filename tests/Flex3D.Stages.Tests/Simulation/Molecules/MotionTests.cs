using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Stages.Tests.Simulation.Molecules;

public class MotionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(-90)]
    public void A_hinge_turns_its_residues_by_the_angle_and_leaves_the_rest(double angle)
    {
        HingeMotion motion = Toys.Bending(-90, 90);
        double[] rest = new double[180], turned = new double[180];
        motion.Place([0.0], rest);
        motion.Place([angle], turned);
        for (int a = 0; a < 60; a++)
        {
            if (a < 30)
            {
                turned[(3 * a)..(3 * a + 3)].ShouldBe(rest[(3 * a)..(3 * a + 3)]);
                continue;
            }
            double r = Math.Sqrt(rest[3 * a] * rest[3 * a] + rest[3 * a + 1] * rest[3 * a + 1]), phi = Math.Atan2(rest[3 * a + 1], rest[3 * a]) + angle * Math.PI / 180;
            turned[3 * a].ShouldBe(r * Math.Cos(phi), 1e-9);
            turned[3 * a + 1].ShouldBe(r * Math.Sin(phi), 1e-9);
            turned[3 * a + 2].ShouldBe(rest[3 * a + 2], 1e-12);
        }
    }

    [Fact]
    public void A_later_hinge_is_carried_by_an_earlier_one()
    {
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        Hinge whole = new() { Moving = [new ResidueRange("A", 1, 30), new ResidueRange("B", 31, 60)], Point = (1, 2, 3), Direction = (0, 1, 0), MinimumDegrees = -90, MaximumDegrees = 90 };
        Hinge tip = new() { Moving = [new ResidueRange("B", 50, 60)], Point = (20, 0, 0), Direction = (0, 0, 1), MinimumDegrees = -90, MaximumDegrees = 90 };
        double[] both = new double[180], tipOnly = new double[180];
        new HingeMotion(molecule, rest, [whole, tip]).Place([70, 40], both);
        new HingeMotion(molecule, rest, [whole, tip]).Place([0, 40], tipOnly);
        // Turning everything keeps all distances of the molecule whose tip alone was turned.
        Distance(both, 5, 55).ShouldBe(Distance(tipOnly, 5, 55), 1e-9);
        Math.Abs(Distance(both, 5, 55) - Distance(rest, 5, 55)).ShouldBeGreaterThan(0.1);
    }

    [Theory]
    [InlineData(-20, 45)]
    [InlineData(0, 15)]
    [InlineData(40, -45)]
    public void A_hinge_that_follows_another_goes_its_own_way_in_proportion_without_a_coordinate(double leader, double follower)
    {
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        Hinge first = new() { Moving = [new ResidueRange("A", 1, 10)], Point = (1, 2, 3), Direction = (0, 1, 0), MinimumDegrees = -20, MaximumDegrees = 40 };
        Hinge other = new() { Moving = [new ResidueRange("A", 20, 30)], Point = (0, 0, 0), Direction = (1, 0, 1), MinimumDegrees = -5, MaximumDegrees = 5 };
        Hinge second = new() { Moving = [new ResidueRange("B", 50, 60)], Point = (20, 0, 0), Direction = (0, 0, 1), MinimumDegrees = 45, MaximumDegrees = -45 };
        var motion = new HingeMotion(molecule, rest, [first, other, second with { Follows = 0 }]);
        motion.Ranges.ShouldBe([(-20, 40), (-5, 5)]);
        double[] together = new double[180], apart = new double[180];
        motion.Place([leader, 3], together);
        new HingeMotion(molecule, rest, [first, other, second with { MinimumDegrees = -45, MaximumDegrees = 45 }]).Place([leader, 3, follower], apart);
        together.ShouldBe(apart, 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_hinge_follows_none_but_an_earlier_one_that_follows_no_other(int follows)
    {
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        Hinge hinge = new() { Moving = [new ResidueRange("A", 1, 10)], Point = (1, 2, 3), Direction = (0, 1, 0), MinimumDegrees = -20, MaximumDegrees = 40 };
        Should.Throw<InputException>(() => new HingeMotion(molecule, rest, [hinge, hinge with { Follows = 0 }, hinge with { Follows = follows }]))
            .Message.ShouldContain($"hinge 3: found a hinge that follows hinge {follows + 1}; expected the number of an earlier hinge");
    }

    [Fact]
    public void An_axis_may_be_named_by_two_residues()
    {
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        ((double X, double Y, double Z) point, (double X, double Y, double Z) direction) = HingeMotion.AxisBetween(molecule, rest, ("A", 3), ("B", 31));
        point.X.ShouldBe(rest[6]);
        (point.Z + direction.Z).ShouldBe(rest[92], 1e-12);
        Should.Throw<InputException>(() => HingeMotion.AxisBetween(molecule, rest, ("A", 31), ("B", 31))).Message.ShouldContain("no CA atom of residue 31 in chain A");
    }

    [Fact]
    public void A_hinge_that_moves_nothing_is_refused_with_the_chains_there_are()
    {
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        var hinge = new Hinge { Moving = [new ResidueRange("H", 1, 9)], Point = (0, 0, 0), Direction = (1, 0, 0), MinimumDegrees = 0, MaximumDegrees = 1 };
        Should.Throw<InputException>(() => new HingeMotion(molecule, rest, [hinge])).Message.ShouldContain("its chains: A, B");
        // Beside a range that holds atoms, too.
        Hinge beside = hinge with { Moving = [new ResidueRange("B", 31, 60), new ResidueRange("Q", int.MinValue, int.MaxValue)] };
        Should.Throw<InputException>(() => new HingeMotion(molecule, rest, [beside])).Message.ShouldContain("found no atom in chain Q;");
    }

    [Fact]
    public void States_are_met_at_their_nodes_and_mixed_between()
    {
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        double[][] states = [.. Enumerable.Range(0, 6).Select(s => rest.Select((v, i) => v + s * (i % 7)).ToArray())];
        var motion = new StateMotion(molecule, states, [2, 3]);
        motion.Ranges.Count.ShouldBe(2);
        double[] at = new double[rest.Length];
        motion.Place([1, 0.5], at);
        at.ShouldBe(states[4], 1e-12);
        motion.Place([0.25, 0.75], at); // between 1, 2, 4 and 5
        for (int i = 0; i < at.Length; i++)
        {
            at[i].ShouldBe(0.75 * (states[1][i] + states[2][i]) / 2 + 0.25 * (states[4][i] + states[5][i]) / 2, 1e-9);
        }
        Should.Throw<InputException>(() => new StateMotion(molecule, states, [2, 2])).Message.ShouldContain("6 structures for a grid of 2 × 2");
    }

    [Fact]
    public void Superposition_undoes_a_rigid_motion_and_never_reflects()
    {
        (_, double[] rest) = Toys.Rod();
        Rotation r = Rotation.FromEulerDegrees(30, 100, -70);
        double[] moved = new double[rest.Length], mirrored = new double[rest.Length];
        for (int a = 0; a < 60; a++)
        {
            (double x, double y, double z) = r.Apply(rest[3 * a], rest[3 * a + 1], rest[3 * a + 2]);
            (moved[3 * a], moved[3 * a + 1], moved[3 * a + 2]) = (x + 5, y - 9, z + 2);
            (mirrored[3 * a], mirrored[3 * a + 1], mirrored[3 * a + 2]) = (-rest[3 * a], rest[3 * a + 1], rest[3 * a + 2]);
        }
        int[] all = [.. Enumerable.Range(0, 60)];
        Superposition.Fit(moved, rest, all).ShouldBe(0, 1e-9);
        moved.ShouldBe(rest, 1e-9);
        Superposition.Fit(mirrored, rest, all).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Structures_that_share_too_few_atoms_are_refused()
    {
        StructureAtom Atom(string chain, int i) => new(new AtomKey(chain, i, "", "CA"), "GLY", "C", i, 0, i % 2);
        StructureAtom[] a = [.. Enumerable.Range(0, 10).Select(i => Atom("A", i))], b = [.. Enumerable.Range(0, 10).Select(i => Atom("Z", i))];
        Should.Throw<InputException>(() => MoleculeBuilder.States([("a.pdb", a), ("b.pdb", b)])).Message.ShouldContain("rename the chains");
    }

    [Fact]
    public void Distributions_spread_as_they_say()
    {
        double[] Draws(CoordinateDistribution d) => [.. Enumerable.Range(0, 4000).Select(i => d.Draw(7, 1, (ulong)i, 2))];
        double[] uniform = Draws(new CoordinateDistribution.Uniform(-30, 30));
        uniform.Average().ShouldBe(0, 1.5);
        (uniform.Min() >= -30 && uniform.Max() < 30 && uniform.Max() > 29).ShouldBeTrue();
        double[] normal = Draws(new CoordinateDistribution.Normal(5, 2));
        normal.Average().ShouldBe(5, 0.2);
        Math.Sqrt(normal.Average(v => (v - 5) * (v - 5))).ShouldBe(2, 0.1);
        Draws(new CoordinateDistribution.Discrete([1, 4, 6])).Distinct().Order().ShouldBe([1, 4, 6]);
        Draws(new CoordinateDistribution.Fixed(3)).ShouldAllBe(v => v == 3);
        double[] minority = Draws(new CoordinateDistribution.Minority(0, 25, 0.05));
        minority.Distinct().Order().ShouldBe([0, 25]);
        minority.Count(v => v == 25).ShouldBeInRange(145, 255);
        double[] states = Draws(new CoordinateDistribution.States(-10, 20, 2, 0.3)), second = [.. states.Where(v => v > 5)], first = [.. states.Where(v => v <= 5)];
        second.Length.ShouldBeInRange(1080, 1320);
        first.Average().ShouldBe(-10, 0.2);
        second.Average().ShouldBe(20, 0.3);
        Math.Sqrt(second.Average(v => (v - 20) * (v - 20))).ShouldBe(2, 0.15);
        Math.Sqrt(first.Average(v => (v + 10) * (v + 10))).ShouldBe(2, 0.15);
    }

    private static double Distance(double[] p, int a, int b) =>
        Math.Sqrt(Enumerable.Range(0, 3).Sum(k => Math.Pow(p[3 * a + k] - p[3 * b + k], 2)));
}
