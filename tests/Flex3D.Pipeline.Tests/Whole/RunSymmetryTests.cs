using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A run whose settings name a symmetry. Its molecule has none, which the run finds out.</summary>
public sealed class RunSymmetryTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-run-symmetry-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string Pipeline(string reconstruct)
    {
        string path = In("run.yaml");
        File.WriteAllText(path, $"from: {tiny.Run}\nprep:\nmesh: {{cellSize: 25}}\ntrain: {{epochs: 1, warmUpEpochs: 1, batchSize: 32, layers: 2, width: 32}}\nreconstruct: {{iterations: 2, {reconstruct}}}\n");
        return path;
    }

    [Fact]
    public async Task Half_maps_without_the_symmetry_are_kept_as_they_are_and_averaged_where_that_is_forced()
    {
        await Flex.RefusedAsync(["run", Pipeline("symmetry: C2"), "--out", In("run")], "flexed half-maps", "C2", "reconstruct.symmetryAxes", "reconstruct.forceSymmetry", "flex3d resume");
        File.Exists(In("run/maps/flex_half1_unsymmetrised.mrc")).ShouldBeTrue();
        File.Exists(In("run/maps/flex_half1.mrc")).ShouldBeFalse();

        string settings = In("run/run.yaml");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("forceSymmetry: false", "forceSymmetry: true"));
        string said = await Flex.DoneAsync("resume", In("run"));
        foreach (string map in (string[])["flex", "rigid"])
        {
            DensityMap made = MrcMap.Read(In($"run/maps/{map}_half2.mrc")), before = MrcMap.Read(In($"run/maps/{map}_half2_unsymmetrised.mrc"));
            float largest = before.Values.Max();
            for (int i = 0; i < 300; i++)
            {
                (int x, int y, int z) = (6 + i % 19, 6 + i * 7 % 19, 6 + i * 5 % 19);
                made[z, y, x].ShouldBe(0.5f * (before[z, y, x] + before[z, TinyParticles.Box - y, TinyParticles.Box - x]), 1e-4f * largest);
            }
        }
        string summary = File.ReadAllText(In("run/summary.txt"));
        foreach (string words in (string[])["Symmetry of the half-maps", "C2, 2 operators: main axis (0.000, 0.000, 1.000)", "flexed: turned half-maps keep", "rigid: turned half-maps keep", "symmetrised"])
        {
            summary.ShouldContain(words);
            said.ShouldContain(words == "Symmetry of the half-maps" ? "averaged over their symmetry" : words);
        }
        File.ReadLines(In("run/symmetry.csv")).First().ShouldBe("shell,resolution_angstrom,flex_given,flex_turned,flex_symmetrised,rigid_given,rigid_turned,rigid_symmetrised");

        // The command starts from the maps as they were, and makes the same of them; another run takes the axes of this one.
        await Flex.DoneAsync("symmetrise", In("run"), "--axes", In("run/symmetry.json"), "--anyway", "--out", In("out"));
        MrcMap.Read(In("out/rigid_half1.mrc")).Values.ShouldBe(MrcMap.Read(In("run/maps/rigid_half1.mrc")).Values);
        MrcMap.Read(In("out/rigid_mask.mrc")).Values.ShouldBe(MrcMap.Read(In("run/maps/rigid_mask.mrc")).Values);
        await Flex.RefusedAsync(["run", Pipeline($"symmetry: D2, symmetryAxes: {In("run/symmetry.json")}"), "--out", In("other")], "symmetry.json", "D2", "reconstruct.symmetry");
    }

    [Theory]
    [InlineData("symmetry: H", "reconstruct.symmetry", "helical")]
    [InlineData("symmetry: C0", "reconstruct.symmetry", "'C0'")]
    [InlineData("symmetry: C4, symmetryAxes: look", "reconstruct.symmetryAxes", "'look'")]
    [InlineData("symmetryAxes: find", "reconstruct.symmetryAxes", "C1")]
    [InlineData("symmetry: C4, symmetryAxes: absent.json", "absent.json", "no such file")]
    public async Task Settings_that_name_no_symmetry_are_refused_before_any_work(string settings, string place, string found)
    {
        await Flex.RefusedAsync(["run", Pipeline(settings), "--out", In("run")], place, found);
        Directory.Exists(In("run")).ShouldBeFalse();
    }
}
