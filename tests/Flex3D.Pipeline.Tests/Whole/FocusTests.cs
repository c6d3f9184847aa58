using System.Globalization;
using System.Text.Json;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>flex3d focus</c> on a run of a moving molecule: the particles of a region alone, a run on them, and its score.</summary>
[Collection(MovingMolecule.Shared)]
public sealed class FocusTests(MovingMolecule molecule) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-focus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Every_particle_keeps_its_row_its_half_set_and_its_place_and_threads_change_no_byte()
    {
        WriteRegion();
        string said = await Flex.DoneAsync("focus", molecule.Run, "--mask", In("lid.mrc"), "--out", In("one"), "--threads", "1");
        said.ShouldContain($"{MovingMolecule.Particles} particles of lid");
        await Flex.DoneAsync("focus", molecule.Run, "--mask", In("lid.mrc"), "--out", In("three"), "--threads", "3");
        string[] files = [.. Directory.GetFiles(In("one")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        files.ShouldBe([".lock", "focus.json", "map.mrc", "mask.mrc", "particles.mrcs", "particles.star", "pipeline.yaml"]);
        foreach (string file in files)
        {
            File.ReadAllBytes(Path.Combine(In("three"), file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(In("one"), file))).ShouldBeTrue(file);
        }
        StarTable given = Particles(Path.Combine(molecule.Run, "simulate", "particles.star")), focused = Particles(Path.Combine(In("one"), "particles.star"));
        focused.Count.ShouldBe(MovingMolecule.Particles);
        for (int p = 0; p < focused.Count; p++)
        {
            string[] name = given[p, given.IndexOf("rlnImageName")].Split('@');
            focused[p, focused.IndexOf("rlnImageName")].ShouldBe($"{p + 1:000000}@particles.mrcs");
            focused[p, focused.IndexOf("rlnImageOriginalName")].ShouldBe($"{name[0]}@{Path.Combine(molecule.Run, "simulate", name[1])}");
            focused[p, focused.IndexOf("rlnRandomSubset")].ShouldBe(given[p, given.IndexOf("rlnRandomSubset")]);
            focused[p, focused.IndexOf("flex3dRow")].ShouldBe(p.ToString(CultureInfo.InvariantCulture));
            Number(focused, p, "rlnDefocusU").ShouldBe(Number(given, p, "rlnDefocusU"), 0.01);
        }
        using MrcStack stack = MrcStack.Open(Path.Combine(In("one"), "particles.mrcs"));
        (stack.CompleteImages, stack.Width, stack.PixelSizeAngstrom).ShouldBe((MovingMolecule.Particles, 32, 3));
        DensityMap mask = MrcMap.Read(Path.Combine(In("one"), "mask.mrc")), map = MrcMap.Read(Path.Combine(In("one"), "map.mrc")), flexed = MrcMap.Read(Path.Combine(molecule.Run, "maps", "flex.mrc"));
        map.Values.ShouldBe(flexed.Times(mask).Values);
    }

    [Fact]
    public async Task A_run_on_the_region_is_an_ordinary_run_whose_score_is_that_of_the_regions_atoms()
    {
        WriteRegion();
        await Flex.DoneAsync("focus", molecule.Run, "--mask", In("lid.mrc"), "--out", In("lid"));
        await Flex.DoneAsync("run", Path.Combine(In("lid"), "pipeline.yaml"), "--out", In("run"), "--set", "train.epochs=2", "train.warmUpEpochs=1", "train.latentDimension=1", "reconstruct.iterations=2");
        string settings = File.ReadAllText(Path.Combine(In("run"), "run.yaml"));
        settings.ShouldContain("halfSets: file");
        settings.ShouldContain("refinePoses: false");
        settings.ShouldContain("seed: 5");
        // The same particles are held out.
        Held(In("run")).ShouldBe(Held(molecule.Run));
        string score = await Flex.DoneAsync("score", In("run"), "--json", In("score.json"));
        score.ShouldContain(" moving atoms");
        score.ShouldContain("mask.mrc alone:");
        using var focused = JsonDocument.Parse(File.ReadAllText(In("score.json")));
        await Flex.DoneAsync("score", molecule.Run, "--region", Path.Combine(In("run"), "prep", "mask.mrc"), "--json", In("whole.json"));
        using var whole = JsonDocument.Parse(File.ReadAllText(In("whole.json")));
        (double truth, double limit) = (Moving(focused, "trueMoving"), focused.RootElement.GetProperty("limit").GetProperty("angstrom").GetDouble());
        truth.ShouldBe(Moving(whole, "trueMoving"), 0.1 * truth); // much the same atoms
        limit.ShouldBeInRange(0.01 * truth, truth);
        whole.RootElement.GetProperty("limit").GetProperty("movingAtoms").GetInt32().ShouldBe(whole.RootElement.GetProperty("displacement").GetProperty("movingAtoms").GetInt32());
        focused.RootElement.GetProperty("maps").GetArrayLength().ShouldBe(0);

        static double Moving(JsonDocument score, string name) => score.RootElement.GetProperty("displacement").GetProperty(name).GetDouble();
        static string[] Held(string run) => [.. File.ReadLines(Path.Combine(run, "train", "held_out.csv")).Select(line => line.Split(',')[0])];
    }

    [Fact]
    public async Task A_ball_and_segments_are_regions_too()
    {
        await Flex.DoneAsync("focus", molecule.Run, "--ball", "6", "0", "-3", "15", "--out", In("ball"));
        DensityMap ball = MrcMap.Read(Path.Combine(In("ball"), "mask.mrc")), labels = new(32, 3, [.. MrcMap.Read(Path.Combine(molecule.Run, "prep", "mask.mrc")).Values.Select((value, i) => value > 0.5f ? 1f + i % 32 / 16 : 0)]);
        (ball[15, 16, 18], ball[15, 16, 8]).ShouldBe((1f, 0f)); // z, y, x: at (6, 0, −3), and 24 Å away
        MrcMap.Write(In("labels.mrc"), labels, "test");
        File.WriteAllText(In("segments.yaml"), "map: labels.mrc\nsegments: [{label: 1, name: left}, {label: 2, name: right}]\n");
        string said = await Flex.DoneAsync("focus", molecule.Run, "--segmentation", In("segments.yaml"), "--segments", "right", "--out", In("right"));
        said.ShouldContain("particles of right");
        DensityMap right = MrcMap.Read(Path.Combine(In("right"), "mask.mrc"));
        for (int i = 0; i < labels.Values.Length; i++)
        {
            (labels.Values[i] == 2 ? right.Values[i] == 1 : labels.Values[i] != 1 || i % 32 > 12 || right.Values[i] == 0).ShouldBeTrue($"voxel {i}");
        }
    }

    [Fact]
    public async Task Bad_input_is_refused_in_one_sentence()
    {
        MrcMap.Write(In("small.mrc"), new DensityMap(24, 4, [.. Enumerable.Repeat(1f, 24 * 24 * 24)]), "test");
        MrcMap.Write(In("labels.mrc"), new DensityMap(32, 3, [.. Enumerable.Repeat(4f, 32 * 32 * 32)]), "test");
        string output = In("refused");
        await Flex.RefusedAsync(["focus", molecule.Run, "--out", output], "no region", "--mask", "--ball");
        await Flex.RefusedAsync(["focus", molecule.Run, "--out", output, "--mask", In("small.mrc"), "--ball", "0", "0", "0", "9"], "more than one region");
        await Flex.RefusedAsync(["focus", molecule.Run, "--out", output, "--mask", In("small.mrc")], "small.mrc", "a box of 24", "32");
        await Flex.RefusedAsync(["focus", molecule.Run, "--out", output, "--ball", "0", "0", "9"], "--ball", "four numbers");
        await Flex.RefusedAsync(["focus", molecule.Run, "--out", output, "--ball", "0", "0", "0", "3"], "voxels above 0.5 within the run's solvent mask");
        await Flex.RefusedAsync(["focus", molecule.Run, "--out", output, "--segmentation", In("labels.mrc"), "--segments", "arm"], "--segments", "'arm'", "one or more of 4");
        File.Exists(Path.Combine(output, "focus.json")).ShouldBeFalse();
        Directory.CreateDirectory(output);
        File.WriteAllText(Path.Combine(output, "focus.json"), "{}");
        await Flex.RefusedAsync(["focus", molecule.Run, "--out", output, "--ball", "0", "0", "0", "12"], "focus.json", "--out");
    }

    // The half of the molecule beyond the middle, along x.
    private void WriteRegion()
    {
        DensityMap mask = MrcMap.Read(Path.Combine(molecule.Run, "maps", "flex_mask.mrc"));
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] *= i % mask.Box > mask.Box / 2 ? 1 : 0;
        }
        MrcMap.Write(In("lid.mrc"), mask, "test");
    }

    private static StarTable Particles(string path) => StarTable.ReadAll(path, (block, _) => block == "particles").Single();

    private static double Number(StarTable table, int row, string label) => double.Parse(table[row, table.IndexOf(label)], CultureInfo.InvariantCulture);
}
