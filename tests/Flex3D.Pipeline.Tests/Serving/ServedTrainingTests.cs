using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Formats;

namespace Flex3D.Pipeline.Tests.Serving;

/// <summary>Real trainings of few particles, seen through the server.</summary>
public sealed class ServedTrainingTests(TinyParticles tiny)
{
    private string Pipeline(int epochs) => $$"""
        threads: 1
        device: cpu
        inputs: {particles: {{tiny.Folder}}/particles.star, map: {{tiny.Folder}}/consensus.mrc, mask: {{tiny.Folder}}/mask.mrc}
        prep: {trainingBox: 16}
        mesh: {cellSize: 24}
        train: {epochs: {{epochs}}, warmUpEpochs: 1, batchSize: 32, layers: 2, width: 32, latentDimension: 2}
        """;

    [Fact]
    public async Task The_checkpoint_of_a_training_under_way_shows_what_its_results_say_at_the_end()
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        string file = Path.Combine(served.Outside, "p.yaml"), run = Path.Combine(served.Root, "one");
        File.WriteAllText(file, Pipeline(3));
        await Flex.DoneAsync("run", file, "--out", run);
        served.App.Runs.Refresh();
        JsonElement end = await served.GetAsync("/api/runs/one/training");
        end.GetProperty("source").GetString().ShouldBe("train/history.json");

        string table = Path.Combine(served.Outside, "z.csv");
        File.WriteAllText(table, "z0,z1\n0.25,-0.125\n");
        await Flex.DoneAsync("generate", run, "--latents", table, "--out", Path.Combine(served.Outside, "frames"));
        byte[] map = await served.Browser.GetByteArrayAsync("/api/runs/one/map?latent=0.25,-0.125");
        map.ShouldBe(File.ReadAllBytes(Path.Combine(served.Outside, "frames", "frame_000.mrc")), "the map of flex3d generate");
        JsonElement last = await served.GetAsync("/api/runs/one/surface");
        last.GetProperty("epoch").ValueKind.ShouldBe(JsonValueKind.Null);

