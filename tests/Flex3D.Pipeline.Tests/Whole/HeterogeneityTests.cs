namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>What the whole program says of simulated particles that differ, but of which the molecule does not move, and of some that do.</summary>
[Trait("Category", "Long")]
public sealed class HeterogeneityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-heterogeneity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("nothing", "", "The data do not support motion")]
    [InlineData("poses", "--pose-error 3", "The data do not support motion: the given poses are off by")]
    [InlineData("part", "--missing {chain: A, residues: 30-60, fraction: 0.4}", "The particles differ in composition")]
    [InlineData("micelle", "--micelle {radius: 40, thickness: 15, height: 25}", "Something differs between particles")]
    [InlineData("junk", "--junk 0.1", "")]
    public async Task A_molecule_that_does_not_move_is_not_said_to(string name, string option, string said)
    {
        string summary = await SummaryAsync(name, ["adk_open"], ["--distribution", "none", .. option.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries)]);
        summary.ShouldNotContain("The molecule moves");
        summary.ShouldNotContain("The molecule may move");
        summary.ShouldContain(said);
    }

    [Fact]
    public async Task Orientations_that_are_wrong_by_multiples_of_90_degrees_are_no_motion()
    {
        string summary = await SummaryAsync("turned", ["adk_open"], ["--distribution", "none"], TurnThreeOfFour);
        summary.ShouldNotContain("The molecule moves");
        summary.ShouldNotContain("The molecule may move");
        summary.ShouldContain("Many given orientations are far off");
    }

    // Turns the rows of a table about the map's z axis: three of four by 90°, 180° or 270°.
    private static void TurnThreeOfFour(string table)
    {
        string[] lines = File.ReadAllLines(table);
        int first = Array.FindIndex(lines, line => line.StartsWith("data_particles", StringComparison.Ordinal)), rot = -1, row = 0;
        for (int i = first; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is ["_rlnAngleRot", var number])
            {
                rot = int.Parse(number.TrimStart('#'), System.Globalization.CultureInfo.InvariantCulture) - 1;
            }
            else if (fields.Length > 4 && rot >= 0 && row++ is var at)
            {
                fields[rot] = (double.Parse(fields[rot], System.Globalization.CultureInfo.InvariantCulture) + 90 * (at % 4)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                lines[i] = string.Join(' ', fields);
            }
        }
        row.ShouldBe(2000);
        File.WriteAllLines(table, lines);
    }

    [Fact]
    public async Task One_that_moves_is_said_to_with_errors_of_its_poses_too() =>
        (await SummaryAsync("moves", ["adk_open", "adk_closed"], ["--pose-error", "2"])).ShouldContain("The molecule moves");

    private async Task<string> SummaryAsync(string name, string[] structures, string[] options, Action<string>? change = null)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        string folder = Path.Combine(_folder, name), here = Path.Combine(Flex3D.Tests.SharedData.RepositoryRoot, "pipelines", "structures");
        string At(string step) => Path.Combine(folder, step);
        await Flex.DoneAsync(["simulate", "--out", At("sim"), "--structures", .. structures.Select(file => Path.Combine(here, $"{file}.pdb.gz")), "--particles", "2000", "--box", "48", "--pixel-size", "3", "--limit", "false", .. options]);
        change?.Invoke(Path.Combine(At("sim"), "simulate", "particles.star"));
        await Flex.DoneAsync("prep", "--from", At("sim"), "--check", "warn", "--out", At("prep"));
        await Flex.DoneAsync("mesh", "--from", At("prep"), "--out", At("mesh"));
        await Flex.DoneAsync("train", "--from", At("mesh"), "--out", At("train"));
        return File.ReadAllText(Path.Combine(At("train"), "summary.txt"));
    }
}
