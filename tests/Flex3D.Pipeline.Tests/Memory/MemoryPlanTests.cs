using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Gpu.Engine;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Pipeline.Tests.Memory;

/// <summary><c>--plan</c> against what a run has really held.</summary>
public sealed partial class MemoryPlanTests(PlannedRun run, TinyParticles tiny) : IClassFixture<PlannedRun>, IDisposable
{
    private const int Workers = 2;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-plan-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Train(params string[] more) => ["train", "--plan", "--from", run.Run, "--out", In("out"), "--threads", "2", .. PlannedRun.TrainSettings, .. more];

    private static (long Number, long Each, long Bytes) Item(string said, string where, string what)
    {
        string line = said.Split('\n').Where(text => text.StartsWith($"  {where} ", StringComparison.Ordinal) && text.Contains($" {what}  ", StringComparison.Ordinal)).ShouldHaveSingleItem(said);
        long[] numbers = [.. Figures().Matches(line[(line.IndexOf(what, StringComparison.Ordinal) + what.Length)..]).Select(match => long.Parse(match.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
        numbers.Length.ShouldBe(3, line);
        return (numbers[0], numbers[1], numbers[2]);
    }

    [Fact]
    public async Task Of_training_it_is_what_the_training_held()
    {
        string said = await Flex.DoneAsync(Train());
        (long count, long bytes) = run.Buffers[1];
        Item(said, "host", "image buffers").ShouldBe((count, bytes, count * bytes));
        EngineProblem problem = run.Problems[1];
        problem.Box.ShouldBe(24);
        long evaluator = SimdEngine.BytesOf(problem, linearises: true, linear: true, defocus: true, sparse: SparseDensity.MostKept);
        Item(said, "host", "evaluators of a worker").ShouldBe((Workers, evaluator, Workers * evaluator));
        Item(said, "host", "mesh and bound voxels").Bytes.ShouldBe(problem.Bytes);
        Item(said, "host", "state (latents, contrast, uncertainty, covariance, gain, turn, shift, defocusChange, weight)").ShouldBe((TinyParticles.Count, 64, TinyParticles.Count * 64));
        Item(said, "disk", "prepared images").Bytes.ShouldBe(new FileInfo(Path.Combine(run.Run, "prep", "particles.mrcs")).Length - TinyParticles.HeaderBytes);
        Item(said, "disk", "noise of the images").Bytes.ShouldBe(new FileInfo(Path.Combine(run.Run, "prep", "normalisation.bin")).Length - 8);
        said.ShouldMatch(@"device +cpu\n  workers +2\n  rows at once");
        said.ShouldMatch(@"box +24 pixels\n");
        said.ShouldMatch($@"voxels in the mask +{problem.Binding.Count.ToString("N0", CultureInfo.InvariantCulture)}\n");
        said.ShouldMatch(@"particles +64\n");
        said.ShouldMatch(@"minibatch +26 particles in shards of 16; \d+ held out\n");
        said.ShouldNotContain("cuda");
    }

    [Fact]
    public async Task Of_a_reconstruction_it_is_what_the_reconstruction_held()
    {
        string said = await Flex.DoneAsync("reconstruct", "--plan", "--from", run.Run, "--out", In("out"), "--threads", "2");
        (long count, long bytes) = run.Buffers[2];
        Item(said, "host", "image buffers").ShouldBe((count, bytes, count * bytes));
        EngineProblem[] worker = run.Problems[^2..]; // flexed and rigid
        worker.ShouldAllBe(problem => problem.Box == TinyParticles.Box);
        long evaluators = worker.Sum(problem => SimdEngine.BytesOf(problem));
        Item(said, "host", "evaluators of a worker").ShouldBe((Workers, evaluators, Workers * evaluators));
        Item(said, "host", "mesh and bound voxels").Bytes.ShouldBe(worker.Sum(problem => problem.Bytes));
    }

    [Fact]
    public async Task The_total_is_that_of_the_lines()
    {
        string said = await Flex.DoneAsync(Train());
        long[] host = [.. said.Split('\n').Where(line => line.StartsWith("  host ", StringComparison.Ordinal)).Select(line => long.Parse(Figures().Matches(line)[^1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
        host[^1].ShouldBe(host[..^1].Sum());
    }

    [Fact]
    public async Task The_memory_that_was_asked_for_bounds_the_buffers() =>
        Item(await Flex.DoneAsync(Train("--memory", "1KiB")), "host", "image buffers").Number.ShouldBe(Workers + 1);

    [Fact]
    public async Task A_device_that_is_not_there_is_planned_for_and_said()
    {
        string said = await Flex.DoneAsync(Train("--device", "cuda:97"));
        IReadOnlyList<DeviceMemoryGroup> groups = new DeviceMemoryPlan(run.Problems[1], 16, defocus: true, linear: true, flow: true, sums: true, seats: GpuEngine.ShardsACall).Groups(GpuEngine.ShardsACall * GpuEngine.MostRows);
        foreach (DeviceMemoryGroup group in groups)
        {
            Item(said, "cuda:97", group.Name).ShouldBe((GpuEngine.SharedADevice, group.Bytes, GpuEngine.SharedADevice * group.Bytes));
        }
        said.ShouldMatch($@"device +cuda:97\n  workers +{Engines.WorkersADevice}\n  threads beside them +2\n  rows at once +{GpuEngine.ShardsACall * GpuEngine.MostRows}\n");
        said.ShouldContain("warning: device cuda:97 cannot be used; found: cuda");
        said.ShouldNotContain("evaluators of a worker");
        string both = await Flex.DoneAsync("reconstruct", "--plan", "--from", run.Run, "--out", In("out"), "--device", "opencl:97");
        both.ShouldContain("opencl:97  flexed: images of a shard");
        both.ShouldContain("opencl:97  rigid: rows (candidates at once)");
    }

    [Fact]
    public async Task Nothing_is_written()
    {
        (string, DateTime)[] State() =>
            [.. Directory.EnumerateFileSystemEntries(run.Run, "*", SearchOption.AllDirectories).Append(run.Run).Order(StringComparer.Ordinal).Select(path => (path, Directory.GetLastWriteTimeUtc(path)))];
        (string, DateTime)[] before = State();
        await Flex.DoneAsync(Train());
        await Flex.DoneAsync("run", run.Pipeline, "--out", run.Run, "--plan");
        State().ShouldBe(before, "a file that comes and goes would change its folder's time");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pipeline_is_planned_as_far_as_it_can_be()
    {
        string whole = await Flex.DoneAsync("run", run.Pipeline, "--out", run.Run, "--plan");
        whole.ShouldStartWith("train\n");
        whole.ShouldContain("\n\nreconstruct\n  device");
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", In("prepared"));
        await Flex.DoneAsync("mesh", "--from", In("prepared"), "--out", In("mesh"), "--cell-size", "20");
        string before = await Flex.DoneAsync("run", run.Pipeline, "--out", In("out"), "--plan", "--set", $"from={In("mesh")}");
        before.ShouldStartWith("train\n");
        before.ShouldContain("\n\nreconstruct\n  can be planned once train is done\n");
    }

    [Fact]
    public async Task What_has_to_be_run_first_is_said()
    {
        await Flex.RefusedAsync(["train", "--plan", "--from", tiny.Run, "--out", In("out")], "no prepared particles", "run flex3d prep first", "--from");
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", In("prepared"));
        await Flex.RefusedAsync(["train", "--plan", "--from", In("prepared"), "--out", In("out")], "no mesh", "run flex3d mesh first");
        await Flex.RefusedAsync(["reconstruct", "--plan", "--from", In("prepared"), "--out", In("out")], "no model", "run flex3d train first");
        await Flex.RefusedAsync(["train", "--plan", "--from", In("nowhere"), "--out", In("out")], "no run.yaml");
        File.WriteAllText(In("prep.yaml"), "prep:\n");
        await Flex.RefusedAsync(["run", In("prep.yaml"), "--out", In("out"), "--plan"], "neither train nor reconstruct");
        Directory.Exists(In("out")).ShouldBeFalse();
    }

    [GeneratedRegex(@"(?<=\s)[\d,]+(?=\s|$)")]
    private static partial Regex Figures();
}
