using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Maps and atoms of conformations of a run whose motion is known: along the motion, the density, at groups of particles.</summary>
[Collection(MovingMolecule.Shared)]
public sealed class ConformationsOfRunTests(MovingMolecule moving)
{
    private string In(string name) => moving.In(name);

    private static Dictionary<string, double[]> Columns(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Select(line => line.Split(','))];
        return lines[0].Index().ToDictionary(column => column.Item, column => lines[1..].Select(line => double.Parse(line[column.Index], CultureInfo.InvariantCulture)).ToArray());
    }

    [Fact]
    public async Task Frames_along_the_main_motion_are_coloured_by_displacement_and_move_atoms_alike()
    {
        string said = await Flex.DoneAsync("generate", moving.Run, "--motion", "0", "--frames", "3", "--displacement", "--out", In("motion"));
        said.ShouldContain("motion 0, ");
        Dictionary<string, double[]> frames = Columns(In("motion/frames.csv"));
        double[] along = frames["motion_angstrom"];
        along[0].ShouldBeLessThan(-1);
        along[2].ShouldBeGreaterThan(1);
        double[] motion0 = Columns(Path.Combine(moving.Run, "latents.csv"))["motion0"];
        for (int frame = 0; frame < 3; frame++)
        {
            motion0[(int)frames["particle"][frame]].ShouldBe(along[frame], 0.5); // the nearest particle has about this coordinate
        }
        double[] largest = [.. Enumerable.Range(0, 3).Select(frame => (double)MrcMap.Read(In($"motion/displacement/frame_00{frame}_displacement.mrc")).Values.Max())];
        largest[1].ShouldBeLessThan(0.7 * Math.Max(largest[0], largest[2]));
        string script = File.ReadAllText(In("motion/frames.cxc"));
        script.ShouldContain("open \"frame_000.mrc\"\nopen \"displacement/frame_000_displacement.mrc\"\n");
        script.ShouldContain("color sample #5 map #6 palette 0,#");
        script.ShouldContain("mseries slider #1,3,5\n");

        said = await Flex.DoneAsync("deform", moving.Run, "--model", TinyParticles.Structures[0], "--motion", "0", "--frames", "3", "--out", In("motion.pdb"));
        JsonElement report = JsonDocument.Parse(File.ReadAllText(In("motion.geometry.json"))).RootElement;
        report.GetProperty("before").GetProperty("caDistances").GetInt32().ShouldBe(213);
        report.GetProperty("frames").GetArrayLength().ShouldBe(3);
        report.GetProperty("frames")[0].GetProperty("farthest").GetDouble().ShouldBe(largest[0], 0.35 * largest[0]); // of atoms, and of voxels of the mask
        said.ShouldContain("1680 bonds: they change by");
        AtomicModelFile.Read(In("motion.pdb")).Atoms[^1].Model.ShouldBe(3);
    }

    [Fact]
    public async Task Clusters_peaks_paths_and_grids_stand_at_particles_or_between_them()
    {
        string said = await Flex.DoneAsync("generate", moving.Run, "--clusters", "3", "--canonical", "--out", In("clusters"));
        said.ShouldContain($"3 clusters of {MovingMolecule.Particles} particles");
        Dictionary<string, double[]> clusters = Columns(In("clusters/frames.csv")), members = Columns(In("clusters/members.csv")), latents = Columns(Path.Combine(moving.Run, "latents.csv"));
        clusters["members"].Sum().ShouldBe(MovingMolecule.Particles);
        for (int frame = 0; frame < 3; frame++)
        {
            members["frame"].Count(group => group == frame).ShouldBe((int)clusters["members"][frame]);
            latents["z0"][(int)clusters["particle"][frame]].ShouldBe(clusters["z0"][frame], 1e-6);
        }
        await Flex.DoneAsync("select", moving.Run, "--list", In("clusters/members.csv"), "--out", In("members.csv"));

        await Flex.DoneAsync("generate", moving.Run, "--peaks", "2", "--canonical", "--out", In("peaks"));
        Columns(In("peaks/frames.csv"))["members"].Sum().ShouldBe(MovingMolecule.Particles);

        await Flex.DoneAsync("generate", moving.Run, "--particles", "3,11", "--frames", "4", "--canonical", "--out", In("between"));
        Dictionary<string, double[]> path = Columns(In("between/frames.csv"));
        (path["particle"][0], path["particle"][3], path["distance"][0]).ShouldBe((3, 11, 0));
        said = await Flex.DoneAsync("generate", moving.Run, "--from", "-0.2,0", "--to", "0.2,0", "--frames", "2", "--canonical", "--out", In("fromto"));
        said.ShouldNotContain("error");

        said = await Flex.DoneAsync("generate", moving.Run, "--grid", "2x2", "--range", "50", "--canonical", "--out", In("grid"));
        said.ShouldContain("warning: 4 of 4 frames (0-3) are where no particle is");
        Directory.GetFiles(In("grid"), "frame_*.mrc").Length.ShouldBe(4);
    }

    [Fact]
    public async Task Flows_of_particles_are_displacements_of_the_vertices_of_the_mesh()
    {
        (await Flex.DoneAsync("generate", moving.Run, "--flows", In("flows.npz"), "--particles", "0,5-6")).ShouldContain("flows of 3 particles at ");
        using ZipArchive archive = ZipFile.OpenRead(In("flows.npz"));
        archive.Entries.Select(entry => entry.FullName).ShouldBe(["vertices.npy", "particles.npy", "flows.npy"]);
        // A point at a vertex is moved by deform as the flow of the vertex says.
        byte[] vertices = Bytes(archive, "vertices.npy"), flows = Bytes(archive, "flows.npy");
        int count = vertices.Length / 12, vertex = count / 2;
        float At(byte[] array, int index) => BitConverter.ToSingle(array, 4 * index);
        File.WriteAllText(In("vertex.csv"), FormattableString.Invariant($"x,y,z\n{At(vertices, 3 * vertex)},{At(vertices, 3 * vertex + 1)},{At(vertices, 3 * vertex + 2)}\n"));
        await Flex.DoneAsync("deform", moving.Run, "--points", In("vertex.csv"), "--particles", "0,5-6", "--out", In("vertex_moved.csv"));
        Dictionary<string, double[]> moved = Columns(In("vertex_moved.csv"));
        for (int particle = 0; particle < 3; particle++)
        {
            (moved["x"][particle] - At(vertices, 3 * vertex)).ShouldBe(At(flows, (particle * count + vertex) * 3), 2e-3);
            (moved["z"][particle] - At(vertices, 3 * vertex + 2)).ShouldBe(At(flows, (particle * count + vertex) * 3 + 2), 2e-3);
        }
    }

    [Fact]
    public async Task Atoms_get_B_factors_of_their_motion_and_those_outside_the_mesh_are_named()
    {
        string text = string.Concat(File.ReadLines(In("run/deform/moved.pdb")).Where(line => line.StartsWith("ATOM", StringComparison.Ordinal)).Take(1656).Select(line => line + "\n"));
        File.WriteAllText(In("out.pdb"), text + "HETATM 9001 ZN    ZN Z   1     -40.000  40.000  40.000  1.00  0.00          ZN\n");
        string said = await Flex.DoneAsync("deform", moving.Run, "--model", In("out.pdb"), "--b-factors", "displacement", "--out", In("b.pdb"));
        said.ShouldContain("warning: ");
        said.ShouldContain("1 of 1 in chain Z");
        said.ShouldContain("B factors of the displacements over the particles: median ");
        Atom[] atoms = [.. AtomicModelFile.Read(In("b.pdb")).Atoms];
        // The lid (residues 114-164) moves, the core (1-29) hardly.
        double Mean(int first, int last) => atoms.Where(atom => atom.Chain == "A" && atom.ResidueNumber >= first && atom.ResidueNumber <= last).Average(atom => atom.BFactor);
        Mean(114, 164).ShouldBeGreaterThan(3 * Mean(1, 29));
    }

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using var bytes = new MemoryStream();
        using Stream entry = archive.GetEntry(name)!.Open();
        entry.CopyTo(bytes);
        byte[] all = bytes.ToArray();
        return all[(10 + BitConverter.ToUInt16(all, 8))..];
    }
}
