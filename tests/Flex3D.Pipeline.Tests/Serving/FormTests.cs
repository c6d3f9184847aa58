using System.Text.Json;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Serving.Control;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Serving;

public sealed class FormTests
{
    [Fact]
    public async Task The_form_has_every_setting_that_the_documentation_has()
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        string[] keys = [.. (await served.GetAsync("/api/form")).GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("settings").EnumerateArray()).Select(setting => setting.GetProperty("key").GetString()!)];
        keys.ShouldBeUnique();
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "settings.md"));
        keys.Length.ShouldBeGreaterThan(80);
        keys.Where(key => !page.Contains($"`{key.Split('.')[^1]}`", StringComparison.Ordinal)).ShouldBeEmpty();
        keys.ShouldContain("train.latentDimension");
    }

    [Theory]
    [InlineData("""{"name": "a", "steps": ["prep"], "settings": {"prep.trainingBox": "7.5"}}""", "prep.trainingBox", "a whole number")]
    [InlineData("""{"name": "a", "steps": ["prep"], "settings": {"prep.noSuchSetting": "1"}}""", "prep.noSuchSetting", "no such setting")]
    [InlineData("""{"name": "a", "steps": ["prep"], "settings": {"train.epochs": "3"}}""", "train.epochs", "not chosen")]
    [InlineData("""{"name": "a", "steps": ["prap"]}""", "'prap'", "one of simulate, prep")]
    [InlineData("""{"name": "a", "steps": []}""", "found none", "at least one of")]
    [InlineData("""{"name": "a", "steps": ["prep", "train"]}""", "no step 'mesh'", "choose mesh, too")]
    [InlineData("""{"name": "../a", "steps": ["prep"]}""", "'../a'", "the name of a new folder")]
    [InlineData("""{"name": ".a", "steps": ["prep"]}""", "'.a'", "the name of a new folder")]
    [InlineData("""{"steps": ["prep"]}""", "name: found ''", "the name of a new folder")]
    [InlineData("""{"name": 3}""", "JSON that cannot be read", "/openapi.json")]
    [InlineData("[", "JSON that cannot be read", "/openapi.json")]
    [InlineData("null", "JSON that cannot be read", "/openapi.json")]
    public async Task A_form_with_what_cannot_be_run_is_refused_in_a_sentence_and_leaves_nothing(string json, params string[] words)
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        (int status, string text) = await served.PostAsync("/api/runs", json);
        status.ShouldBe(400, text);
        string sentence = JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()!;
        foreach (string word in words)
        {
            sentence.ShouldContain(word);
        }
        Directory.GetFileSystemEntries(served.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_a_state_that_does_not_fit_too()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(before: root => root.Run("one", StepStatus.Done));
        (int status, string text) = await served.PostAsync("/api/runs", """{"name": "one", "steps": ["prep"]}""");
        (status, text.Contains("choose another name", StringComparison.Ordinal)).ShouldBe((409, true), text);
        (await served.PostAsync("/api/runs/one/pause")).Status.ShouldBe(409);
        (await served.PostAsync("/api/runs/one/resume")).Status.ShouldBe(409);
        (await served.PostAsync("/api/runs/two/resume")).Status.ShouldBe(404);
        (await served.PostAsync("/api/runs", new string(' ', 300_000))).Status.ShouldBe(413);
    }

    [Fact]
    public void What_is_typed_becomes_the_settings_that_a_pipeline_file_would_have()
    {
        PipelineOptions options = new StartRequest("a", ["simulate", "prep"], new Dictionary<string, string>
        {
            ["simulate.structures"] = "one: 1.pdb\n/data/two.pdb\n",
            ["simulate.particles"] = " 64 ",
            ["prep.invertContrast"] = "true",
            ["inputs.map"] = "/data/a map.mrc",
            ["device"] = "cpu",
        }).Pipeline();
        options.Simulate!.Structures.Select(Path.GetFileName).ShouldBe(["one: 1.pdb", "two.pdb"]);
        (options.Simulate.Particles, options.Prep!.InvertContrast, options.Inputs.Map, options.Device.ToString()).ShouldBe((64, true, "/data/a map.mrc", "cpu"));
        options.Train.ShouldBeNull();
    }
}
