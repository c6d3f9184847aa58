using System.Numerics;
using System.Text.Json;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Maps and masks of another box, voxel size or scale of values are brought to the images'.</summary>
public sealed class OtherGridTests : IDisposable
{
    private const int Box = 64;
    private const double Pixel = 4;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-grids-").FullName;
    private readonly string _data = SharedData.Require("projects/common");
    private readonly DensityMap _map;
    private readonly float _highest;

    public OtherGridTests()
    {
        _map = MrcMap.Read(Path.Combine(_data, "map.mrc"));
        _highest = _map.Values.Max();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private async Task<(double Scale, string Log)> PrepAsync(string run, string map, params string[] more)
    {
        string log = await Flex.DoneAsync(["prep", "--particles", SharedData.Require("projects/s00_baseline/particles.star"), "--data-dir", _data, "--map", map, "--out", In(run), .. more]);
        using JsonDocument prepared = JsonDocument.Parse(File.ReadAllText(In($"{run}/prep/prepared.json")));
        return (prepared.RootElement.GetProperty("fullImageScale").GetDouble(), log);
    }

    // The map at any point between its voxels: the sum of its waves, one axis after the other.
    private DensityMap Sampled(int box, double pixel)
    {
        double[] values = Array.ConvertAll(_map.Values, value => (double)value);
        int[] size = [Box, Box, Box];
        double[,] weights = new double[box, Box];
        for (int i = 0; i < box; i++)
        {
            for (int j = 0; j < Box; j++)
            {
                for (int k = 1 - Box / 2; k < Box / 2; k++)
                {
                    weights[i, j] += Complex.FromPolarCoordinates(1.0 / Box, 2 * Math.PI * k * ((i - box / 2) * pixel / Pixel - (j - Box / 2)) / Box).Real;
                }
            }
        }
        for (int axis = 0; axis < 3; axis++)
        {
            int inner = axis == 0 ? Box * Box : axis == 1 ? Box : 1, outer = axis == 0 ? 1 : axis == 1 ? box : box * box;
            double[] next = new double[outer * box * inner];
            Parallel.For(0, outer * box, line =>
            {
                for (int j = 0; j < Box; j++)
                {
                    for (int b = 0; b < inner; b++)
                    {
                        next[line * inner + b] += weights[line % box, j] * values[(line / box * Box + j) * inner + b];
                    }
                }
            });
            values = next;
        }
        return new DensityMap(box, pixel, Array.ConvertAll(values, value => (float)value));
    }

    private string Write(string name, DensityMap map)
    {
        MrcMap.Write(In(name), map, "for a test");
        return In(name);
    }

    [Fact]
    public async Task A_map_of_another_box_gives_the_same_grey_scale()
    {
        string own = Path.Combine(_data, "map.mrc"), mask = SoftMask();
        (double expected, string quiet) = await PrepAsync("own", own, "--mask", mask);
        expected.ShouldBe(0.8998, 0.01);
        quiet.ShouldNotContain("resampled");
        DensityMap fine = Sampled(128, 2);
        (double twice, string log) = await PrepAsync("twice", Write("twice.mrc", fine), "--mask", mask);
        twice.ShouldBe(expected, 1e-4 * expected);
        log.ShouldContain("128³ voxels of 2 Å are resampled to the particles' 64³ of 4 Å");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task So_does_one_of_an_odd_box_and_one_whose_voxel_size_is_put_right()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string mask = SoftMask();
        (double expected, _) = await PrepAsync("own", Path.Combine(_data, "map.mrc"), "--mask", mask);
        (double odd, _) = await PrepAsync("odd", Write("odd.mrc", Sampled(131, 2.03)), "--mask", mask); // 266 Å: all that the images show
        odd.ShouldBe(expected, 1e-3 * expected);
        DensityMap fine = Sampled(128, 2);
        (double right, _) = await PrepAsync("right", Write("right.mrc", fine), "--mask", mask);
        (double wrong, _) = await PrepAsync("wrong", Write("wrong.mrc", new DensityMap(128, 1.7, fine.Values)), "--mask", mask, "--map-pixel-size", "2");
        wrong.ShouldBe(right, 1e-9);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_header_that_differs_a_little_is_not_followed_unless_asked()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string map = Write("map.mrc", new DensityMap(Box, 4.08, _map.Values));
        (double followed, string log) = await PrepAsync("not", map);
        log.ShouldContain("4.08 Å");
        log.ShouldContain("inputs.mapPixelSize");
        (double own, _) = await PrepAsync("own", Path.Combine(_data, "map.mrc"));
        followed.ShouldBe(own, 1e-9);
        (double asked, _) = await PrepAsync("asked", map, "--map-pixel-size", "4.08");
        Math.Abs(asked - own).ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData(255), InlineData(-1), InlineData(1)]
    public async Task A_mask_on_another_scale_without_an_edge_becomes_a_soft_mask(int unit)
    {
        DensityMap hard = new(Box, Pixel, Array.ConvertAll(_map.Values, value => value > 0.25f * _highest ? unit : 0f));
        (_, string log) = await PrepAsync("run", Path.Combine(_data, "map.mrc"), "--mask", Write("hard.mrc", hard));
        log.Contains("are divided by", StringComparison.Ordinal).ShouldBe(unit != 1);
        log.ShouldContain("soft edge of 12 Å");
        DensityMap mask = MrcMap.Read(In("run/prep/mask.mrc"));
        (mask.Values.Min(), mask.Values.Max()).ShouldBe((0, 1));
        mask.Values.Select(value => value == 1).ShouldBe(hard.Values.Select(value => value != 0));
        mask.Values.Count(value => value is > 0.1f and < 0.9f).ShouldBeGreaterThan(100);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Masks_of_another_box_are_resampled_in_every_step()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        DensityMap fine = new(160, 1.8, Array.ConvertAll(Sampled(160, 1.8).Values, value => value > 0.25f * _highest ? 1f : 0));
        string micelle = Write("micelle.mrc", new DensityMap(160, 1.8, [.. fine.Values.Select((value, i) => i % 160 < 80 ? value : 0)]));
        (_, string log) = await PrepAsync("run", Write("map.mrc", Sampled(128, 2)), "--mask", Write("fine.mrc", fine));
        log.ShouldContain("160³ voxels of 1.8 Å are resampled");
        log = await Flex.DoneAsync("mesh", "--from", In("run"), "--out", In("mesh"), "--cells", "12", "--micelle-mask", micelle);
        log.ShouldContain("micelle mask");
        await Flex.DoneAsync("mesh", "--from", In("run"), "--out", In("free"), "--cells", "12");
        Still("mesh").ShouldBeGreaterThan(0);
        Still("free").ShouldBe(0);
    }

    private int Still(string run)
    {
        using JsonDocument mesh = JsonDocument.Parse(File.ReadAllText(In($"{run}/mesh/mesh.json")));
        return mesh.RootElement.GetProperty("mobility").EnumerateArray().Count(value => value.GetDouble() == 0);
    }

    private string SoftMask()
    {
        bool[] molecule = Array.ConvertAll(_map.Values, value => value > 0.1f * _highest);
        return Write("soft.mrc", SolventMask.Soften(molecule, Box, Pixel, 8, 12));
    }
}
