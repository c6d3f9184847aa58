using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Geometry;

public class SolventMaskTests
{
    private static readonly SolventMaskOptions Plain = new() { LowPassAngstrom = 0, DilateAngstrom = 6, SoftEdgeAngstrom = 8 };

    [Fact]
    public void The_distance_transform_is_exact()
    {
        const int N = 9;
        bool[] set = new bool[N * N * N];
        for (int i = 0; i < 5; i++)
        {
            set[(int)(CounterRandom.Bits(1, 0, 0, (ulong)i, 0) % (N * N * N))] = true;
        }
        float[] distance = DistanceTransform.Squared(set, N);
        for (int i = 0; i < set.Length; i++)
        {
            double least = double.MaxValue;
            for (int j = 0; j < set.Length; j++)
            {
                if (set[j])
                {
                    least = Math.Min(least, Math.Pow(i % N - j % N, 2) + Math.Pow(i / N % N - j / N % N, 2) + Math.Pow(i / N / N - j / N / N, 2));
                }
            }
            distance[i].ShouldBe((float)least);
        }
        DistanceTransform.Squared(new bool[8], 2).ShouldAllBe(d => float.IsPositiveInfinity(d));
    }

    [Fact]
    public void Dust_goes_and_large_pieces_stay()
    {
        bool[] set = new bool[1000];
        Array.Fill(set, true, 0, 100);  // a slab
        Array.Fill(set, true, 500, 40); // a smaller one
        set[999] = true;
        ConnectedComponents.KeepLarge(set, 10, 0.1).ShouldBe([100, 40]);
        set[999].ShouldBeFalse();
        set.Count(s => s).ShouldBe(140);
    }

