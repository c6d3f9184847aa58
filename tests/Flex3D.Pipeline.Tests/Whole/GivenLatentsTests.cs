using System.Globalization;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Training that begins from latents of another program.</summary>
public sealed class GivenLatentsTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-given-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Latents_in_any_unit_train_as_the_same_ones_standardised_and_frozen_ones_stay_as_they_are()
    {
        File.WriteAllText(In("tiny.yaml"), $"""
            from: {tiny.Run}
            prep: {"{trainingBox: 16}"}
            mesh: {"{cellSize: 20}"}
            """);
        await Flex.DoneAsync("run", In("tiny.yaml"), "--out", In("run"));
        WriteLatents("standard.csv", 0, 1);
        WriteLatents("other.csv", 40, 10);
        await TrainAsync("standard");
        string said = await TrainAsync("other");
        said.ShouldContain("centred and scaled into ±1.5");
        double[][] standard = Latents("standard/latents.csv"), other = Latents("other/latents.csv");
        for (int k = 1; k <= 2; k++)
        {
            double[] expected = [.. standard.Select(row => row[k])], found = [.. other.Select(row => row[k])];
            found.Distinct().Count().ShouldBeGreaterThan(TinyParticles.Count / 2);
            for (int p = 0; p < found.Length; p++)
            {
                found[p].ShouldBe(expected[p], 0.02, $"particle {p}, axis {k}");
            }
        }
        string laid = File.ReadAllText(In("other/train/given_latents.json"));
        laid.ShouldContain("offset");
        laid.ShouldContain("factor");
        File.ReadAllText(In("other/summary.txt")).ShouldContain("train/given_latents.json");

        said = await TrainAsync("other", "frozen", "--freeze-latents");
        Latents("frozen/latents.csv").SelectMany(row => row[..3]).ShouldBe(Latents("other.csv").SelectMany(row => row));
        said.ShouldContain("the frozen latents reach beyond ±1.5");
        File.ReadAllText(In("frozen/summary.txt")).ShouldContain("Motion was not tested");
        File.Exists(In("frozen/train/given_latents.json")).ShouldBeFalse();
    }

    private Task<string> TrainAsync(string latents, string? name = null, params string[] more) =>
        Flex.DoneAsync(["train", "--from", In("run"), "--out", In(name ?? latents), "--epochs", "2", "--warm-up-epochs", "1", "--layers", "3", "--width", "32", "--latents", In(latents + ".csv"), .. more]);

    // A curve in two coordinates, in sixteenths so that every unit holds it exactly.
    private void WriteLatents(string name, double mean, double deviation) => File.WriteAllLines(In(name), Enumerable.Range(0, TinyParticles.Count)
        .Select(p => (X: (p % 16 - 7.5) / 4, Y: (p / 16 - 1.5) / 2))
        .Select((z, p) => string.Create(CultureInfo.InvariantCulture, $"{p},{mean + deviation * z.X},{mean - deviation * z.Y}"))
        .Prepend("particle,z0,z1"));

    private double[][] Latents(string name) => [.. File.ReadLines(In(name)).Skip(1).Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];
}
