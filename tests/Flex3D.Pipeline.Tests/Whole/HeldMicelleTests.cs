using System.Text.Json;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A kinase that closes inside a disordered belt, which is held still: the kinase is found nearly as well as without the belt. Some minutes; runs where FLEX3D_LONG is 1.</summary>
[Trait("Category", "Long")]
public sealed class HeldMicelleTests
{
    private const int Box = 40;
    private const double Pixel = 3;

    [Fact]
    public async Task A_belt_that_is_held_still_costs_the_protein_about_a_tenth_of_its_error()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string folder = Directory.CreateTempSubdirectory("flex3d-belt-").FullName;
        string[] simulate = ["--structures", .. TinyParticles.Structures, "--particles", "800", "--box", $"{Box}", "--pixel-size", "3", "--resolution", "6"];
        string[] found = ["mesh: {cellSize: 12}", "train: {epochs: 8, warmUpEpochs: 4, latentDimension: 1, layers: 3, width: 32}"];
        try
        {
            await Flex.DoneAsync(["simulate", .. simulate, "--snr", "0.3", "--out", In("plain")]); // the same noise as with the belt
            await Flex.DoneAsync(["simulate", .. simulate, "--snr", "0.4544", "--micelle", "{center: [0, 0, -12], radius: 30, thickness: 16, height: 16, density: 0.7, disorder: 0.1}", "--out", In("belt")]);
            WriteBelt(In("belt.mrc"), In("belt/simulate/truth/simulation.json"));
            double without = await ErrorAsync(In("plain"), "");
            double with = await ErrorAsync(In("belt"), $"inputs: {{micelleMask: {In("belt.mrc")}}}\n");
            TestContext.Current.TestOutputHelper?.WriteLine($"error of the moving atoms: {without:f2} Å without the belt, {with:f2} Å with it held still");
            with.ShouldBeLessThan(1.13 * without); // 1.09 with this noise, 1.11 with another
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string In(string name) => Path.Combine(folder, name);

        async Task<double> ErrorAsync(string simulation, string inputs)
        {
            string run = simulation + "-run", json = simulation + ".json";
            File.WriteAllText(run + ".yaml", $"from: {simulation}\n{inputs}prep:\n{string.Join("\n", found)}\n");
            await Flex.DoneAsync("run", run + ".yaml", "--out", run);
            await Flex.DoneAsync("score", run, "--json", json);
            using var score = JsonDocument.Parse(File.ReadAllText(json));
            return score.RootElement.GetProperty("displacement").GetProperty("asGiven").GetProperty("errorMoving").GetDouble();
        }
    }

    // The belt with what its disorder adds: a torus with an elliptical section, 22 Å across and 18 Å high.
    private static void WriteBelt(string path, string simulation)
    {
        using var truth = JsonDocument.Parse(File.ReadAllText(simulation));
        double[] centre = [.. truth.RootElement.GetProperty("frameCentre").EnumerateArray().Select(value => value.GetDouble())];
        var mask = new DensityMap(Box, Pixel);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            double x = (i % Box - Box / 2) * Pixel + centre[0], y = (i / Box % Box - Box / 2) * Pixel + centre[1], z = (i / (Box * Box) - Box / 2) * Pixel + centre[2] + 12;
            double across = (Math.Sqrt(x * x + y * y) - 30) / 11, along = z / 9;
            mask.Values[i] = across * across + along * along <= 1 ? 1 : 0;
        }
        MrcMap.Write(path, mask, "belt");
    }
}
