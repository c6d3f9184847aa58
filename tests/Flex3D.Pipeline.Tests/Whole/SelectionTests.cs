using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A run on some of the particles of a file.</summary>
public sealed class SelectionTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-select-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string WritePipeline(string select)
    {
        string path = In("tiny.yaml");
        File.WriteAllText(path, $"""
            from: {tiny.Run}
            inputs: {"{"}select: {select}{"}"}
            prep:
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 3, warmUpEpochs: 2, batchSize: 16, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 2}"}
            """);
        return path;
    }

    [Fact]
    public async Task Only_the_selected_rows_are_learned_from_and_written_with_every_column()
    {
        string said = await Flex.DoneAsync("run", WritePipeline("'row % 4 != 1'"), "--out", In("run"));
        said.ShouldContain("48 of 64 particles selected by row % 4 != 1");
        int[] rows = [.. Enumerable.Range(0, TinyParticles.Count).Where(row => row % 4 != 1)];
        File.ReadLines(In("run/latents.csv")).Skip(1).Select(line => int.Parse(line.Split(',')[0])).ShouldBe(rows);
        StarTable input = StarFile.Read(Path.Combine(tiny.Folder, "particles.star"), block => block == "particles")[0];
        StarTable output = StarFile.Read(In("run/particles.star"), block => block == "particles")[0];
        output.Columns.Take(input.Columns.Count).ShouldBe(input.Columns);
        output.Count.ShouldBe(rows.Length);
        int image = input.IndexOf("rlnImageName");
        Enumerable.Range(0, output.Count).Select(i => output[i, image]).ShouldBe(rows.Select(row => input[row, image]));
        File.ReadAllText(In("run/run.yaml")).ShouldContain("select: \"row % 4 != 1\"");
        File.ReadAllText(In("run/prep/prepared.json")).ShouldContain("\"text\": \"row % 4 != 1\"");

        // Latents of the run serve another training of the same selection, each at its own particle.
        await Flex.DoneAsync("train", "--from", In("run"), "--out", In("again"), "--epochs", "1", "--warm-up-epochs", "1", "--layers", "3", "--width", "32", "--latents", In("run/latents.csv"), "--freeze-latents");
        LatentReader.Read(In("again/latents.csv")).Values.ShouldBe(LatentReader.Read(In("run/latents.csv")).Values);
        await Flex.RefusedAsync(["train", "--from", In("run"), "--out", In("other"), "--select", "row < 9"], "inputs.select", "'row < 9'", "'row % 4 != 1'", "run prep again");
    }

    [Fact]
    public async Task A_subset_written_by_hand_gives_the_bytes_of_the_run_that_selects_it()
    {
        string star = File.ReadAllText(Path.Combine(tiny.Folder, "particles.star"));
        tiny.CopyTo(_folder);
        string[] lines = star.Split('\n');
        File.WriteAllText(In("half.star"), string.Join('\n', lines.Where((line, i) => !line.Contains('@') || lines.Take(i).Count(before => before.Contains('@')) < 32)));
        string[] others = ["--map", In("consensus.mrc"), "--mask", In("mask.mrc"), "--training-box", "24"];
        await Flex.DoneAsync(["prep", "--particles", In("half.star"), "--out", In("byhand"), .. others]);
        foreach ((string name, string select) in new[] { ("expression", "row < 32"), ("table", In("half.star")), ("list", In("rows.txt")) })
        {
            File.WriteAllText(In("rows.txt"), "0-31\n");
            await Flex.DoneAsync(["prep", "--particles", In("particles.star"), "--select", select, "--out", In(name), .. others]);
            foreach (string file in new[] { "prep/particles.mrcs", "prep/normalisation.bin" })
            {
                File.ReadAllBytes(Path.Combine(In(name), file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(In("byhand"), file))).ShouldBeTrue($"{name} {file}");
            }
        }
        File.ReadAllText(In("list/inputs.json")).ShouldContain("rows.txt");

        // The list is needed no more: later steps take the rows that were prepared.
        File.Delete(In("rows.txt"));
        await Flex.DoneAsync("mesh", "--from", In("list"), "--out", In("mesh"), "--cell-size", "20");
        await Flex.DoneAsync("train", "--from", In("mesh"), "--out", In("trained"), "--epochs", "1", "--warm-up-epochs", "1", "--layers", "3", "--width", "32");
        File.ReadLines(In("trained/latents.csv")).Count().ShouldBe(33);
    }

    [Fact]
    public async Task A_selection_that_is_none_is_told_before_anything_is_done()
    {
        await Flex.RefusedAsync(["run", WritePipeline("'row < '"), "--out", In("run")], "selection 'row < '", "character 7");
        Directory.Exists(In("run")).ShouldBeFalse();
        await Flex.RefusedAsync(["run", WritePipeline("'row > 64'"), "--out", In("run")], "none of the 64 particles", "particles.star");
        await Flex.RefusedAsync(["run", WritePipeline("gone.txt"), "--out", In("run")], In("gone.txt"), "no such file");
    }
}
