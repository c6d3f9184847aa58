using System.Globalization;
using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runner;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Training that begins from coordinates in a linear subspace.</summary>
public sealed class SubspaceTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-subspace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string WritePipeline()
    {
        File.WriteAllText(In("whole.yaml"), $"""
            from: {tiny.Run}
            prep: {"{trainingBox: 16}"}
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 2, warmUpEpochs: 2, layers: 2, width: 32, latentDimension: 1, initialLatents: subspace, freezeLatents: always}"}
            """);
        return In("whole.yaml");
    }

    [Fact]
    public async Task Latents_begin_in_a_subspace()
    {
        string said = await Flex.DoneAsync("run", WritePipeline(), "--out", In("whole"), "--set", "threads=1");
        said.ShouldContain("fitting a linear subspace of 3 components");
        said.ShouldContain("log-evidence of a held-out particle");
        using (JsonDocument found = JsonDocument.Parse(File.ReadAllText(In("whole/train/subspace.json"))))
        {
            double[] energies = [.. found.RootElement.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("energy").GetDouble())];
            energies.ShouldBe(energies.OrderDescending());
        }
        double[] latents = [.. File.ReadLines(In("whole/latents.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        latents.ShouldBeUnique();
        latents.ShouldAllBe(z => Math.Abs(z) <= 1.5);
        File.ReadAllText(In("whole/ledger.json")).ShouldContain("subspace, coordinates");
        (await Flex.DoneAsync("verify", In("whole"))).ShouldContain(Path.Combine("train", "subspace"));
    }

    [Theory]
    [InlineData("none", false)] // a molecule that does not move
    [InlineData("uniform", true)]
    public async Task Training_begins_in_a_subspace_by_itself_where_a_large_motion_outgrows_it(string distribution, bool begins)
    {
        string structure = Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures", "antibody.pdb.gz");
        await Flex.DoneAsync("simulate", "--out", In("sim"), "--structures", structure, "--hinges", "[{chain: A, point: [6.9, -1.4, 11], axis: [-0.8186, -0.3245, 0.4745], from: -90, to: 90}]",
            "--distribution", distribution, "--particles", "3000", "--box", "24", "--pixel-size", "10", "--snr", "1", "--limit", "false");
        await Flex.DoneAsync("prep", "--from", In("sim"), "--check", "off", "--out", In("prep"));
        await Flex.DoneAsync("mesh", "--from", In("prep"), "--cell-size", "40", "--out", In("mesh"));
        string said = await Flex.DoneAsync("train", "--from", In("mesh"), "--out", In("train"), "--epochs", "2", "--warm-up-epochs", "2", "--layers", "2", "--width", "32");
        said.Contains("training does not begin in the subspace", StringComparison.Ordinal).ShouldBe(!begins, said);
        File.ReadAllText(In("train/run.yaml")).ShouldContain("initialLatents: auto");
        (await Flex.DoneAsync("verify", In("train"))).ShouldContain(Path.Combine("train", "subspace"));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_fit_that_was_stopped_goes_on_to_the_same_bytes_with_other_threads()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        await Flex.DoneAsync("run", WritePipeline(), "--out", In("whole"), "--set", "threads=1");
        using var stop = new CancellationTokenSource();
        var console = TextWriter.Synchronized(new StringWriter());
        var runner = new PipelineRunner(StepCatalogue.Default, console, new StopsAt("subspace, pass 2/", stop));
        (await runner.RunAsync(PipelineFile.Load(In("whole.yaml"), ["threads=2"]), In("stopped"), stop.Token)).ShouldBe(ExitCode.Stopped, console.ToString());
        Directory.GetFiles(In("stopped/checkpoints/train/subspace"), "*" + CheckpointFormat.Extension).ShouldNotBeEmpty();
        await Flex.DoneAsync("resume", In("stopped"));
        File.ReadAllBytes(In("stopped/latents.csv")).ShouldBe(File.ReadAllBytes(In("whole/latents.csv")));
    }

    [Fact]
    public async Task Latents_of_two_sources_and_frozen_ones_of_none_are_refused()
    {
        File.WriteAllText(In("tiny.yaml"), $"from: {tiny.Run}\nprep: {"{trainingBox: 16}"}\nmesh: {"{cellSize: 20}"}\n");
        await Flex.DoneAsync("run", In("tiny.yaml"), "--out", In("run"));
        File.WriteAllText(In("z.csv"), "z0,z1\n");
        await Flex.RefusedAsync(["train", "--from", In("run"), "--out", In("a"), "--latents", In("z.csv"), "--initial-latents", "subspace"], "train.initialLatents", "inputs.latents");
        await Flex.RefusedAsync(["train", "--from", In("run"), "--out", In("b"), "--freeze-latents", "always"], "train.freezeLatents", "train.initialLatents");
    }
}
