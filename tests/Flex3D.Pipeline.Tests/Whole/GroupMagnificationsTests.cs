using System.Text.Json;
using Flex3D.Pipeline.Steps.Prep;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Optics groups whose pixel sizes in the table are wrong against each other.</summary>
public sealed class GroupMagnificationsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-magnification-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private async Task<string> PreparedAsync(string name, params string[] settings)
    {
        await Flex.DoneAsync(["simulate", "--out", In(name), "--structures", TinyParticles.Structures[0], "--distribution", "none", "--particles", "300", "--box", "32", "--pixel-size", "4",
            "--snr", "0.2", "--limit", "false", "--optics-groups", "2", .. settings]);
        return await Flex.DoneAsync("prep", "--from", In(name), "--out", In(name + "-prep"));
    }

    [Fact]
    public async Task Groups_of_different_size_are_named_and_equal_ones_are_not()
    {
        (await PreparedAsync("equal")).ShouldNotContain("larger than those of");
        string said = (await PreparedAsync("unequal", "--magnification-error", "0.02")).Split('\n').First(line => line.Contains("larger than those of", StringComparison.Ordinal));
        said.ShouldContain("correct the pixel sizes of the optics groups in");
        said.ShouldContain("optics group opticsGroup2 show the molecule larger than those of opticsGroup1 do"); // its pixels are smaller
        string prepared = File.ReadAllText(In("unequal-prep/prep/prepared.json"));
        prepared.ShouldContain("larger than those of");
        JsonDocument.Parse(prepared).RootElement.GetProperty("magnificationDifference").GetDouble().ShouldBeInRange(0.02, 0.09);
    }

    [Theory]
    [InlineData(1.013, 0.001)]
    [InlineData(0.972, 0.004)]
    public void A_parabola_is_found_again(double magnification, double error)
    {
        double[] gains = [.. Enumerable.Range(-2, 5).Select(step => 900 - Math.Pow((1 + 0.02 * step - magnification) / error, 2) / 2)];
        (double value, double found) = GroupMagnifications.Best(gains);
        (value, found).ShouldSatisfyAllConditions(_ => value.ShouldBe(magnification, 1e-9), _ => found.ShouldBe(error, 1e-9));
    }

    [Fact]
    public void The_best_at_the_end_is_that_and_where_nothing_is_seen_the_error_is_infinite()
    {
        (double value, double error) = GroupMagnifications.Best([100, 50, 20, 10, 8]);
        value.ShouldBe(0.96, 1e-12);
        error.ShouldBe(0.002, 1e-12); // ten standard errors in a step
        GroupMagnifications.Best([0, 0, 0, 0, 0]).Error.ShouldBe(double.PositiveInfinity);
    }
}
