using System.Text.Json;
using Flex3D.Crash;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runner;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Motion and map learned again from each half-set alone, and half-maps made with them.</summary>
public sealed class HalfModelsTests(HalfModelsTests.Independent independent) : IClassFixture<HalfModelsTests.Independent>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-halves-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A run with independent half-sets.</summary>
    public sealed class Independent : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-own-").FullName;

        public string Pipeline => Path.Combine(_root, "halves.yaml");

        public string Prepared => Path.Combine(_root, "prepared");

        public string Run => Path.Combine(_root, "run");

        public async ValueTask InitializeAsync()
        {
            string simulated = Path.Combine(_root, "simulated");
            await Flex.DoneAsync(["simulate", "--out", simulated, "--structures", .. TinyParticles.Structures, "--particles", "240", "--box", "32", "--pixel-size", "3", "--snr", "1", "--limit", "false", "--seed", "5"]);
            File.WriteAllText(Path.Combine(_root, "prepared.yaml"), $"seed: 5\nfrom: {simulated}\nprep:\nmesh:\n");
            await Flex.DoneAsync("run", Path.Combine(_root, "prepared.yaml"), "--out", Prepared);
            File.WriteAllText(Pipeline, $"""
                name: Independent half-sets
                seed: 5
                from: {Prepared}
                train: {"{epochs: 6, warmUpEpochs: 3, layers: 2, width: 32, halves: independent}"}
                reconstruct: {"{iterations: 2}"}
                """);
            await Flex.DoneAsync("run", Pipeline, "--out", Run);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string Of(string name) => Path.Combine(independent.Run, name);

    [Fact]
    public async Task The_model_of_all_particles_is_the_one_there_is_without_them()
    {
        await Flex.DoneAsync("train", "--from", independent.Prepared, "--out", In("shared"), "--seed", "5", "--epochs", "6", "--warm-up-epochs", "3", "--layers", "2", "--width", "32");
        File.ReadAllBytes(Of("train/model.npz")).ShouldNotBe(File.ReadAllBytes(Of("train/half1/model.npz")));
        File.ReadAllBytes(Of("maps/canonical.mrc")).ShouldBe(File.ReadAllBytes(In("shared/maps/canonical.mrc")));
        File.ReadAllLines(Of("latents.csv")).ShouldBe(File.ReadAllLines(In("shared/latents.csv")));
        Directory.Exists(In("shared/train/half1")).ShouldBeFalse();
        File.ReadAllText(In("shared/run.yaml")).ShouldMatch("halves: shared +# auto: 240 images");
    }

    [Fact]
    public void The_two_agree_on_the_motion_and_the_summary_says_by_how_much()
    {
        JsonElement agreement = JsonDocument.Parse(File.ReadAllText(Of("train/halves.json"))).RootElement.GetProperty("agreement"), part = agreement.GetProperty("moving");
        agreement.GetProperty("particles").GetInt32().ShouldBe(48); // all that are held out
        double motion = part.GetProperty("motionAngstrom").GetDouble(), difference = part.GetProperty("differenceAngstrom").GetDouble();
        motion.ShouldBeInRange(2, 15);
        difference.ShouldBeInRange(0.01 * motion, 0.7 * motion);
        part.GetProperty("correlation").GetDouble().ShouldBeGreaterThan(0.75);
        part.GetProperty("amplitude").GetDouble().ShouldBeInRange(0.6, 1.6);
        File.ReadAllText(Of("summary.txt")).ShouldContain(FormattableString.Invariant($"by {difference:0.00} Å where it moves by {motion:0.0} Å"));
        File.ReadAllText(Of("summary.txt")).ShouldContain("maps/motion_error.mrc");
        float[] errors = MrcMap.Read(Of("maps/motion_error.mrc")).Values;
        errors.Max().ShouldBeGreaterThan((float)part.GetProperty("errorAngstrom").GetDouble());
        errors.Min().ShouldBe(0);
    }

    [Fact]
    public async Task Each_half_map_is_made_with_its_own_and_all_is_accounted_for()
    {
        JsonDocument.Parse(File.ReadAllText(Of("reconstruct/frame.json"))).RootElement.GetProperty("ownFlows").GetBoolean().ShouldBeTrue();
        File.ReadAllText(Of("summary.txt")).ShouldContain("with the motion learned from its half-set alone");
        (await Flex.DoneAsync("verify", independent.Run)).ShouldContain("nothing wrong");
        string ledger = File.ReadAllText(Of("ledger.json"));
        ledger.ShouldContain("half-set 1, epoch 7/7");
        ledger.ShouldContain("half-set 2, epoch 7/7");
        foreach (int half in (int[])[1, 2])
        {
            Directory.GetFiles(Of($"checkpoints/train/half{half}")).ShouldNotBeEmpty();
        }
        File.WriteAllText(Of("ledger.json"), ledger.Replace("half-set 2, epoch 3/7", "half-set 2, epoch 9/7", StringComparison.Ordinal));
        Flex.Said said = await Flex.RunAsync("verify", independent.Run);
        File.WriteAllText(Of("ledger.json"), ledger);
        said.Code.ShouldNotBe(0);
        said.Text.ShouldContain("half-set 2, epoch 3/7 is missing");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_run_stopped_in_a_half_set_goes_on_to_the_same_bytes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        using var stop = new CancellationTokenSource();
        var console = TextWriter.Synchronized(new StringWriter());
        var runner = new PipelineRunner(StepCatalogue.Default, console, new StopsAt("half-set 2, epoch 4/", stop));
        (await runner.RunAsync(PipelineFile.Load(independent.Pipeline), In("run"), stop.Token)).ShouldBe(ExitCode.Stopped, console.ToString());
        File.Exists(In("run/train/halves.json")).ShouldBeFalse();
        await Flex.DoneAsync("resume", In("run"));
        RunHashes.Differences(RunHashes.Of(independent.Run), RunHashes.Of(In("run"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Half_maps_of_other_half_sets_are_refused_and_so_is_a_comparison_without_held_out_particles()
    {
        await Flex.RefusedAsync(["reconstruct", "--from", independent.Run, "--out", In("other"), "--half-sets", "draw"], "reconstruct.halfSets", "half-sets", "train.halves: shared");
        await Flex.RefusedAsync(["train", "--from", independent.Run, "--out", In("none"), "--halves", "independent", "--validation-fraction", "0"], "train.halves", "no particles are held out", "train.validationFraction");
    }
}
