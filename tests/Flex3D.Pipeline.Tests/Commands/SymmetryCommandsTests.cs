using System.Text.Json;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Commands;

/// <summary><c>flex3d symmetrise</c> and <c>flex3d expand</c> as a user calls them.</summary>
public sealed class SymmetryCommandsTests : IDisposable
{
    private const int Box = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-symmetry-").FullName;

    public SymmetryCommandsTests()
    {
        foreach (int half in (int[])[1, 2])
        {
            MrcMap.Write(In($"two_half{half}.mrc"), Balls([(5, 2, 3), (-5, -2, 3), (2, -6, -4), (-2, 6, -4)], half), "C2");
            MrcMap.Write(In($"one_half{half}.mrc"), Balls([(5, 2, 3), (1, -6, -4), (-3, 4, 6)], half), "C1");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Halves(string name) => ["--half1", In($"{name}_half1.mrc"), "--half2", In($"{name}_half2.mrc"), "--out", In("out")];

    [Fact]
    public async Task Half_maps_are_averaged_and_said_to_have_the_symmetry()
    {
        string said = await Flex.DoneAsync(["symmetrise", .. Halves("two"), "--symmetry", "C2"]);
        said.ShouldContain("C2, 2 operators: main axis (0.000, 0.000, 1.000) through (0.00, 0.00, 0.00) Å");
        DensityMap given = MrcMap.Read(In("two_half1.mrc")), made = MrcMap.Read(In("out/map_half1.mrc"));
        for (int i = 0; i < 200; i++)
        {
            (int x, int y, int z) = (6 + i % 12, 5 + i * 7 % 13, 7 + i * 5 % 11);
            made[z, y, x].ShouldBe(0.5f * (given[z, y, x] + given[z, Box - y, Box - x]), 1e-4f);
        }
        File.ReadLines(In("out/symmetry.csv")).First().ShouldBe("shell,resolution_angstrom,map_given,map_turned,map_symmetrised");
        File.ReadLines(In("out/symmetry.csv")).Count().ShouldBe(Box / 2 + 2);
        using JsonDocument axes = JsonDocument.Parse(File.ReadAllText(In("out/symmetry.json")));
        axes.RootElement.GetProperty("group").GetString().ShouldBe("C2");
        (await Flex.DoneAsync(["symmetrise", .. Halves("two"), "--axes", In("out/symmetry.json")])).ShouldContain("C2, 2 operators");
        (await Flex.DoneAsync(["symmetrise", .. Halves("two"), "--symmetry", "C2", "--find"])).ShouldContain("axes of C2 found");
    }

    [Fact]
    public async Task Half_maps_without_the_symmetry_are_refused_unless_asked()
    {
        await Flex.RefusedAsync(["symmetrise", .. Halves("one"), "--symmetry", "C2"], "C2", "--find", "--anyway");
        Directory.Exists(In("out")).ShouldBeFalse();
        (await Flex.DoneAsync(["symmetrise", .. Halves("one"), "--symmetry", "C2", "--anyway"])).ShouldContain("turned half-maps keep");
    }

    [Fact]
    public async Task Calls_that_leave_something_open_are_refused()
    {
        await Flex.RefusedAsync(["symmetrise", .. Halves("two")], "--symmetry");
        await Flex.RefusedAsync(["symmetrise", "--out", In("out"), "--symmetry", "C2"], "--half1");
        await Flex.RefusedAsync(["symmetrise", .. Halves("two"), "--symmetry", "H"], "helical");
        await Flex.RefusedAsync(["symmetrise", "--half1", In("two_half1.mrc"), "--half2", In("two_half1.mrc"), "--symmetry", "C2", "--out", In("out")], "independent halves");
        File.WriteAllText(In("axes.json"), """{"group": "C2", "turn": [1, 0, 0, 0, 1, 0, 0, 0, 2], "centre": [0, 0, 0]}""");
        await Flex.RefusedAsync(["symmetrise", .. Halves("two"), "--axes", In("axes.json")], "axes.json", "rotation");
    }

    [Fact]
    public async Task A_table_is_expanded_and_taken_back()
    {
        const string Text = "data_particles\nloop_\n_rlnImageName #1\n_rlnAngleRot #2\n_rlnAngleTilt #3\n_rlnAnglePsi #4\n1@a.mrcs 10 20 30\n2@a.mrcs 40 50 60\n";
        File.WriteAllText(In("a.star"), Text);
        (await Flex.DoneAsync("expand", In("a.star"), "--symmetry", "D2", "--out", In("b.star"))).ShouldContain("4 rows for each particle (D2)");
        File.ReadLines(In("b.star")).Count(line => line.StartsWith("2@", StringComparison.Ordinal)).ShouldBe(4);
        (await Flex.DoneAsync("expand", In("b.star"), "--back", "--out", In("c.star"))).ShouldContain("2 particles of 8 rows");
        File.ReadAllText(In("c.star")).ShouldBe(Text);
        await Flex.RefusedAsync(["expand", In("a.star"), "--out", In("d.star")], "--symmetry");
        await Flex.RefusedAsync(["expand", In("a.star"), "--symmetry", "C2", "--out", In("c.star")], "--overwrite");
    }

    // Balls of 1.8 voxels with noise of a twentieth of their height.
    private static DensityMap Balls((double X, double Y, double Z)[] balls, int seed)
    {
        var map = new DensityMap(Box, 2);
        var random = new Noise(seed);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double x = i % Box - Box / 2, y = i / Box % Box - Box / 2, z = i / (Box * Box) - Box / 2;
            map.Values[i] = (float)(balls.Sum(ball => Math.Exp(-((x - ball.X) * (x - ball.X) + (y - ball.Y) * (y - ball.Y) + (z - ball.Z) * (z - ball.Z)) / 6.5)) + 0.05 * random.Next());
        }
        return map;
    }

    // A linear congruential generator, uniform between −1 and 1.
    private sealed class Noise(int seed)
    {
        private ulong _state = (ulong)seed;

        public double Next()
        {
            _state = _state * 6364136223846793005 + 1442695040888963407;
            return (_state >> 33) / (double)(1L << 30) - 1;
        }
    }
}
