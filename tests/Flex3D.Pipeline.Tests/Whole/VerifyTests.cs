using System.Globalization;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>flex3d verify</c> on the folder of a real run, whole and damaged.</summary>
public sealed class VerifyTests(VerifyTests.Original original) : IClassFixture<VerifyTests.Original>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A run of every step but the simulation, kept as it is.</summary>
    public sealed class Original(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-verified-").FullName;

        public string Run => Path.Combine(_root, "run");

        public async ValueTask InitializeAsync()
        {
            string path = Path.Combine(_root, "tiny.yaml");
            File.WriteAllText(path, $"""
                from: {tiny.Run}
                prep:
                mesh: {"{cellSize: 20}"}
                train: {"{epochs: 5, warmUpEpochs: 2, layers: 2, width: 32, mostParticles: 40}"}
                reconstruct: {"{iterations: 2}"}
                generate: {"{frames: 3}"}
                """);
            string said = await Flex.DoneAsync("run", path, "--out", Run);
            said.ShouldContain("peak resident memory");
            said.ShouldContain(" particles/s");
            said.ShouldContain("learning from 40 of 52 particles (train.mostParticles)");
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public void Particles_that_the_model_was_not_learned_from_have_a_latent_with_its_uncertainty()
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(original.Run, "latents.csv")).Where(line => line[0] != '#').Select(line => line.Split(','))];
        int z = Array.IndexOf(rows[0], "z0"), sd = Array.IndexOf(rows[0], "sd0");
        rows.Length.ShouldBe(TinyParticles.Count + 1);
        rows.Skip(1).Count(row => float.Parse(row[z], CultureInfo.InvariantCulture) != 0).ShouldBeGreaterThan(TinyParticles.Count - 3, "a few may be best at 0");
        rows.Skip(1).ShouldAllBe(row => float.Parse(row[sd], CultureInfo.InvariantCulture) > 0);
    }

    /// <summary>A copy to damage.</summary>
    private string Copy()
    {
        string run = Path.Combine(_folder, "run");
        foreach (string file in Directory.EnumerateFiles(original.Run, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(run, Path.GetRelativePath(original.Run, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return run;
    }

    private static async Task<string[]> WrongAsync(string run, params string[] more)
    {
        Flex.Said said = await Flex.RunAsync(["verify", run, .. more]);
        said.Code.ShouldBe(65, said.Text);
        string[] wrong = [.. said.Text.Split('\n').Where(line => line.StartsWith("WRONG", StringComparison.Ordinal))];
        said.Text.ShouldContain($"{wrong.Length} wrong");
        return wrong;
    }

    private static void Replace(string file, string what, string with)
    {
        string text = File.ReadAllText(file);
        text.ShouldContain(what);
        int at = text.IndexOf(what, StringComparison.Ordinal);
        File.WriteAllText(file, text[..at] + with + text[(at + what.Length)..]);
    }

    [Fact]
    public async Task A_run_that_nobody_touched_is_whole_wherever_it_is_copied()
    {
        string before = string.Join('\n', Directory.EnumerateFiles(original.Run, "*", SearchOption.AllDirectories).Order());
        string said = await Flex.DoneAsync("verify", original.Run);
        foreach (string word in new[] { "run.yaml: prep, mesh, train, reconstruct, generate", "every step is done", "each of its size and SHA-256", "files are unchanged", "train: 3 of 3 verify", "reconstruct: ", "train: 6 phases", "nothing wrong" })
        {
            said.ShouldContain(word);
        }
        said.ShouldNotContain("leftovers", customMessage: said);
        string.Join('\n', Directory.EnumerateFiles(original.Run, "*", SearchOption.AllDirectories).Order()).ShouldBe(before);
        await Flex.DoneAsync("verify", Copy());
    }

    [Fact]
    public async Task Maps_finished_after_the_run_belong_to_it_and_stand_in_its_summary()
    {
        string run = Copy(), said = await Flex.DoneAsync("finish", run, "--directions", "20");
        await Flex.DoneAsync("verify", run);
        string summary = File.ReadAllText(Path.Combine(run, "summary.txt")), page = File.ReadAllText(Path.Combine(run, "report.html"));
        foreach (string words in (string[])["flexed         rigid", "local resolution, whole mask, median", "B factor", "worst"])
        {
            said.ShouldContain(words);
            summary.ShouldContain(words);
        }
        summary.ShouldContain("Finished maps");
        summary.ShouldContain("maps/sharpened.mrc");
        page.ShouldContain("Resolution by direction");
        foreach (string name in (string[])["local_resolution", "local_filtered", "local_sharpened", "sharpened"])
        {
            MrcMap.Read(Path.Combine(run, "maps", name + ".mrc")).Box.ShouldBe(TinyParticles.Box);
            MrcMap.Read(Path.Combine(run, "maps", name + "_rigid.mrc")).Box.ShouldBe(TinyParticles.Box);
        }
    }

    [Fact]
    public async Task A_flipped_bit_of_a_map_is_named()
    {
        string run = Copy(), map = Path.Combine(run, "maps", "flex.mrc");
        byte[] bytes = File.ReadAllBytes(map);
        bytes[^100] ^= 4;
        File.WriteAllBytes(map, bytes);
        (await WrongAsync(run)).ShouldHaveSingleItem().ShouldContain("maps/flex.mrc has other bytes than step 'reconstruct' wrote");
    }

    [Fact]
    public async Task A_file_that_is_missing_or_cut_short_is_named()
    {
        string run = Copy();
        File.Delete(Path.Combine(run, "latents.csv"));
        File.WriteAllText(Path.Combine(run, "fsc.csv"), "");
        string[] wrong = await WrongAsync(run);
        wrong.Length.ShouldBe(2);
        wrong[0].ShouldContain("fsc.csv has 0 bytes");
        wrong[1].ShouldContain("latents.csv is missing");
    }

    [Theory]
    [InlineData("\"counted\": ", "\"counted\": 1", "epoch 1/6: ", "counted + 0 quarantined is not the")]
    [InlineData("epoch 3/6", "epoch 4/6", "epoch 4/6 is listed 2 times", "epoch 3/6 is missing")]
    [InlineData("epoch 3/6", "epoch 7/6", "epoch 3/6 is missing", "epoch 7/6 is not a phase")]
    [InlineData("\"steps\": ", "\"steps\": 9", "epoch 1/6: ", "of its plan")]
    [InlineData("[", "", "ledger.json", "the ledger of a run", "the results stay good")]
    public async Task An_edited_ledger_is_named(string what, string with, params string[] says)
    {
        string run = Copy();
        Replace(Path.Combine(run, "ledger.json"), what, with);
        string wrong = string.Join('\n', await WrongAsync(run));
        foreach (string word in says)
        {
            wrong.ShouldContain(word);
        }
    }

    [Fact]
    public async Task Particles_that_all_sums_agree_on_but_the_plan_does_not_are_named()
    {
        string run = Copy(), ledger = Path.Combine(run, "ledger.json");
        string particles = File.ReadAllText(ledger).Split("\"particles\": ")[1].Split(',')[0];
        File.WriteAllText(ledger, File.ReadAllText(ledger).Replace($": {particles},", ": 7,"));
        (await WrongAsync(run)).ShouldAllBe(line => line.Contains("not the") && line.Contains("of its plan"));
    }

    [Fact]
    public async Task A_truncated_checkpoint_is_named()
    {
        string run = Copy(), checkpoint = Directory.GetFiles(Path.Combine(run, "checkpoints", "train")).Order().First();
        File.WriteAllBytes(checkpoint, File.ReadAllBytes(checkpoint)[..^1]);
        (await WrongAsync(run)).ShouldHaveSingleItem().ShouldContain(Path.GetFileName(checkpoint));
        (await Flex.RunAsync("verify", run)).Text.ShouldContain("train: 2 of 3 verify");
    }

    [Theory]
    [InlineData("results.json", "\"maps/flex.mrc\"", "\"maps/flax.mrc\"", "results.json is not as it was written")]
    [InlineData("status.json", "\"mesh\"", "\"mash\"", "'mash'")]
    [InlineData("run.yaml", "seed: 1", "seed: x", "run.yaml, line")]
    [InlineData("inputs.json", "sha256:", "sha256:0", "is not the file that the run read")]
    public async Task Edited_books_are_named(string file, string what, string with, string says)
    {
        string run = Copy();
        Replace(Path.Combine(run, file), what, with);
        (await WrongAsync(run)).ShouldContain(line => line.Contains(says));
    }

    [Fact]
    public async Task A_list_of_results_that_is_gone_is_named()
    {
        string run = Copy();
        File.Delete(Path.Combine(run, "results.json"));
        (await WrongAsync(run)).ShouldHaveSingleItem().ShouldContain("no results.json, though");
    }

    [Fact]
    public async Task Leftovers_and_inputs_that_are_gone_are_noted_and_wrong_only_when_asked()
    {
        string run = Copy();
        File.WriteAllText(Path.Combine(run, "maps", ".flex.mrc.123.partial"), "half");
        File.WriteAllText(Path.Combine(run, "mine.txt"), "");
        string inputs = Path.Combine(run, "inputs.json");
        Replace(inputs, "consensus.mrc\",", "gone.mrc\",");
        string said = await Flex.DoneAsync("verify", run);
        said.ShouldContain("half-written by a process that ended: maps/.flex.mrc.123.partial");
        said.ShouldContain("written by no step that has finished: mine.txt");
        said.ShouldContain("gone.mrc was not found");
        said.ShouldContain("nothing wrong, 3 to note");
        (await WrongAsync(run, "--require-inputs")).ShouldHaveSingleItem().ShouldContain("gone.mrc was not found");
    }

    [Fact]
    public async Task A_folder_without_a_run_is_refused() => await Flex.RefusedAsync(["verify", _folder], "no run.yaml");
}
