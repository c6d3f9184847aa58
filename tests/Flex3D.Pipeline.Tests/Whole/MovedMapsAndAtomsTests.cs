using System.Globalization;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>flex3d generate</c> and <c>flex3d deform</c> of a run whose motion is known, as a user calls them.</summary>
[Collection(MovingMolecule.Shared)]
public sealed class MovedMapsAndAtomsTests(MovingMolecule moving)
{
    private const int Particles = MovingMolecule.Particles;

    private string In(string name) => Path.Combine(moving.Run, name);

    private static double[][] Rows(string path) => [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())];

    [Fact]
    public async Task Both_frames_show_the_same_shape()
    {
        File.WriteAllText(moving.In("far.csv"), "z0,z1\n0.8,-0.3\n-0.7,0.5\n");
        double[][] shown = new double[2][];
        foreach ((int i, string frame) in new[] { "molecule", "poses" }.Index())
        {
            string atoms = moving.In(frame + ".pdb");
            await Flex.DoneAsync("deform", moving.Run, "--model", In("mesh.pdb"), "--origin", "centre", "--latents", moving.In("far.csv"), "--frame", frame, "--out", atoms);
            shown[i] = AtomicModelFile.Read(atoms).Positions();
        }
        shown[0].ShouldNotBe(shown[1]);
        int count = shown[0].Length / 3 / 2; // of the first of the two conformations
        for (int a = 1; a < count; a++)
        {
            Distance(shown[0], 0, a).ShouldBe(Distance(shown[1], 0, a), 0.01, $"atom {a}");
            Distance(shown[0], a / 2, a).ShouldBe(Distance(shown[1], a / 2, a), 0.01, $"atom {a}");
        }
        await Flex.DoneAsync("generate", moving.Run, "--latents", moving.In("far.csv"), "--frame", "poses", "--out", moving.In("posed"));
        await Flex.DoneAsync("generate", moving.Run, "--latents", moving.In("far.csv"), "--out", moving.In("shaped"));
        MrcMap.Read(moving.In("posed/frame_000.mrc")).Values.ShouldNotBe(MrcMap.Read(moving.In("shaped/frame_000.mrc")).Values);

        static double Distance(double[] positions, int a, int b) =>
            Math.Sqrt(Enumerable.Range(0, 3).Sum(k => Math.Pow(positions[3 * a + k] - positions[3 * b + k], 2)));
    }

    [Fact]
    public async Task Maps_are_made_along_a_path_along_an_axis_and_of_another_map()
    {
        File.WriteAllText(moving.In("path.csv"), "z0,z1\n-0.5,0\n0.5,0\n0.5,0.5\n");
        await Flex.DoneAsync("generate", moving.Run, "--path", moving.In("path.csv"), "--frames", "4", "--out", moving.In("path"), "--map", In("maps/rigid.mrc"));
        Directory.GetFiles(moving.In("path"), "frame_00*.mrc").Length.ShouldBe(4);
        File.ReadAllText(moving.In("path/frames.cxc")).ShouldContain("open \"frame_*.mrc\" vseries true\n");
        await Flex.DoneAsync("generate", moving.Run, "--axis", "1", "--frames", "3", "--canonical", "--out", moving.In("axis"));
        Rows(moving.In("axis/latents.csv")).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Atoms_are_moved_to_given_latents()
    {
        File.WriteAllText(moving.In("two.csv"), "z0,z1\n0.5,0\n-0.5,0.1\n");
        await Flex.DoneAsync("deform", moving.Run, "--model", TinyParticles.Structures[0], "--latents", moving.In("two.csv"), "--out", moving.In("two.pdb"));
        File.ReadAllText(moving.In("two.pdb")).Split('\n').Count(line => line.StartsWith("MODEL", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Bad_input_of_generate_and_deform_is_refused()
    {
        string Text(string name, string text)
        {
            File.WriteAllText(moving.In(name), text);
            return moving.In(name);
        }
        Task Generate(string[] more, params string[] words) => Flex.RefusedAsync(["generate", moving.Run, "--out", moving.In("x"), .. more], words);
        Task Deform(string[] more, params string[] words) => Flex.RefusedAsync(["deform", moving.Run, "--out", moving.In("x.csv"), .. more], words);
        string one = Text("one.csv", "z0\n0.5\n"), points = Text("p.csv", "x,y,z\n1,2,3\n"), good = Text("good.csv", "z0,z1\n0,0\n");
        await Generate(["--latents", one], one, "1 coordinates a row", "the model's 2");
        await Generate(["--latents", Text("nan.csv", "z0,z1\n0,nan\n")], "nan.csv", "particle 0, axis 1", "NaN");
        await Generate(["--axis", "2"], "--axis", "2", "0 to 1");
        await Generate(["--motion", "9"], "--motion", "found 9", "0 to 2");
        await Generate(["--motion", "0", "--clusters", "3"], "--motion, --clusters", "one of them");
        await Generate(["--angstrom", "3"], "--angstrom", "no --motion");
        await Generate(["--clusters", $"{Particles + 1}"], "--clusters", $"{Particles + 1}", $"1 to {Particles}");
        await Generate(["--from", "0,0,0", "--to", "1,1"], "--from", "'0,0,0'", "2 numbers");
        await Generate(["--to", "1,1"], "--to", "no --from");
        await Generate(["--particles", "7"], "--particles", "1 particle", "two at least");
        await Generate(["--grid", "5"], "--grid", "'5'", "5x5");
        await Generate(["--grid", "2x2", "--axes", "0,0"], "--axes", "0,0", "two different axes from 0 to 1");
        await Generate(["--flows", "flows.bin"], "--flows", "flows.bin", ".npz");
        await Generate(["--frames", "0"], "--frames", "0", "1 to 100000");
        await Generate(["--latents", moving.In("nowhere.csv")], "nowhere.csv", "no such file");
        MrcMap.Write(moving.In("coarse.mrc"), new DensityMap(32, 2), "of another pixel size");
        await Generate(["--map", moving.In("coarse.mrc")], "coarse.mrc", "a pixel size of 2 Å", "3 Å, as in the run's mask");
        await Deform(["--points", points], "no latents", "--latents FILE or --particles");
        await Deform(["--points", points, "--latents", good, "--motion", "0"], "several of --motion, --latents and --particles", "one of them");
        await Deform(["--points", points, "--latents", good, "--range", "2"], "--range", "no --motion");
        await Deform(["--points", points, "--latents", good, "--b-factors", "displacement"], "--b-factors", "atoms, which have B factors");
        string far = Text("far.pdb", "ATOM      1  CA  ALA A   1     900.000 900.000 900.000  1.00  0.00           C\n");
        await Flex.RefusedAsync(["deform", moving.Run, "--model", far, "--latents", good, "--out", moving.In("x.pdb")], "far.pdb", "no atom inside the mesh", "--origin");
        await Flex.RefusedAsync(["deform", moving.Run, "--model", far, "--latents", good, "--out", moving.In("x.cif")], "x.cif", "PDB", ".pdb");
        await Deform(["--latents", good], "neither atoms nor points", "--model FILE or --points FILE");
        await Deform(["--points", points, "--particles", $"{Particles}"], "--particles", $"'{Particles}'", $"from 0 to {Particles - 1}");
        await Deform(["--points", Text("q.csv", "x,y\n1,2\n"), "--latents", good], "q.csv", "line 1", "columns x, y and z");
        await Deform(["--points", Text("r.csv", "x,y,z\n1,2,three\n"), "--latents", good], "r.csv", "line 2", "'three' for z", "a finite number");
    }
}
