using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Geometry.Vtk;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A mesh that is cut along segments, from the labels to maps and moved atoms, with the <c>flex3d</c> command.</summary>
public sealed class SegmentTests(TinyParticles tiny) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-segments-").FullName;

    public async ValueTask InitializeAsync()
    {
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", In("prep"), "--training-box", "16");
        Write("labels.mrc", 32, 3, (x, _, _) => x < 16 ? 3 : 8);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string In(string name) => Path.Combine(_folder, name);

    private void Write(string name, int box, double pixel, Func<int, int, int, int> label) =>
        MrcMap.Write(In(name), new DensityMap(box, pixel, [.. Enumerable.Range(0, box * box * box).Select(i => (float)label(i % box, i / box % box, i / box / box))]), "labels");

    [Fact]
    public async Task A_cut_mesh_is_built_trained_reconstructed_and_moves_atoms()
    {
        string said = await Flex.DoneAsync(["mesh", "--from", In("prep"), "--out", In("mesh"), "--cell-size", "20", "--segmentation", In("labels.mrc"), "--inspect", "true",
            "--segments", "{label: 3, name: core}", "--segments", "{label: 8, name: lid, rigidity: 5}", "--fuse", "core > lid"]);
        said.ShouldContain("core and lid touch at");
        said.ShouldContain("vertices shared");
        said.ShouldContain("segment lid: ");
        said.ShouldContain("no slivers");
        TetrahedralMesh mesh = MeshFile.Read(In("mesh/mesh/mesh.json"));
        mesh.Segments!.Segments.Select(segment => (segment.Label, segment.Name)).ShouldBe([(3, "core"), (8, "lid")]);
        File.ReadAllText(In("mesh/mesh.vtu")).ShouldContain("Name=\"segment\"");
        File.ReadAllText(In("mesh/mesh.bild")).ShouldContain(".comment segment lid");
        File.ReadLines(In("mesh/mesh/cells.csv")).Count().ShouldBe(mesh.CellCount + 1);

        await Flex.DoneAsync("train", "--from", In("mesh"), "--out", In("trained"), "--epochs", "1", "--warm-up-epochs", "1", "--layers", "3", "--width", "32", "--validation-fraction", "0");
        await Flex.DoneAsync("reconstruct", "--from", In("trained"), "--out", In("run"), "--iterations", "2");
        MeshSegments moved = ModelFile.Read(In("run/model.npz")).Mesh.Segments!;
        moved.CellLabels.ShouldBe(mesh.Segments.CellLabels);
        moved.Places.Labels.ToArray().ShouldBe(mesh.Segments.Places.Labels.ToArray());
        moved.CutVertices.ShouldBe(mesh.Vertices);
        await Flex.DoneAsync("deform", In("run"), "--model", TinyParticles.Structures[0], "--particles", "0,1", "--out", In("moved.pdb"));
        File.Exists(In("moved.pdb")).ShouldBeTrue();
    }

    [Fact]
    public async Task Lumps_of_the_map_are_proposed_as_a_list_that_the_mesh_step_takes()
    {
        string said = await Flex.DoneAsync("segment", In("prep"), "--out", In("found"), "--count", "3");
        said.ShouldContain("3 segments, by volume");
        MrcMap.Read(In("found/segments.mrc")).Values.Distinct().Order().ShouldBe([0, 1, 2, 3]);
        File.ReadLines(In("found/segments.csv")).Count().ShouldBe(4);
        File.ReadLines(In("found/contacts.csv")).First().ShouldBe("first,second,faces,density,continuous,fused");
        File.ReadAllText(In("found/segments.cxc")).ShouldContain("color sample");
        said = await Flex.DoneAsync("mesh", "--from", In("prep"), "--out", In("mesh"), "--cell-size", "20", "--segmentation", In("found/segments.yaml"));
        said.ShouldContain("segment body: ");
        MeshFile.Read(In("mesh/mesh/mesh.json")).Segments!.Segments.Select(segment => segment.Name).ShouldBe(["body", "part2", "part3"]);
        await Flex.RefusedAsync(["segment", In("prep"), "--out", In("other"), "--by", "motion"], "no model");
        await Flex.RefusedAsync(["segment", In("prep"), "--out", In("other"), "--count", "1"], "--count", "2 to 250");
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_by_name()
    {
        string[] mesh = ["mesh", "--from", In("prep"), "--out", In("bad"), "--cell-size", "20", "--segmentation"];
        await Flex.RefusedAsync([.. mesh, In("labels.mrc"), "--fuse", "3 > 9"], "mesh.fuse", "the segment '9'");
        await Flex.RefusedAsync([.. mesh, In("labels.mrc"), "--fuse", "3 > 8", "8 > 3"], "mesh.fuse", "a cycle: 3 > 8 > 3");
        await Flex.RefusedAsync([.. mesh, In("labels.mrc"), "--rigid", "cor", "--segments", "{label: 3, name: core}"], "mesh.rigid", "'core'");
        await Flex.RefusedAsync([.. mesh, In("labels.mrc"), "--segments", "{label: 4}"], "mesh.segments", "label 4", "one of 3, 8");
        await Flex.RefusedAsync([.. mesh, Path.Combine(tiny.Folder, "consensus.mrc")], "consensus.mrc", "a whole number");
        Write("small.mrc", 8, 3, (_, _, _) => 1);
        await Flex.RefusedAsync([.. mesh, In("small.mrc")], "small.mrc", "covers the solvent mask");
        Write("hook.mrc", 32, 3, (x, y, z) => (x, y, z) == (17, 17, 17) ? 6 : 3);
        await Flex.RefusedAsync([.. mesh, In("hook.mrc"), "--segments", "{label: 6, name: hook}"], "hook.mrc", "hook (label 6, 1 voxels of 3 Å)", "prep.trainingBox");
        File.WriteAllText(In("list.yaml"), "map: labels.mrc\nfuse: [3 > 8]\nridgid: [3]\n");
        await Flex.RefusedAsync([.. mesh, In("list.yaml")], "list.yaml", "line 3", "'rigid'");
    }

    [Fact]
    public async Task An_edited_mesh_is_read_back_and_refused_where_a_cell_is_inside_out()
    {
        await Flex.DoneAsync("mesh", "--from", In("prep"), "--out", In("mesh"), "--cell-size", "20", "--segmentation", In("labels.mrc"));
        TetrahedralMesh mesh = MeshFile.Read(In("mesh/mesh/mesh.json"));
        await Flex.DoneAsync("mesh", "--from", In("prep"), "--out", In("again"), "--file", In("mesh/mesh/mesh.json"));
        File.ReadAllBytes(In("again/mesh/mesh.json")).ShouldBe(File.ReadAllBytes(In("mesh/mesh/mesh.json")));
        mesh.Vertices[3 * mesh.Cells[0]] += 50;
        MeshFile.Write(In("edited.json"), mesh);
        await Flex.RefusedAsync(["mesh", "--from", In("prep"), "--out", In("bad"), "--file", In("edited.json")], "edited.json", "cells[", "inside out");
        File.WriteAllText(In("weights.csv"), "cell,weight\n2,7\n");
        await Flex.DoneAsync("mesh", "--from", In("prep"), "--out", In("weighted"), "--file", In("mesh/mesh/mesh.json"), "--weights", In("weights.csv"));
        MeshFile.Read(In("weighted/mesh/mesh.json")).RigidityWeights[2].ShouldBe(7);
    }

    [Fact]
    public async Task A_mesh_that_is_cut_along_segments_and_a_micelle_is_read_back_from_the_file_that_ParaView_edits()
    {
        Write("belt.mrc", 32, 3, (_, _, z) => z < 12 ? 1 : 0);
        string[] held = ["mesh", "--from", In("prep"), "--micelle-mask", In("belt.mrc"), "--micelle-width", "10"];
        await Flex.DoneAsync([.. held, "--out", In("mesh"), "--cell-size", "20", "--segmentation", In("labels.mrc")]);
        TetrahedralMesh mesh = MeshFile.Read(In("mesh/mesh/mesh.json"));
        mesh.Segments!.Segments.Select(segment => segment.Name).ShouldBe(["3", "8", "micelle"]);
        mesh.Mobility.Distinct().Count().ShouldBeGreaterThan(2);
        await Flex.DoneAsync([.. held, "--out", In("again"), "--file", In("mesh/mesh.vtu")]);
        File.ReadAllBytes(In("again/mesh/mesh.json")).ShouldBe(File.ReadAllBytes(In("mesh/mesh/mesh.json")));

        string text = File.ReadAllText(In("mesh/mesh.vtu")), types = "Name=\"types\" NumberOfComponents=\"1\" format=\"ascii\">\n10";
        File.WriteAllText(In("other.vtu"), text.Replace(types, types[..^2] + "14"));
        await Flex.RefusedAsync([.. held, "--out", In("bad"), "--file", In("other.vtu")], "other.vtu", "cell 0", "a pyramid");
        mesh.Vertices[3 * mesh.Cells[^1]] += 80;
        VtuWriter.Write(In("turned.vtu"), mesh, 48);
        await Flex.RefusedAsync([.. held, "--out", In("bad"), "--file", In("turned.vtu")], "turned.vtu", "cells[", "inside out");
        Write("wider.mrc", 32, 3, (_, _, z) => z < 16 ? 1 : 0);
        await Flex.RefusedAsync(["mesh", "--from", In("prep"), "--micelle-mask", In("wider.mrc"), "--out", In("bad"), "--file", In("mesh/mesh.vtu")], "wider.mrc", "'micelle'", "mesh.file");
    }
}