    [Theory]
    [InlineData(1e-4, 0)]
    [InlineData(250.0, 0)]
    [InlineData(1.0, 7.0)]
    public void A_noisy_ball_is_found_whatever_the_scale_and_offset(double scale, double offset)
    {
        const int N = 32;
        const double Pixel = 2, Radius = 16;
        DensityMap map = Ball(N, Pixel, Radius, noise: 0.1);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = (float)(scale * (map.Values[i] + offset));
        }
        DensityMap mask = SolventMask.Create(map, Plain, NoFilter, out _);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            double r = Pixel * Math.Sqrt(Math.Pow(i % N - 16, 2) + Math.Pow(i / N % N - 16, 2) + Math.Pow(i / N / N - 16, 2));
            if (r < Radius + 4)
            {
                mask.Values[i].ShouldBe(1f);
            }
            else if (r > Radius + 6 + 8 + 2)
            {
                mask.Values[i].ShouldBe(0f);
            }
        }
        mask.Values.ShouldContain(v => v > 0.4f && v < 0.6f);
    }

    [Fact]
    public void The_edge_is_a_raised_cosine_of_the_distance()
    {
        bool[] point = new bool[16 * 16 * 16];
        point[(8 * 16 + 8) * 16 + 8] = true;
        DensityMap mask = SolventMask.Soften(point, 16, 2.0, 4, 8);
        mask[8, 8, 10].ShouldBe(1f);
        mask[8, 8, 12].ShouldBe(0.5f, 1e-6f);
        mask[8, 11, 8].ShouldBe((float)(0.5 * (1 + Math.Cos(Math.PI / 4))), 1e-6f);
        mask[14, 8, 8].ShouldBe(0f);
    }

    [Theory]
    [InlineData("igg1d/consensus.mrc", 0.05, 0.12)]
    [InlineData("igg1d/half1.mrc", 0.05, 0.12)]
    [InlineData("empiar10499/map.mrc", 0.08, 0.25)]
    [InlineData("trpv1/trpv1_volume.mrc", 0.1, 0.25)]
    public void Real_maps_get_a_mask_of_one_piece_and_a_sensible_size(string map, double least, double most)
    {
        DensityMap mask = SolventMask.Create(MrcMap.Read(SharedData.Require(map)), new SolventMaskOptions(), (m, r) => RadialFilter.LowPassAngstrom(m, r), out _);
        MapChecks.RequireMask(mask, map);
        bool[] half = [.. mask.Values.Select(v => v > 0.5f)];
        ((double)half.Count(v => v) / half.Length).ShouldBeInRange(least, most);
        ConnectedComponents.KeepLarge(half, mask.Box, 0).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("igg1d/truth/map_t+0.mrc")]
    [InlineData("igg1d/truth/map_t+30.mrc")]
    [InlineData("igg1d/truth/map_t-30.mrc")]
    public void The_mask_of_a_consensus_holds_the_part_that_moves(string truth)
    {
        DensityMap consensus = MrcMap.Read(SharedData.Require("igg1d/consensus.mrc")), map = MrcMap.Read(SharedData.Require(truth));
        DensityMap mask = SolventMask.Create(consensus, new SolventMaskOptions(), (m, r) => RadialFilter.LowPassAngstrom(m, r), out _);
        double inside = 0, all = 0;
        for (int i = 0; i < map.Values.Length; i++)
        {
            double power = (double)map.Values[i] * map.Values[i];
            (inside, all) = (inside + mask.Values[i] * power, all + power);
        }
        (inside / all).ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void A_map_without_a_molecule_is_refused()
    {
        Should.Throw<InputException>(() => SolventMask.Create(new DensityMap(16, 2), Plain, NoFilter, out _)).Message.ShouldContain("threshold");
        Should.Throw<InputException>(() => SolventMask.Create(Ball(16, 2, 8, 0), Plain with { Threshold = -1 }, NoFilter, out _)).Message.ShouldContain("nearly every voxel");
        DensityMap map = Ball(16, 2, 8, 0);
        map[3, 4, 5] = float.NaN;
        Should.Throw<InputException>(() => SolventMask.Create(map, Plain, NoFilter, out _)).Message.ShouldContain("voxel (z 3, y 4, x 5)");
    }

    [Fact]
    public void Maps_that_do_not_belong_together_are_refused_with_both_figures()
    {
        var a = new DensityMap(16, 2);
        Should.Throw<InputException>(() => MapChecks.RequireSame(a, "map.mrc", new DensityMap(8, 2), "mask.mrc")).Message.ShouldBe(
            "mask.mrc: found a box of 8; expected 16, as in map.mrc; bring both to the same box and pixel size");
        Should.Throw<InputException>(() => MapChecks.RequireSame(a, "map.mrc", new DensityMap(16, 2.1), "mask.mrc")).Message.ShouldContain("2.1 Å");
        MapChecks.RequireSame(a, "map.mrc", new DensityMap(16, 2.001), "mask.mrc");
        Should.Throw<InputException>(() => MapChecks.RequireMask(a, "mask.mrc")).Message.ShouldContain("empty mask");
        DensityMap nan = Ball(16, 2, 8, 0);
        nan[0, 0, 0] = float.NaN;
        Should.Throw<InputException>(() => MapChecks.RequireMask(nan, "mask.mrc")).Message.ShouldContain("NaN");
        nan[0, 0, 0] = 3;
        Should.Throw<InputException>(() => MapChecks.RequireMask(nan, "mask.mrc")).Message.ShouldContain("is this a map?");
    }

    [Fact]
    public void A_mesh_that_leaves_the_mask_bare_is_refused()
    {
        TetrahedralMesh small = MeshBuilder.BuildRegular(Ball(16, 2, 4, 0), null, new MeshOptions { CellsAcrossBox = 8 });
        Should.Throw<InputException>(() => VoxelBinder.Bind(small, Ball(16, 2, 12, 0)).RequireCovered("mesh.json", "mask.mrc")).Message.ShouldContain("uncovered");
    }

    private static DensityMap NoFilter(DensityMap map, double resolution) => map;

    private static DensityMap Ball(int n, double pixel, double radius, double noise)
    {
        var map = new DensityMap(n, pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double r = pixel * Math.Sqrt(Math.Pow(i % n - n / 2, 2) + Math.Pow(i / n % n - n / 2, 2) + Math.Pow(i / n / n - n / 2, 2));
            map.Values[i] = (float)((r <= radius ? 1 : 0) + noise * CounterRandom.Normal(9, 0, 0, (ulong)i, 0));
        }
        return map;
    }
}
