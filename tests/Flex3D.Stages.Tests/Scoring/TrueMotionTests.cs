using Flex3D.Stages.Scoring;

namespace Flex3D.Stages.Tests.Scoring;

public class TrueMotionTests
{
    private static readonly double[] s_rest = [50, 0, 0, 0, 10, 5, 1, 2, 3];

    [Theory]
    [InlineData(-30)]
    [InlineData(-27)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(29)]
    public void An_arm_that_turns_is_followed_between_the_nodes(double angle)
    {
        double[] nodes = [-30, -20, -10, 0, 10, 20, 30];
        double[] Arm(double degrees) => [50 * (Math.Cos(degrees * Math.PI / 180) - 1), 50 * Math.Sin(degrees * Math.PI / 180), 0, 0, 0, 0, 0, 0, 0];
        var motion = new TrueMotion(s_rest, [.. nodes.Select(t => (double[])[t])], [.. nodes.Select(Arm)]);
        double[] at = motion.At([angle]);
        at[0].ShouldBe(50 * Math.Cos(angle * Math.PI / 180), 0.03);
        at[1].ShouldBe(50 * Math.Sin(angle * Math.PI / 180), 0.03);
        at[3..].ShouldBe(s_rest[3..]);
    }

    [Fact]
    public void Two_nodes_are_joined_by_a_line_and_three_by_a_parabola_and_ends_hold()
    {
        TrueMotion.AxisWeights([0, 1], 0.3).ShouldBe([0.7, 0.3], 1e-12);
        // Of the nodes 0, 1, 3: the values of 2t² − t + 1 at 2.
        double[] weights = TrueMotion.AxisWeights([0, 1, 3], 2);
        (weights[0] * 1 + weights[1] * 2 + weights[2] * 16).ShouldBe(7, 1e-12);
        TrueMotion.AxisWeights([0, 1, 3], 4).ShouldBe([0, 0, 1], 1e-12);
        TrueMotion.AxisWeights([2], 5).ShouldBe([1.0]);
    }

    [Fact]
    public void A_grid_keeps_what_two_coordinates_do_together()
    {
        static double Value(double a, double b) => 1 + a + 2 * b + 3 * a * b + a * a - b * b;
        double[] ends = [-1, 0, 1];
        double[][] nodes = [.. ends.SelectMany(a => ends.Select(b => (double[])[a, b]))];
        var motion = new TrueMotion(s_rest, nodes, [.. nodes.Select(t => Enumerable.Repeat(Value(t[0], t[1]), 9).ToArray())]);
        (motion.At([0.3, -0.7])[1] - s_rest[1]).ShouldBe(Value(0.3, -0.7), 1e-9);
    }

    [Fact]
    public void Nodes_along_single_coordinates_add_up()
    {
        static double Value(double a, double b, double c) => 4 + a + 2 * b * b + 3 * c;
        double[][] nodes = [[0, 0, 5], [-1, 0, 5], [1, 0, 5], [0, -1, 5], [0, 1, 5], [0, 0, 4], [0, 0, 6]];
        var motion = new TrueMotion(s_rest, nodes, [.. nodes.Select(t => Enumerable.Repeat(Value(t[0], t[1], t[2]), 9).ToArray())]);
        (motion.At([0.5, -0.5, 5.5])[4] - s_rest[4]).ShouldBe(Value(0.5, -0.5, 5.5), 1e-9);
        Should.Throw<ArgumentException>(() => new TrueMotion(s_rest, [[0, 0], [1, 1], [2, 2]], [s_rest, s_rest, s_rest]));
    }
}
