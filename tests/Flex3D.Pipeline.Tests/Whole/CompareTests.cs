using System.Globalization;
using System.Text.Json;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The comparison of runs with the real program, and what <c>flex3d show</c> prints of one.</summary>
public sealed class CompareTests(ComparedRuns runs, TinyParticles tiny) : IClassFixture<ComparedRuns>
{
    private async Task<(string Said, JsonElement Json, string Page)> CompareAsync(string name, params string[] compared)
    {
        string page = runs.In(name + ".html");
        string said = await Flex.DoneAsync(["compare", .. compared, "--out", page]);
        return (said, JsonDocument.Parse(File.ReadAllText(runs.In(name + ".json"))).RootElement, File.ReadAllText(page));
    }

    private static Dictionary<int, (double Loss, double Rigid)> Losses(string run) => File.ReadAllLines(Path.Combine(run, "train", "held_out.csv")).Skip(1).Select(line => line.Split(','))
        .ToDictionary(cells => int.Parse(cells[0], CultureInfo.InvariantCulture), cells => (double.Parse(cells[1], CultureInfo.InvariantCulture), double.Parse(cells[2], CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Runs_of_the_same_images_are_compared_by_the_losses_of_the_particles_that_both_held_out()
    {
        (string said, JsonElement json, string page) = await CompareAsync("pair", runs.All, runs.Stiffer);
        JsonElement pair = json.GetProperty("pairs")[0], held = pair.GetProperty("heldOut");
        pair.GetProperty("particles").GetInt32().ShouldBe(TinyParticles.Count);
        held.GetProperty("measure").GetString().ShouldBe("loss");
        Dictionary<int, (double Loss, double Rigid)> all = Losses(runs.All), stiffer = Losses(runs.Stiffer);
        int[] common = [.. all.Keys.Intersect(stiffer.Keys)];
        held.GetProperty("common").GetInt32().ShouldBe(common.Length);
        held.GetProperty("difference").GetProperty("mean").GetDouble().ShouldBe(common.Average(p => stiffer[p].Loss - all[p].Loss), 1e-9);
        json.GetProperty("settings").EnumerateArray().Select(setting => setting.GetProperty("key").GetString()).ShouldContain("train.lambda");
        json.GetProperty("settings").EnumerateArray().Select(setting => setting.GetProperty("key").GetString()).ShouldNotContain("prep.noise");
        said.ShouldContain($"On the {common.Length} particles held out of both");
        page.ShouldContain($"On the {common.Length} particles held out of both");
        page.ShouldContain("data-plot=\"mobility\"");
        page.ShouldContain("\"name\":\"all\",\"box\":96"); // the curves of the run that was reconstructed
        page.ShouldNotContain("src=\"http");
    }

    [Fact]
    public async Task A_run_and_its_copy_have_the_same_motion_and_the_same_losses()
    {
        string copy = runs.In("copy");
        foreach (string file in Directory.GetFiles(runs.Stiffer, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(copy, Path.GetRelativePath(runs.Stiffer, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        (string said, JsonElement json, _) = await CompareAsync("copies", runs.Stiffer, copy);
        json.GetProperty("pairs")[0].GetProperty("motion").GetProperty("whole").GetProperty("differenceAngstrom").GetDouble().ShouldBeLessThan(1e-4);
        said.ShouldContain("stiffer and copy have the same losses");
        said.ShouldContain("No setting differs");
    }

    [Fact]
    public async Task Runs_on_selections_are_compared_on_the_particles_that_both_have()
    {
        (_, JsonElement json, _) = await CompareAsync("selection", runs.All, runs.Second);
        JsonElement pair = json.GetProperty("pairs")[0];
        pair.GetProperty("particles").GetInt32().ShouldBe(TinyParticles.Count / 2);
        int[] common = [.. Losses(runs.All).Keys.Intersect(Losses(runs.Second).Keys.Select(row => row + TinyParticles.Count / 2))];
        pair.GetProperty("heldOut").GetProperty("common").GetInt32().ShouldBe(common.Length);
    }

    [Fact]
    public async Task What_cannot_be_compared_is_refused_with_one_sentence()
    {
        await Flex.RefusedAsync(["compare", runs.First, runs.Second, "--out", runs.In("no.html")], "no particle in common");
        await Flex.RefusedAsync(["compare", runs.All, runs.All], "the same run twice");
        await Flex.RefusedAsync(["compare", runs.All], "one run");
        await Flex.RefusedAsync(["compare", runs.All, tiny.Run], "training is not finished");
        await Flex.RefusedAsync(["compare", runs.All, runs.First, "--out", "page.txt"], "--out", "comparison.html");
        File.Exists(runs.In("no.html")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_is_shown_on_a_screen_with_its_plots()
    {
        string[] lines = (await Flex.DoneAsync("show", runs.All)).TrimEnd().Split('\n');
        lines.Length.ShouldBeLessThan(50);
        lines.SkipWhile(line => !line.StartsWith("loss", StringComparison.Ordinal)).ShouldAllBe(line => line.Length <= 100);
        string text = string.Join('\n', lines);
        text.ShouldStartWith("done: prep ");
        text.ShouldContain("All of them\n====");
        text.ShouldContain("Resolution (FSC 0.143)");
        text.ShouldNotContain("Where to look");
        foreach (string plot in new[] { "loss   ● held out, flexed", "FSC   ● flexed", "particles along the main motion, motion0 (Å)" })
        {
            text.ShouldContain(plot);
        }
        (await Flex.DoneAsync("show", tiny.Run)).ShouldStartWith("done: simulate"); // without a training there is nothing to plot
    }
}