        // As it is before the last step of training: the results are not there yet.
        File.Delete(Path.Combine(run, "train", "history.json"));
        File.Delete(Path.Combine(run, "train", "model.npz"));
        JsonElement now = await served.GetAsync("/api/runs/one/training");
        now.GetProperty("source").GetString()!.ShouldMatch("^checkpoints/train/checkpoint-[0-9]+.flexckpt$");
        now.GetProperty("epochs").GetRawText().ShouldBe(end.GetProperty("epochs").GetRawText());
        now.GetProperty("particles").GetInt32().ShouldBe(TinyParticles.Count);
        float[] told = Numbers(now.GetProperty("latents")), known = [.. File.ReadLines(Path.Combine(run, "latents.csv")).Skip(1).SelectMany(line => line.Split(',')[1..3]).Select(word => float.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];
        told.Length.ShouldBe(2 * TinyParticles.Count);
        told.Zip(known).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(1e-5f);

        JsonElement scene = await served.GetAsync("/api/runs/one/surface?latent=0.5,0");
        scene.GetProperty("epoch").GetInt32().ShouldBe(now.GetProperty("epochs").GetArrayLength());
        float[] places = Numbers(scene.GetProperty("places"));
        scene.GetProperty("triangles").EnumerateArray().Max(corner => corner.GetInt32()).ShouldBe(places.Length / 3 - 1);
        places.ShouldAllBe(place => Math.Abs(place) < TinyParticles.Box * TinyParticles.Pixel / 2 + 20);
        float[] alone = Numbers((await served.GetAsync("/api/runs/one/surface?latent=0.5,0&places=true")).GetProperty("places"));
        alone.ShouldBe(places);
        MrcMap.Read(await SavedAsync(served, "/api/runs/one/map?latent=0.5,0")).Box.ShouldBe(16, "the map of training until the reconstruction");
        (int status, string text) = await served.AskAsync("/api/runs/one/surface?latent=0.5");
        (status, text.Contains("2 numbers between commas", StringComparison.Ordinal)).ShouldBe((400, true), text);
        File.WriteAllText(Directory.GetFiles(Path.Combine(run, "checkpoints", "train")).Order(StringComparer.Ordinal).Last(), "not a checkpoint");
        (await served.AskAsync("/api/runs/one/training")).Status.ShouldBe(400);
        (await served.AskAsync("/api/runs/one/surface")).Status.ShouldBe(400);
        served.Told.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_run_outlives_the_killed_server_that_started_it_and_is_paused_and_resumed_by_the_next_to_the_same_bytes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's signals");
        await using ServedFolder served = await ServedFolder.StartAsync();
        using Process server = RealProgram.Start(RealProgram.Host, "exec", RealProgram.Assembly, "serve", "--root", served.Root, "--port", "0");
        string? link = null;
        while (link is null && await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            link = line.StartsWith("open ", StringComparison.Ordinal) ? line[5..] : null;
        }
        using var client = new HttpClient { BaseAddress = new Uri(link.ShouldNotBeNull()) };
        const int epochs = 24;
        var settings = new Dictionary<string, string>
        {
            ["threads"] = "1",
            ["device"] = "cpu",
            ["inputs.particles"] = $"{tiny.Folder}/particles.star",
            ["inputs.map"] = $"{tiny.Folder}/consensus.mrc",
            ["inputs.mask"] = $"{tiny.Folder}/mask.mrc",
            ["prep.trainingBox"] = "16",
            ["mesh.cellSize"] = "24",
            ["train.epochs"] = $"{epochs}",
            ["train.warmUpEpochs"] = "1",
            ["train.batchSize"] = "32",
            ["train.layers"] = "2",
            ["train.width"] = "32",
            ["train.latentDimension"] = "2",
        };
        using var content = new StringContent(JsonSerializer.Serialize(new { name = "one", steps = new[] { "prep", "mesh", "train" }, settings }), Encoding.UTF8, "application/json");
        using HttpResponseMessage started = await client.PostAsync("/api/runs", content);
        ((int)started.StatusCode).ShouldBe(202, await started.Content.ReadAsStringAsync());
        await served.UntilAsync("one", run => run.GetProperty("phase").GetString()?.StartsWith("epoch ", StringComparison.Ordinal) == true);
        server.Kill();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        (await served.PostAsync("/api/runs/one/pause")).Status.ShouldBe(202);
        (int status, _) = await served.PostAsync("/api/runs/one/pause"); // another browser, which must not end it at once
        status.ShouldBeOneOf(202, 409);
        JsonElement paused = await served.UntilAsync("one", run => run.GetProperty("state").GetString() != "running");
        (paused.GetProperty("state").GetString(), paused.GetProperty("exitCode").GetInt32()).ShouldBe(("stopped", 130));
        (await served.PostAsync("/api/runs/one/resume")).Status.ShouldBe(202);
        await served.UntilAsync("one", run => run.GetProperty("state").GetString() == "done");

        string file = Path.Combine(served.Outside, "p.yaml"), whole = Path.Combine(served.Outside, "whole"), run = Path.Combine(served.Root, "one");
        File.WriteAllText(file, Pipeline(epochs));
        await Flex.DoneAsync("run", file, "--out", whole);
        foreach (string name in new[] { "latents.csv", "train/history.json", "maps/canonical.mrc" })
        {
            File.ReadAllBytes(Path.Combine(run, name)).ShouldBe(File.ReadAllBytes(Path.Combine(whole, name)), name);
        }
        await Flex.DoneAsync("verify", run);
    }

    [Fact]
    public async Task The_inputs_of_a_form_are_checked_as_flex3d_check_does()
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        string particles = Path.Combine(tiny.Folder, "particles.star"), map = Path.Combine(tiny.Folder, "consensus.mrc");
        var settings = new Dictionary<string, string> { ["inputs.particles"] = particles, ["inputs.map"] = map };
        (int status, string text) = await served.PostAsync("/api/check?images=20", JsonSerializer.Serialize(new { settings }));
        status.ShouldBe(200, text);
        using JsonDocument found = JsonDocument.Parse(text), said = JsonDocument.Parse((await Flex.RunAsync("check", "--particles", particles, "--map", map, "--images", "20", "--quick", "--json")).Text);
        static string[] Codes(JsonDocument document) => [.. document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!)];
        Codes(found).ShouldBe(Codes(said));
        found.RootElement.GetProperty("count").GetInt32().ShouldBe(TinyParticles.Count);
        (status, text) = await served.PostAsync("/api/check", JsonSerializer.Serialize(new { settings = new Dictionary<string, string> { ["inputs.particles"] = "/no/such.star" } }));
        (status, text.Contains("/no/such.star: found no such file", StringComparison.Ordinal)).ShouldBe((400, true), text);
    }

    private static async Task<string> SavedAsync(ServedFolder served, string path)
    {
        string file = Path.Combine(served.Outside, "saved.mrc");
        await File.WriteAllBytesAsync(file, await served.Browser.GetByteArrayAsync(path));
        return file;
    }

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetSingle())];
}
