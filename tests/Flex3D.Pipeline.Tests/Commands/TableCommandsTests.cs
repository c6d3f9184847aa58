using System.Globalization;
using Flex3D.Pipeline.Sources;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Commands;

/// <summary><c>flex3d select</c> and <c>flex3d convert</c> as a user calls them.</summary>
public sealed class TableCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-tables-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    // What training leaves of a run that used three of five particles.
    private void MakeRun()
    {
        Directory.CreateDirectory(In("run"));
        Directory.CreateDirectory(In("later"));
        File.WriteAllText(In("run/run.yaml"), "name: made\ntrain:\n");
        File.WriteAllText(In("later/run.yaml"), $"name: later\nfrom: {In("run")}\nreconstruct:\n");
        File.WriteAllText(In("run/latents.csv"), "particle,z0\n0,-1\n2,0.5\n4,2\n");
        File.WriteAllText(In("run/particles.star"), "data_optics\nloop_\n_rlnOpticsGroup\n_rlnImagePixelSize\n_rlnImageSize\n1 2 64\n\ndata_particles\nloop_\n_rlnImageName #1\n_rlnOpticsGroup #2\n_flex3dLatent0 #3\n1@a.mrcs 1 -1\n3@a.mrcs 1 0.5\n5@a.mrcs 1 2\n\ndata_other\n_rlnX 1\n");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("later")]
    public async Task A_run_gives_the_particles_of_a_range_in_the_format_of_its_input(string run)
    {
        MakeRun();
        string said = await Flex.DoneAsync("select", In(run), "--range", "z0=0:", "--out", In("some"));
        said.ShouldContain("2 of 3 particles selected");
        File.ReadAllText(In("some.star")).ShouldBe(File.ReadAllText(In("run/particles.star")).Replace("1@a.mrcs 1 -1\n", ""));
        (await Flex.DoneAsync("select", In(run), "--range", "z0=0:", "--invert", "--out", In("rest.csv"))).ShouldContain("1 of 3 particles selected");
        File.ReadAllLines(In("rest.csv")).ShouldBe(["particle,rlnImageName,rlnOpticsGroup,flex3dLatent0,rlnImagePixelSize,rlnImageSize", "0,1@a.mrcs,1,-1,2,64"]);
    }

    [Fact]
    public async Task A_list_names_the_rows_of_the_runs_input()
    {
        MakeRun();
        await Flex.DoneAsync("select", In("run"), "--where", "z0 > 0", "--out", In("list.csv"));
        File.ReadAllLines(In("list.csv")).Skip(1).Select(line => line.Split(',')[0]).ShouldBe(["2", "4"]);
        await Flex.DoneAsync("select", In("run"), "--list", In("list.csv"), "--where", "row < 4", "--out", In("one.star"));
        File.ReadAllLines(In("one.star")).Count(line => line.Contains('@')).ShouldBe(1);
        await Flex.RefusedAsync(["select", In("run"), "--list", "z0 > 0", "--out", In("two.star")], "--list", "--where");
    }

    [Fact]
    public async Task A_group_beside_a_dataset_is_read_as_the_particles_it_names()
    {
        MakeRun();
        const string Poses = "_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n";
        File.WriteAllText(In("run/particles.star"), File.ReadAllText(In("run/particles.star")).Replace("_flex3dLatent0 #3\n", "_flex3dLatent0 #3\n" + Poses).Replace(" 1 -1\n", " 1 -1 1 2 3 9000 8000 7\n").Replace(" 1 0.5\n", " 1 0.5 1 2 3 9000 8000 7\n").Replace(" 1 2\n", " 1 2 1 2 3 9000 8000 7\n"));
        string said = await Flex.DoneAsync("select", In("run"), "--out", In("all.cs"), "--group");
        said.ShouldContain("3 of 3 particles selected");
        said.ShouldContain("blocks without a counterpart in .cs, left out: data_other");
        said.ShouldContain("Import Result Group");
        ParticleSource source = ParticleSources.Of(In("all.csg"));
        source.Particles.ShouldBe(In("all.cs"));
        source.Passthrough.ShouldBeEmpty();
        await Flex.RefusedAsync(["select", In("run"), "--out", In("some.star"), "--group"], "--group", ".cs file");
    }

    [Fact]
    public async Task Re_estimated_poses_are_written_if_asked_for()
    {
        MakeRun();
        const string Labels = "_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_flex3dTurn0\n_flex3dTurn1\n_flex3dTurn2\n_flex3dShift0\n_flex3dShift1\n";
        File.WriteAllText(In("run/particles.star"), File.ReadAllText(In("run/particles.star")).Replace("_flex3dLatent0 #3\n", "_flex3dLatent0 #3\n" + Labels)
            .Replace(" 1 -1\n", " 1 -1 10 60 30 0 0 0 0 0\n").Replace(" 1 0.5\n", " 1 0.5 10 60 30 0 0 0.1 0 -2\n").Replace(" 1 2\n", " 1 2 10 60 30 0 0 -0.1 1 0\n"));
        (await Flex.DoneAsync("select", In("run"), "--range", "z0=0:", "--out", In("given.star"))).ShouldContain("poses: as given to the run (--poses refined");
        File.ReadAllText(In("given.star")).ShouldContain("3@a.mrcs 1 0.5 10 60 30 0 0 0.1 0 -2\n");
        // The condition is on the table as it was; a turn about the map's z comes off rot, and a shift comes off the origin.
        (await Flex.DoneAsync("select", In("run"), "--where", "turn2 > 0", "--poses", "refined", "--out", In("refined.star"))).ShouldContain("poses: re-estimated");
        string[] row = File.ReadLines(In("refined.star")).Single(line => line.Contains('@')).Split(' ');
        row[..3].ShouldBe(["3@a.mrcs", "1", "0.5"]);
        row[3..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Zip([10 - 0.1 * 180 / Math.PI, 60, 30, 0, 2]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
        await Flex.RefusedAsync(["convert", In("run"), In("x.star"), "--poses", "best"], "--poses", "'best'", "given or refined");
        await Flex.RefusedAsync(["convert", In("refined.star"), In("x.star"), "--poses", "refined"], "--poses", "no re-estimated poses", "train.refinePoses");
    }

    [Fact]
    public async Task Nothing_is_overwritten_unasked()
    {
        MakeRun();
        File.WriteAllText(In("there.csv"), "mine");
        await Flex.RefusedAsync(["convert", In("run/particles.star"), In("there.csv")], "OUT: found", "there.csv", "--overwrite");
        File.ReadAllText(In("there.csv")).ShouldBe("mine");
        await Flex.DoneAsync("convert", In("run/particles.star"), In("there.csv"), "--overwrite");
        File.ReadAllLines(In("there.csv")).Length.ShouldBe(4);
        await Flex.RefusedAsync(["convert", In("run/particles.star"), In("run/particles.star"), "--overwrite"], "the table that is read");
        File.WriteAllText(In("x.csg"), "mine");
        await Flex.RefusedAsync(["convert", In("run/particles.star"), In("x.cs"), "--group"], "x.csg", "--overwrite");
        File.Exists(In("x.cs")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_of_cryoSPARC_is_one_table_with_its_passthrough_columns()
    {
        string job = SharedData.Require("projects/c06_job_folder/CS-proj/J42");
        string said = await Flex.DoneAsync("convert", job, In("a.star"));
        said.ShouldContain("columns without a counterpart in STAR, left out: alignments3D/error");
        File.ReadLines(In("a.star")).ShouldContain(line => line.StartsWith("_rlnDefocusU"));
        File.ReadLines(In("a.star")).ShouldContain(line => line.StartsWith("_rlnAngleRot"));
        await Flex.DoneAsync("select", job, "--where", "row < 10", "--out", In("ten.cs"), "--group");
        await Flex.DoneAsync("convert", In("ten.csg"), In("ten.star"));
        File.ReadLines(In("ten.star")).Count(line => line.Contains('@')).ShouldBe(10);
    }

    [Fact]
    public async Task A_folder_that_is_neither_run_nor_job_is_refused()
    {
        Directory.CreateDirectory(In("empty"));
        await Flex.RefusedAsync(["select", In("empty"), "--out", In("a.star")], "run_data.star");
        Directory.CreateDirectory(In("untrained"));
        File.WriteAllText(In("untrained/run.yaml"), "name: x\nprep:\n");
        await Flex.RefusedAsync(["select", In("untrained"), "--out", In("a.star")], "the folder of a run that has been trained");
    }
}
