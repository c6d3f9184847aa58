using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flex3D.Bench;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Training;

namespace Flex3D.Gpu.Tests;

/// <summary>What counts as the same training on another device.</summary>
public sealed class RunComparisonTests : IDisposable
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-compare-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1000, 20, 0, 0, true, "")]
    [InlineData(1000.05, 20.05, 0.0005, 100, true, "")]
    [InlineData(1000.2, 20, 0, 0, false, "loss")]
    [InlineData(1000, 20.2, 0, 0, false, "predictive gain")]
    [InlineData(1000, 20, 0.002, 3, true, "")]
    [InlineData(1000, 20, 0.002, 4, false, "latents")]
    [InlineData(double.NaN, 20, 0, 0, false, "loss")]
    public void Trainings_differ_by_rounding_at_most(double loss, double gain, double moved, int particles, bool same, string failed)
    {
        string a = Run("a", 1000, 20, 0, 0);
        string b = Run("b", loss, gain, moved, particles);
        using var output = new StringWriter();
        RunComparison.Run(a, b, output).ShouldBe(same);
        string[] bad = [.. output.ToString().Split('\n').Where(line => line.StartsWith("FAILED", StringComparison.Ordinal))];
        bad.ShouldAllBe(line => line.Contains(failed, StringComparison.Ordinal));
        bad.Length.ShouldBe(same ? 0 : 1);
    }

    [Fact]
    public void Runs_without_a_finished_training_and_of_other_length_are_refused()
    {
        string a = Run("a", 1000, 20, 0, 0);
        Should.Throw<InputException>(() => RunComparison.Run(a, _folder, TextWriter.Null)).Message.ShouldContain("run.yaml");
        Should.Throw<InputException>(() => RunComparison.Run(a, Run("b", 1000, 20, 0, 0, state: "stopped"), TextWriter.Null)).Message.ShouldContain("stopped");
        Should.Throw<InputException>(() => RunComparison.Run(a, Run("c", 1000, 20, 0, 0, count: 99), TextWriter.Null)).Message.ShouldContain("99 particles");
    }

    // A run folder with one epoch, the first few particles moved.
    private string Run(string name, double loss, double gain, double moved, int particles, string state = "done", int count = 100)
    {
        string folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.Combine(folder, "train"));
        File.WriteAllText(Path.Combine(folder, "run.yaml"), "name: one\n");
        File.WriteAllText(Path.Combine(folder, "status.json"), $$"""{ "state": "done", "steps": { "train": { "state": "{{state}}", "seconds": 2 } } }""");
        var last = new EpochRecord(0, EpochKind.Embed, loss, 1, 990, 1010, gain, 1, 5);
        File.WriteAllText(Path.Combine(folder, "train", "history.json"), JsonSerializer.Serialize((EpochRecord[])[last], s_json));
        File.WriteAllLines(Path.Combine(folder, "latents.csv"), ["particle,z0,z1", .. Enumerable.Range(0, count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{0.01 * i + (i < particles ? moved : 0)},{-0.01 * i}"))]);
        return folder;
    }
}
