using Flex3D.Stages.Engine.Convection;

namespace Flex3D.Stages.Tests.Engine.Convection;

public class Convection3DTests
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(0.9)]
    public void The_convected_map_agrees_with_the_scalar_reference(double spread)
    {
        var f = new SplatFixture(11, 300, 1, spread);
        float[] map = new float[f.N * f.N * f.N];
        Convection3D.Convect(f.Plan, f.Values, f.Px, f.Py, f.Pz, f.N, map, new SplatScratch());
        double[] expected = f.Reference.Convect(SplatFixture.Double(f.Values), SplatFixture.Double(f.Px), SplatFixture.Double(f.Py), SplatFixture.Double(f.Pz), f.N);
        SplatFixture.ShouldAgree(expected, map, 1e-5);
    }

    [Fact]
    public void Slabs_filled_apart_give_the_bits_of_the_whole()
    {
        var f = new SplatFixture(16, 900, 2);
        float[] whole = new float[16 * 16 * 16], parts = new float[16 * 16 * 16];
        Convection3D.Convect(f.Plan, f.Values, f.Px, f.Py, f.Pz, 16, whole, new SplatScratch());
        Parallel.For(0, 5, i => Convection3D.Convect(f.Plan, f.Values, f.Px, f.Py, f.Pz, 16, 16 * i / 5, 16 * (i + 1) / 5, parts, new SplatScratch()));
        parts.ShouldBe(whole);
    }

    [Fact]
    public void A_projection_is_the_sum_along_z_of_the_convected_map()
    {
        var f = new SplatFixture(20, 700, 3, 0.2);
        float[] map = new float[20 * 20 * 20];
        Convection3D.Convect(f.Plan, f.Values, f.Px, f.Py, f.Pz, 20, map, new SplatScratch());
        double[] summed = new double[400];
        for (int i = 0; i < map.Length; i++)
        {
            summed[i % 400] += map[i];
        }
        SplatFixture.ShouldAgree(summed, f.Project(new SplatScratch()), 1e-5);
    }

    [Fact]
    public void A_position_that_is_none_makes_the_map_NaN()
    {
        var f = new SplatFixture(8, 50, 4);
        f.Pz[0] = float.NaN;
        float[] map = new float[512];
        Convection3D.Convect(f.Plan, f.Values, f.Px, f.Py, f.Pz, 8, map, new SplatScratch());
        map.ShouldAllBe(v => float.IsNaN(v));
    }
}
