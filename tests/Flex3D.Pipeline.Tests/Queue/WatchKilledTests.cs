using System.Diagnostics;
using System.Text.Json;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Queue;

/// <summary>The real <c>flex3d watch</c>, killed again and again, alone and together with its runs.</summary>
public sealed class WatchKilledTests(TinyParticles tiny) : IDisposable
{
    private const int DataSets = 8;
    private const int Kills = 10;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Each_data_set_is_done_exactly_once_and_a_bad_one_is_a_dead_letter()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's signals");
        string incoming = Directory.CreateDirectory(Path.Combine(_folder, "incoming")).FullName, runs = Path.Combine(_folder, "runs"), pipeline = Path.Combine(_folder, "p.yaml");
        File.WriteAllText(pipeline, "threads: 1\nprep: {trainingBox: 16}\nmesh: {cellSize: 24}\ntrain: {epochs: 3, warmUpEpochs: 1, batchSize: 32, layers: 2, width: 32}\n");
        Directory.CreateDirectory(Path.Combine(incoming, "bad"));
        File.WriteAllText(Path.Combine(incoming, "bad", "particles.star"), "data_particles\nloop_\n_rlnFoo #1\n1\n");
        string[] watch = ["watch", incoming, "--pipeline", pipeline, "--runs", runs, "--quiet", "0.5", "--poll", "0.2", "--device", "cpu=2", "--input", "map=consensus.mrc", "mask=mask.mrc", "--until-idle"];
        for (int kill = 0; kill < Kills; kill++)
        {
            if (kill < DataSets)
            {
                tiny.CopyTo(Directory.CreateDirectory(Path.Combine(incoming, $"set{kill}")).FullName);
            }
            using Process process = RealProgram.Start(RealProgram.Host, ["exec", RealProgram.Assembly, .. watch]);
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(1 + 5 * CounterRandom.Uniform(11, 1, 0, (ulong)kill, 0))));
            process.Kill(entireProcessTree: kill % 3 == 2);
            await process.WaitForExitAsync();
        }
        using Process last = RealProgram.Start(RealProgram.Host, ["exec", RealProgram.Assembly, .. watch]);
        (int code, string text) = await RealProgram.EndAsync(last);
        code.ShouldBe(3, text);
        using JsonDocument list = JsonDocument.Parse(await Flex.DoneAsync("queue", "list", "--runs", runs, "--json"));
        list.RootElement.EnumerateArray().Select(item => $"{Path.GetFileName(item.GetProperty("dataset").GetString())} {item.GetProperty("state").GetString()}")
            .ShouldBe(["bad dead", .. Enumerable.Range(0, DataSets).Select(i => $"set{i} done")], ignoreOrder: true);
        Directory.GetDirectories(runs).Select(Path.GetFileName).ShouldBe(["bad", .. Enumerable.Range(0, DataSets).Select(i => $"set{i}")], ignoreOrder: true);
        foreach (string run in Directory.GetDirectories(runs, "set*"))
        {
            RunFolder.Open(run).Status().State.ShouldBe(StepStatus.Done);
            string[] done = [.. File.ReadLines(Path.Combine(run, "log.json")).Where(line => line.Contains("\"{Step} done in", StringComparison.Ordinal))];
            done.Count(line => line.Contains("\"train\"", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1, run);
            (await Flex.RunAsync("verify", run)).Code.ShouldBe(0);
        }
    }
}
