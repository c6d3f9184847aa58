using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Stages.Tests.Engine.Cpu;

public sealed class PoseTurnTests
{
    // A rotation times pixels per Å, and a pose that is neither at right angles nor to one scale.
    public static TheoryData<float[]> Poses => new(
        new float[] { 0.18f, 0.24f, -0.4f, -0.4f, 0.3f, 0, 12.25f, 11.5f },
        new float[] { 0.5f, 0.1f, 0, 0.1f, 0.1f, 0.48f, 12.3f, 11 });

    [Theory]
    [MemberData(nameof(Poses))]
    public void A_turn_about_an_axis_of_the_map_is_mixed_from_the_spin_and_the_depth(float[] pose)
    {
        float[] rest = [3, -7, 5, 0.5f, 8, -6, 11, 2, -4], deformed = [4, -2, 9];
        var turn = new PoseTurn(pose);
        float[] depths = new float[3];
        turn.Depths(rest, deformed, depths);
        for (int v = 0; v < 3; v++)
        {
            float[] at = v == 0 ? deformed : [rest[v], rest[3 + v], rest[6 + v]];
            double[] q = [.. Enumerable.Range(0, 2).Select(row => Row(pose, row, at))];
            double spinX = turn.Spin.XX * q[0] + turn.Spin.XY * q[1], spinY = turn.Spin.YX * q[0] + turn.Spin.YY * q[1];

            // An image that changes along x alone, and one along y alone: their three derivatives in the view's frame, then about the map's axes.
            float[] alongX = [(float)spinX, depths[v], 0], alongY = [(float)spinY, 0, depths[v]];
            turn.Mix(alongX);
            turn.Mix(alongY);
            for (int axis = 0; axis < 3; axis++)
            {
                float[] cross = axis switch { 0 => [0, -at[2], at[1]], 1 => [at[2], 0, -at[0]], _ => [-at[1], at[0], 0] };
                ((double)alongX[axis]).ShouldBe(Row(pose, 0, cross), 1e-5);
                ((double)alongY[axis]).ShouldBe(Row(pose, 1, cross), 1e-5);
            }
        }
        (turn.Spin.CentreX, turn.Spin.CentreY).ShouldBe((pose[6], pose[7]));
        pose.Length.ShouldBe(ImageShard.PoseLength);
    }

    private static double Row(float[] pose, int row, float[] point) => (double)pose[3 * row] * point[0] + (double)pose[3 * row + 1] * point[1] + (double)pose[3 * row + 2] * point[2];
}
