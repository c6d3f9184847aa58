using System.Globalization;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Particle files that list an image in several rows.</summary>
public sealed class SharedImagesTests(TinyParticles tiny) : IDisposable
{
    private const string Steps = """
        prep:
        mesh: {cellSize: 20}
        train: {epochs: 3, warmUpEpochs: 2, batchSize: 16, layers: 2, width: 32}
        reconstruct: {iterations: 2}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-shared-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task An_image_that_is_listed_twice_in_one_pose_is_read_once_and_is_in_one_half_set()
    {
        // The second row of an image is in the other half-set.
        string twice = Table("twice.star", row => [row, [.. row[..^1], row[^1] == "1" ? "2" : "1"]]);
        await RunAsync("once", Path.Combine(tiny.Folder, "particles.star"));
        string said = await RunAsync("twice", twice);
        said.ShouldContain("64 particles with the image and the pose of an earlier row (within 1° and 0.5 pixels) are left out: rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, …");
        said.ShouldContain("64 images are in both half-sets of the particle file");
        foreach (string result in new[] { "fsc.csv", "maps/flex_half1.mrc", "maps/rigid_half2.mrc", "train/history.json" })
        {
            File.ReadAllBytes(In($"twice/{result}")).ShouldBe(File.ReadAllBytes(In($"once/{result}")), result);
        }
        File.ReadLines(In("twice/latents.csv")).Count().ShouldBe(1 + TinyParticles.Count);
        await Flex.DoneAsync("verify", In("twice"));
    }

    [Fact]
    public async Task Rows_of_one_image_in_several_poses_are_kept_and_held_out_and_counted_by_image()
    {
        string expanded = Table("expanded.star", row => [.. Enumerable.Range(0, 4).Select(k => (string[])
            [row[0], (double.Parse(row[1], CultureInfo.InvariantCulture) + 90 * k).ToString(CultureInfo.InvariantCulture), .. row[2..^1], "0"])]);
        string said = await RunAsync("expanded", expanded);
        said.ShouldContain("64 images have 4 rows");
        said.ShouldNotContain("are left out");
        said.ShouldContain("12 images held out", Case.Sensitive, "one in five of 64");
        said.ShouldContain("256 particles counted", Case.Sensitive, "every row is in each epoch");
        string summary = File.ReadAllText(In("expanded/summary.txt"));
        summary.ShouldContain("12 images were kept out of training");
        summary.ShouldContain("The 256 particles are rows of 64 images");
        File.ReadLines(In("expanded/latents.csv")).Count().ShouldBe(1 + 4 * TinyParticles.Count);
        await Flex.DoneAsync("verify", In("expanded"));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_molecule_without_symmetry_that_was_expanded_is_not_said_to_move()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string data = SharedData.Require("projects/d2_symexp_rot90/particles.star"), common = SharedData.Require("projects/common");
        string said = await RunAsync("d2", data, Path.Combine(common, "map.mrc"), Path.Combine(common, "stack150.mrcs"), "prep:\nmesh:\ntrain: {epochs: 6, warmUpEpochs: 2}\nreconstruct:\n");
        said.ShouldContain("150 images have 4 rows");
        File.ReadAllText(In("d2/summary.txt")).ShouldContain("The data do not support motion");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Images_listed_four_times_have_the_curve_of_those_listed_once()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string common = SharedData.Require("projects/common");
        foreach (string name in new[] { "d0_once", "d1_four_times" })
        {
            await RunAsync(name, SharedData.Require($"projects/{name}/particles.star"), Path.Combine(common, "map.mrc"), Path.Combine(common, "stack150.mrcs"), "prep:\nmesh:\ntrain: {epochs: 3, warmUpEpochs: 2}\nreconstruct:\n");
        }
        File.ReadAllText(In("d1_four_times/fsc.csv")).ShouldBe(File.ReadAllText(In("d0_once/fsc.csv")));
    }

    private Task<string> RunAsync(string name, string particles) =>
        RunAsync(name, particles, Path.Combine(tiny.Folder, "consensus.mrc"), Path.Combine(tiny.Folder, "particles_000.mrcs"), Steps);

    private async Task<string> RunAsync(string name, string particles, string map, string stack, string steps)
    {
        File.WriteAllText(In($"{name}.yaml"), $"name: same\nseed: 1\ninputs: {{particles: {particles}, map: {map}, stack: {stack}}}\n{steps}\n");
        return await Flex.DoneAsync("run", In($"{name}.yaml"), "--out", In(name));
    }

    // Writes the particle file with other rows in place of each.
    private string Table(string name, Func<string[], string[][]> rows)
    {
        File.WriteAllLines(In(name), File.ReadLines(Path.Combine(tiny.Folder, "particles.star"))
            .SelectMany(line => line.Contains('@') ? rows(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(row => string.Join(' ', row)) : [line]));
        return In(name);
    }
}
