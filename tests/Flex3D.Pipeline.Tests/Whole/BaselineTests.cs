using System.Diagnostics;
using System.Text.Json;
using Flex3D.Pipeline.Baselines;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>flex3d baseline</c> on a tiny run: what it writes, the same bytes for any number of threads, and what it refuses.</summary>
public sealed class BaselineTests(BaselineTests.Reconstructed run, TinyParticles tiny) : IClassFixture<BaselineTests.Reconstructed>
{
    [Fact]
    public void The_table_the_figures_and_the_page_say_the_same()
    {
        BaselineReport report = BaselineReport.Read(run.One);
        using var resolutions = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Folder, "reconstruct", "resolution.json")));
        report.Whole.Select(map => map.Name).ShouldBe(["rigid", "flexed"]);
        report.Whole[0].Resolution.ShouldBe(Number("rigid"));
        report.Whole[1].Resolution.ShouldBe(Number("flexed"));
        RegionFigures region = report.Regions.ShouldHaveSingleItem();
        region.Name.ShouldBe("half");
        region.Maps.Select(map => map.Name).ShouldBe(["rigid", "masked local refinement", "flexed"]);
        region.Rounds.ShouldHaveSingleItem().LimitAngstrom.ShouldBe(15);
        region.CentreAngstrom[0].ShouldBeGreaterThan(0); // the mask's half
        string page = File.ReadAllText(Path.Combine(run.One, "baseline.html"));
        foreach (string words in (string[])["In region half the flexed map's FSC", "masked local refinement's", "whole map", "poses that the run was given"])
        {
            run.Said.ShouldContain(words);
            System.Net.WebUtility.HtmlDecode(page).ShouldContain(words);
        }
        page.Split("data:image/png;base64,").Length.ShouldBe(3);
        run.Said.ShouldContain("no evidence of a motion"); // two epochs on 64 particles show none
        File.Exists(Path.Combine(run.Folder, "baseline.json")).ShouldBeFalse();

        double? Number(string name) => resolutions.RootElement.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
    }

    [Fact]
    public void Outside_the_region_the_refined_half_maps_are_the_rigid_ones()
    {
        foreach (int half in (int[])[1, 2])
        {
            DensityMap refined = MrcMap.Read(Path.Combine(run.One, "maps", $"half_local_half{half}.mrc")), rigid = MrcMap.Read(Path.Combine(run.Folder, "maps", $"rigid_half{half}.mrc"));
            int differing = 0;
            for (int i = 0; i < rigid.Values.Length; i++)
            {
                bool far = i % TinyParticles.Box < TinyParticles.Box / 2 - 4; // the region's edge is three voxels wide
                (far && refined.Values[i] != rigid.Values[i]).ShouldBeFalse();
                differing += refined.Values[i] != rigid.Values[i] ? 1 : 0;
            }
            differing.ShouldBeGreaterThan(100);
        }
    }

    [Fact]
    public async Task One_and_three_threads_write_the_same_bytes()
    {
        string three = run.In("three");
        await run.BaselineAsync(three, "--threads", "3");
        string[] files = [.. Directory.GetFiles(run.One, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run.One, file)).Order(StringComparer.Ordinal)];
        files.Length.ShouldBeGreaterThan(12);
        Directory.GetFiles(three, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(three, file)).Order(StringComparer.Ordinal).ShouldBe(files);
        foreach (string file in files)
        {
            File.ReadAllBytes(Path.Combine(three, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(run.One, file))).ShouldBeTrue(file);
        }
    }

    [Fact]
    public void Jobs_for_RELION_have_the_particles_with_full_names_and_the_half_sets_of_the_run()
    {
        string folder = Path.Combine(run.One, "relion");
        StarTable table = StarTable.ReadAll(Path.Combine(folder, "particles.star"), (block, _) => block == "particles").Single();
        table.Count.ShouldBe(TinyParticles.Count);
        (int image, int half) = (table.IndexOf("rlnImageName"), table.IndexOf("rlnRandomSubset"));
        string[] halves = [.. File.ReadLines(Path.Combine(run.One, "half_poses.csv")).Skip(1).Select(line => line.Split(',')[1])];
        for (int p = 0; p < table.Count; p++)
        {
            table[p, image].ShouldBe($"{p + 1:000000}@{Path.Combine(tiny.Folder, "particles_000.mrcs")}");
            table[p, half].ShouldBe(halves[p]);
        }
        string script = Path.Combine(folder, "half.sh"), text = File.ReadAllText(script);
        foreach (string file in (string[])["particles.star", "reference.mrc", "half_mask.mrc"])
        {
            text.ShouldContain(file);
            File.Exists(Path.Combine(folder, file)).ShouldBeTrue(file);
        }
        foreach (string words in (string[])["relion_refine_mpi", "relion_reconstruct", "relion_postprocess", "--sigma_ang 2.6667", "--solvent_mask half_mask.mrc", "--split_random_halves"])
        {
            text.ShouldContain(words);
        }
        Assert.SkipUnless(File.Exists("/bin/bash"), "no /bin/bash to check the script with");
        Bash("-n", script).ShouldBe(0);
        Bash(script, "nonsense").ShouldBe(2);

        static int Bash(params string[] args)
        {
            using Process process = Process.Start(new ProcessStartInfo("/bin/bash", args) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    [Fact]
    public async Task Bad_input_is_refused_in_one_sentence()
    {
        MrcMap.Write(run.In("small.mrc"), new DensityMap(24, 4, [.. Enumerable.Repeat(1f, 24 * 24 * 24)]), "test");
        var corner = new DensityMap(TinyParticles.Box, TinyParticles.Pixel);
        corner[1, 1, 1] = 1;
        MrcMap.Write(run.In("corner.mrc"), corner, "test");
        string output = run.In("refused");
        await Flex.RefusedAsync(["baseline", run.Folder, "--out", run.One], "baseline.json", "--out");
        await Flex.RefusedAsync(["baseline", run.Folder, "--out", output, "--region", run.In("small.mrc")], "small.mrc", "a box of 24", "32");
        await Flex.RefusedAsync(["baseline", run.Folder, "--out", output, "--region", run.In("corner.mrc")], "corner.mrc", "0 voxels above 0.5 within the run's solvent mask");
        await Flex.RefusedAsync(["baseline", tiny.Run, "--out", output], "no rigid half-maps", "flex3d reconstruct --from");
        await Flex.RefusedAsync(["baseline", run.Folder, "--out", output, "--angle", "0"], "--angle", "above 0");
        File.Exists(Path.Combine(output, "baseline.json")).ShouldBeFalse();
    }

    /// <summary>A reconstructed run on the tiny particles, and its comparison with one thread.</summary>
    public sealed class Reconstructed(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-baseline-").FullName;

        public string Folder => In("run");

        public string One => In("one");

        /// <summary>What the command said.</summary>
        public string Said { get; private set; } = "";

        public string In(string name) => Path.Combine(_root, name);

        public async ValueTask InitializeAsync()
        {
            File.WriteAllText(In("run.yaml"), $"from: {tiny.Run}\nprep:\nmesh: {{cellSize: 20}}\ntrain: {{epochs: 2, warmUpEpochs: 1, batchSize: 32, layers: 2, width: 32}}\nreconstruct: {{iterations: 2}}\n");
            await Flex.DoneAsync("run", In("run.yaml"), "--out", Folder);
            DensityMap half = MrcMap.Read(Path.Combine(tiny.Folder, "mask.mrc"));
            for (int i = 0; i < half.Values.Length; i++)
            {
                half.Values[i] *= Math.Clamp((i % half.Box - half.Box / 2) / 3f, 0, 1);
            }
            MrcMap.Write(In("half.mrc"), half, "test");
            Said = await BaselineAsync(One, "--threads", "1");
        }

        public Task<string> BaselineAsync(string folder, params string[] more) =>
            Flex.DoneAsync(["baseline", Folder, "--out", folder, "--region", In("half.mrc"), "--rounds", "1", "--angle", "8", "--limit", "15", .. more]);

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
