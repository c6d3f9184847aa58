using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Symmetry;

namespace Flex3D.Stages.Tests.Symmetry;

/// <summary>Maps of Gaussian balls, whose symmetry and whose turned copies are known in closed form.</summary>
public sealed class SymmetrisedMapsTests
{
    private const int Box = 40, Inside = 15;
    private const double Pixel = 2, Width = 5;

    // Balls of an asymmetric unit, Å from the fixed point of the symmetry.
    private static readonly (double X, double Y, double Z, double Weight)[] s_unit = [(18, 3, 4, 1), (11, -8, 12, 0.8), (6, 14, -10, 0.6)];

    [Theory]
    [InlineData("C4", 0, 0, 0), InlineData("D2", 0, 0, 0), InlineData("C3", 3, -2, 1)]
    public void The_mean_over_the_operators_is_the_map_of_all_copies(string group, double x, double y, double z)
    {
        var frame = new SymmetryFrame(PointGroup.Parse(group), Rotation.FromVector(0.3, -0.2, 0.5), x, y, z);
        DensityMap one = Map([.. s_unit.Select(ball => (ball.X + x, ball.Y + y, ball.Z + z, ball.Weight))]);
        DensityMap all = Map(Copies(frame)), mean = SymmetrisedMaps.Of(one, frame, 2);
        double largest = all.Values.Max();
        for (int i = 0; i < all.Values.Length; i++)
        {
            double dx = i % Box - Box / 2, dy = i / Box % Box - Box / 2, dz = i / (Box * Box) - Box / 2;
            if (dx * dx + dy * dy + dz * dz > Inside * Inside)
            {
                continue; // an operator may take it out of the box
            }
            (frame.Operators.Count * mean.Values[i]).ShouldBe(all.Values[i], 4e-3 * largest);
        }
        SymmetrisedMaps.Of(one, frame, 1).Values.ShouldBe(mean.Values);
    }

    [Fact]
    public void A_turn_by_a_right_angle_moves_voxels()
    {
        DensityMap map = Map(s_unit), mean = SymmetrisedMaps.Of(map, SymmetryFrame.Standard(PointGroup.Parse("C2")), 1);
        (int x, int y, int z) = (Box / 2 + 7, Box / 2 - 3, Box / 2 + 4);
        mean[z, y, x].ShouldBe(0.5f * (map[z, y, x] + map[z, Box - y, Box - x]), 1e-5f);
    }

    [Fact]
    public void The_axes_are_found_wherever_they_lie() => AreFound("C4");

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("C2"), InlineData("D2"), InlineData("D3"), InlineData("T"), InlineData("O"), InlineData("I")]
    public void So_are_those_of_other_groups(string group)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        AreFound(group);
    }

    private static void AreFound(string group)
    {
        var truth = new SymmetryFrame(PointGroup.Parse(group), Rotation.FromVector(0.7, -0.4, 1.1), 2.5, -1.5, 3);
        (SymmetryFrame found, double score) = SymmetryFinder.Find(truth.Group, Map(Copies(truth)), 2);
        score.ShouldBeGreaterThan(0.995);

        // Frames are the same when each operator of one is an operator of the other, which takes the balls to the same places.
        foreach (Rotation g in found.Operators)
        {
            (double ox, double oy, double oz) = found.Offset(g);
            (double X, double Y, double Z) at = (truth.X + 18, truth.Y + 3, truth.Z + 4);
            (double x, double y, double z) = g.Apply(at.X, at.Y, at.Z);
            truth.Operators.Min(h =>
            {
                (double hx, double hy, double hz) = h.Apply(at.X, at.Y, at.Z);
                (double px, double py, double pz) = truth.Offset(h);
                return Math.Sqrt(Math.Pow(hx + px - x - ox, 2) + Math.Pow(hy + py - y - oy, 2) + Math.Pow(hz + pz - z - oz, 2));
            }).ShouldBeLessThan(0.5);
        }
    }

    [Fact]
    public void Half_maps_that_have_the_symmetry_keep_their_correlation_and_others_lose_it()
    {
        SymmetryFrame c3 = SymmetryFrame.Standard(PointGroup.Parse("C3"));
        var mask = new DensityMap(Box, Pixel);
        mask.Values.AsSpan().Fill(1);
        DensityMap symmetric = Map(Copies(c3));
        SymmetryAgreement has = SymmetryAgreement.Of(Noisy(symmetric, 1), Noisy(symmetric, 2), mask, c3, 2);
        has.Share.ShouldBeGreaterThan(0.9);
        has.Shares.Length.ShouldBe(2);
        has.Turned[2].ShouldBe(has.Untouched[2], 0.05);
        DensityMap single = Map(s_unit);
        SymmetryAgreement lacks = SymmetryAgreement.Of(Noisy(single, 1), Noisy(single, 2), mask, c3, 2);
        lacks.Share.ShouldBeLessThan(0.4);
        lacks.Reaches.Angstrom.ShouldBeGreaterThan(1.5 * has.Reaches.Angstrom);
    }

    private static (double X, double Y, double Z, double Weight)[] Copies(SymmetryFrame frame) =>
    [
        .. frame.Operators.SelectMany(g => s_unit.Select(ball =>
        {
            (double x, double y, double z) = g.Apply(ball.X, ball.Y, ball.Z);
            return (x + frame.X, y + frame.Y, z + frame.Z, ball.Weight);
        })),
    ];

    private static DensityMap Map((double X, double Y, double Z, double Weight)[] balls)
    {
        var map = new DensityMap(Box, Pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double x = (i % Box - Box / 2) * Pixel, y = (i / Box % Box - Box / 2) * Pixel, z = (i / (Box * Box) - Box / 2) * Pixel;
            map.Values[i] = (float)balls.Sum(ball => ball.Weight * Math.Exp(-((x - ball.X) * (x - ball.X) + (y - ball.Y) * (y - ball.Y) + (z - ball.Z) * (z - ball.Z)) / (2 * Width * Width)));
        }
        return map;
    }

    private static DensityMap Noisy(DensityMap map, int seed)
    {
        ulong state = (ulong)seed * 0x9E3779B97F4A7C15;
        DensityMap noisy = map.Clone();
        foreach (ref float value in noisy.Values.AsSpan())
        {
            double sum = 0;
            for (int k = 0; k < 4; k++)
            {
                state = state * 6364136223846793005 + 1442695040888963407;
                sum += (state >> 33) / (double)(1L << 31) - 0.5;
            }
            value += (float)(0.1 * sum);
        }
        return noisy;
    }
}
