using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The simulated stand-ins of the paper's experiments: each motion is found, and its region sharpened. Minutes each; runs where FLEX3D_LONG is 1.</summary>
/// <remarks>That of the tri-snRNP is left out: of its five motions training finds two to R² 0.9 or more (docs/paper.md).</remarks>
[Trait("Category", "Long")]
public sealed partial class PaperStandInsTests
{
    [Theory]
    [InlineData("trpv1", 2)]
    [InlineData("spike", 3)]
    [InlineData("integrin", 2)]
    [InlineData("ribosome", 1)]
    public async Task A_stand_in_moves_as_its_truth_and_is_sharper_where_it_moves(string name, int coordinates)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string folder = Directory.CreateTempSubdirectory("flex3d-paper-").FullName;
        try
        {
            string run = Path.Combine(folder, "run"), json = Path.Combine(folder, "score.json");
            await Flex.DoneAsync("run", Path.Combine(SharedData.RepositoryRoot, "pipelines", "paper", "stand-ins", $"{name}.yaml"), "--out", run);
            string summary = File.ReadAllText(Path.Combine(run, "summary.txt"));
            summary.ShouldContain("The molecule moves");
            Match moving = MovingRegion().Match(summary);
            moving.Success.ShouldBeTrue(summary);
            double rigid = double.Parse(moving.Groups[1].Value, CultureInfo.InvariantCulture), flexed = moving.Groups[2].Success ? double.Parse(moving.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
            flexed.ShouldBeLessThan(rigid);
            await Flex.DoneAsync("score", run, "--json", json);
            using var score = JsonDocument.Parse(File.ReadAllText(json));
            JsonElement[] found = [.. score.RootElement.GetProperty("coordinates").EnumerateArray()];
            found.Length.ShouldBe(coordinates);
            found.ShouldAllBe(coordinate => coordinate.GetProperty("rSquared").GetDouble() >= 0.9);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"moving region:\s+rigid ([\d.]+) Å, flexed (?:([\d.]+) Å|not limited by the FSC)")]
    private static partial Regex MovingRegion();
}
