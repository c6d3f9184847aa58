using System.Globalization;
using System.Text.Json;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A channel with C4 symmetry whose four outer domains bend each by itself: no particle has the symmetry, but the maps without motion do. Some minutes; runs where FLEX3D_LONG is 1.</summary>
[Trait("Category", "Long")]
public sealed class IndependentSubunitsTests
{
    [Fact]
    public async Task Half_maps_that_are_averaged_over_the_symmetry_agree_better_with_each_other_and_with_the_truth()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string folder = Directory.CreateTempSubdirectory("flex3d-c4-").FullName;
        try
        {
            string channel = Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures", "channel.pdb.gz");
            File.WriteAllText(In("c4.yaml"), $$"""
                name: A channel whose subunits move independently
                simulate:
                  structures: [{{channel}}]
                  hinges:
                    - { chain: E, point: [31, 0, -1], axis: [0, 1, 0], from: -14, to: 14 }
                    - { chain: F, point: [0, 31, -1], axis: [-1, 0, 0], from: -14, to: 14 }
                    - { chain: G, point: [-31, 0, -1], axis: [0, -1, 0], from: -14, to: 14 }
                    - { chain: H, point: [0, -31, -1], axis: [1, 0, 0], from: -14, to: 14 }
                  particles: 2500
                  box: 56
                  pixelSize: 3.6
                  snr: 0.3
                prep: {}
                mesh: { cellSize: 14 }
                train: { latentDimension: 4, layers: 3, width: 32, epochs: 8 }
                reconstruct: { symmetry: C4 }
                """);
            await Flex.DoneAsync("run", In("c4.yaml"), "--out", In("run"));
            double[][] shells = [.. File.ReadLines(In("run/symmetry.csv")).Skip(2).Select(line => Array.ConvertAll(line.Split(','), value => double.Parse(value, CultureInfo.InvariantCulture)))];
            foreach (double[] shell in shells.Where(shell => shell[2] > 0.3)) // flexed: given, turned, symmetrised
            {
                shell[4].ShouldBeGreaterThan(shell[2]);
            }
            shells.Where(shell => shell[2] is > 0.3 and < 0.85).ShouldContain(shell => shell[4] > shell[2] + 0.1);

            JsonElement symmetrised = await ScoreAsync(In("run"), In("symmetrised.json"));
            foreach (string map in Directory.GetFiles(In("run/maps"), "*_unsymmetrised.mrc"))
            {
                File.Copy(map, map.Replace("_unsymmetrised", ""), overwrite: true);
            }
            JsonElement given = await ScoreAsync(In("run"), In("given.json"));
            symmetrised.GetProperty("coordinates").EnumerateArray().ShouldAllBe(coordinate => coordinate.GetProperty("rSquared").GetDouble() > 0.9);
            Middle(symmetrised).ShouldBeGreaterThan(Middle(given) + 0.002);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string In(string name) => Path.Combine(folder, name);
    }

    private static async Task<JsonElement> ScoreAsync(string run, string json)
    {
        await Flex.DoneAsync("score", run, "--json", json);
        using var score = JsonDocument.Parse(File.ReadAllText(json));
        return score.RootElement.Clone();
    }

    // The area under the FSC of the map with the true one where all domains are in the middle.
    private static double Middle(JsonElement score) =>
        score.GetProperty("maps").EnumerateArray().Single(map => map.GetProperty("coordinates").EnumerateArray().All(at => at.GetDouble() == 0)).GetProperty("area").GetDouble();
}
