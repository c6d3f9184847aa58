using System.Text.Json;
using Flex3D.Pipeline.Steps.Finish;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>flex3d finish</c> on half-maps by themselves; on a run, see <see cref="VerifyTests"/>.</summary>
public sealed class FinishTests : IDisposable
{
    private const int Box = 32;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-finish-").FullName;

    public FinishTests()
    {
        Write("half1.mrc", Half(1));
        Write("half2.mrc", Half(2));
        Write("mask.mrc", Ball(9));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private void Write(string name, DensityMap map) => MrcMap.Write(In(name), map, "test");

    private Task<string> Finish(string folder, params string[] more) => Flex.DoneAsync(["finish", "--half1", In("half1.mrc"), "--half2", In("half2.mrc"), "--out", In(folder), .. more]);

    [Fact]
    public async Task Two_half_maps_are_finished_with_the_same_bytes_for_any_number_of_threads()
    {
        string said = await Finish("one", "--mask", In("mask.mrc"), "--b-factor", "-50", "--threads", "1");
        await Finish("three", "--mask", In("mask.mrc"), "--b-factor", "-50", "--threads", "3");
        foreach (string words in (string[])["resolution at FSC 0.143", "local resolution, whole mask, median", "-50 Å²", "smallest area under the FSC / largest"])
        {
            said.ShouldContain(words);
        }
        said.ShouldNotContain("volume by the flow");
        foreach (string file in (string[])["maps/local_resolution.mrc", "maps/local_filtered.mrc", "maps/local_sharpened.mrc", "maps/sharpened.mrc", "maps/finish_mask.mrc", "directions.csv", "finish.json", "plots/local_resolution.png", "plots/directions.png", "plots/finish_fsc.png"])
        {
            File.ReadAllBytes(Path.Combine(In("one"), file)).ShouldBe(File.ReadAllBytes(Path.Combine(In("three"), file)), file);
        }
        using var figures = JsonDocument.Parse(File.ReadAllText(In("one/finish.json")));
        JsonElement map = figures.RootElement.GetProperty("maps").EnumerateArray().ShouldHaveSingleItem();
        map.GetProperty("bFactor").GetDouble().ShouldBe(-50);
        double[] local = [.. MrcMap.Read(In("one/maps/local_resolution.mrc")).Values.Where((_, i) => Ball(9).Values[i] > 0.5f).Select(value => (double)value).Order()];
        map.GetProperty("local").GetProperty("median").GetDouble().ShouldBe(local[(int)Math.Round(0.5 * (local.Length - 1))], 1e-6);
        map.GetProperty("local").GetProperty("best").GetDouble().ShouldBe(local[0], 1e-6);
        FinishReport.Read(In("one"))!.Maps[0].Corrected.Length.ShouldBe(Box / 2 + 1);
    }

    [Fact]
    public async Task Without_a_mask_one_is_made_from_the_map()
    {
        (await Finish("made")).ShouldContain("mask: made from the");
        DensityMap mask = MrcMap.Read(In("made/maps/finish_mask.mrc")), molecule = Ball(9);
        mask.Values.Where((_, i) => molecule.Values[i] > 0.9f).Average().ShouldBeGreaterThan(0.9f);
        mask.Values.Average().ShouldBeLessThan(0.5f);
    }

    [Fact]
    public async Task Bad_input_is_refused_in_one_sentence()
    {
        Write("other.mrc", new DensityMap(24, 3, [.. Enumerable.Range(0, 24 * 24 * 24).Select(i => (float)i)]));
        Write("empty.mrc", new DensityMap(Box, 3));
        Write("map.mrc", Half(3));
        string half1 = In("half1.mrc"), half2 = In("half2.mrc"), other = In("other.mrc"), empty = In("empty.mrc");
        await Refused([half1, half1], "half1.mrc", "the same densities");
        await Refused([half1, other], "other.mrc", "a box of 24", "32");
        await Refused([half1, empty], "empty.mrc", "the same value in every voxel");
        await Refused([half1, half2, "--mask", empty], "empty.mrc", "an empty mask");
        await Refused([half1, half2, "--mask", other], "other.mrc");
        await Refused([half1, half2, "--mtf", half1], "half1.mrc");
        await Flex.RefusedAsync(["finish", "--half1", half1, "--out", In("x")], "0 run and 1 half-maps", "both --half1 and --half2");
        await Flex.RefusedAsync(["finish", "--half1", half1, "--half2", half2], "no --out");
        await Flex.RefusedAsync(["finish", "--half1", half1, "--half2", half2, "--out", In("x"), "--window", "-3"], "--window", "above 0");

        Task Refused(string[] halves, params string[] words) => Flex.RefusedAsync(["finish", "--half1", halves[0], "--half2", halves[1], "--out", In("x"), .. halves[2..]], words);
    }

    // A blurred random signal within a ball, denser than its surroundings, and noise of each half.
    private static DensityMap Half(ulong half)
    {
        DensityMap signal = RadialFilter.LowPassAngstrom(Noise(9), 9), ball = Ball(9), map = Noise(half);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = ball.Values[i] * (4 * signal.Values[i] + 1.5f) + 0.25f * map.Values[i];
        }
        return map;
    }

    private static DensityMap Noise(ulong seed) => new(Box, 3, [.. Enumerable.Range(0, Box * Box * Box).Select(i => (float)CounterRandom.Normal(seed, 0, 0, 0, (ulong)i))]);

    private static DensityMap Ball(double radius) => new(Box, 3, [.. Enumerable.Range(0, Box * Box * Box).Select(i =>
        (float)RadialFilter.LowPassGain(Math.Sqrt(Math.Pow(i % Box - Box / 2, 2) + Math.Pow(i / Box % Box - Box / 2, 2) + Math.Pow(i / Box / Box - Box / 2, 2)), radius, 3))]);
}
