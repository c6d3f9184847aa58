using Flex3D.Pipeline.Configuration;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>run.yaml</c> says what was used where a setting was <c>auto</c>, and a run from it gives the same bytes.</summary>
public sealed class RunYamlTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-used-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static string Line(string run, string key) =>
        File.ReadLines(Path.Combine(run, "run.yaml")).Single(line => line.StartsWith($"  {key}: ", StringComparison.Ordinal) || line.StartsWith($"{key}: ", StringComparison.Ordinal));

    [Fact]
    [Trait("Category", "Long")]
    public async Task Every_choice_stands_beside_its_reason_and_a_second_run_from_the_file_gives_the_same_bytes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        File.WriteAllText(In("tiny.yaml"), $$"""
            inputs: {particles: {{tiny.Folder}}/particles.star, map: {{tiny.Folder}}/consensus.mrc}
            prep:
            mesh: {minimumRigidity: 0.5}
            train: {epochs: 2, warmUpEpochs: 1, layers: 2, width: 32}
            reconstruct:
            """);
        await Flex.DoneAsync("run", In("tiny.yaml"), "--out", In("first"));
        PipelineOptions used = PipelineFile.Load(In("first/run.yaml"));
        used.Prep!.TrainingBox.ShouldBe(32);
        used.Prep.MaskThreshold.ShouldNotBeNull();
        used.Mesh!.CellSize.ShouldNotBeNull().ShouldBeInRange(8, 100);
        used.Train!.BatchSize.ShouldBe(52, "as many as are trained on");
        used.Train.StepsPerBatch.ShouldBe(5);
        used.Train.Lambda.ShouldNotBeNull().ShouldBeInRange(0.02, 5);
        used.Reconstruct!.HalfSets.ShouldBe(HalfSets.File, "the table has them");
        (used.Threads, used.Device).ShouldBe((null, null), "another machine has others");
        Line(In("first"), "lambda").ShouldMatch(@"^  lambda: [0-9.]+ +# auto: from the signal of an image \([0-9.]+\) \| Strength");
        Line(In("first"), "cellSize").ShouldMatch(@"^  cellSize: [0-9.]+ +# auto: from 64 particles, the signal");
        Line(In("first"), "maskThreshold").ShouldContain("# auto: from the map's histogram |");
        Line(In("first"), "iterations").ShouldMatch(@"^  iterations: auto +# auto: \d+, \d+, \d+, \d+ of flex half 1 and 2, rigid half 1 and 2 \|");
        Line(In("first"), "threads").ShouldMatch(@"^threads: auto +# auto: the \d+ cores of this machine \|");
        Line(In("first"), "device").ShouldMatch(@"^device: auto +# auto: \S+ on this machine \|");

        await Flex.DoneAsync("run", In("first/run.yaml"), "--out", In("second"));
        string[] names = ["latents.csv", "model.npz", "particles.star", .. Directory.GetFiles(In("first/maps"), "*.mrc").Select(path => "maps/" + Path.GetFileName(path))];
        names.Length.ShouldBeGreaterThan(8);
        foreach (string name in names)
        {
            File.ReadAllBytes(In($"second/{name}")).SequenceEqual(File.ReadAllBytes(In($"first/{name}"))).ShouldBeTrue(name);
        }
        Line(In("second"), "lambda").ShouldNotContain("auto", Case.Sensitive, "it was given");
    }
}
