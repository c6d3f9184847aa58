using System.Text;
using Flex3D.Pipeline.Sources;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Sources;

/// <summary>Job folders, result groups and passthrough files of cryoSPARC, in the layouts that its versions write.</summary>
public sealed class CryoSparcSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-cryosparc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(params string[] parts) => Path.Combine([_folder, .. parts]);

    private string Write(string name, string text = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private static string Message(string path) => Should.Throw<InputException>(() => ParticleSources.Of(path)).Message;

    private const string Version5 = """
        {"uid": "J7", "spec": {"outputs": {
          "particles": {"results": [
            {"name": "alignments3D", "dtype": "particle.alignments3D", "metafiles": ["J7/J7_000_particles.cs", "J7/J7_012_particles.cs"], "passthrough": false},
            {"name": "blob", "dtype": "particle.blob", "metafiles": ["J7/J7_passthrough_particles.cs"], "passthrough": true},
            {"name": "ctf", "dtype": "particle.ctf", "metafiles": ["J7/J7_passthrough_particles.cs"], "passthrough": true}]},
          "particles_excluded": {"results": [
            {"name": "alignments3D", "dtype": "particle.alignments3D", "metafiles": ["J7/J7_excluded_particles.cs"], "passthrough": false}]},
          "volume": {"results": [
            {"name": "map", "dtype": "volume.blob", "metafiles": ["J7/J7_012_volume_map.cs"], "passthrough": false},
            {"name": "mask_refine", "dtype": "volume.blob", "metafiles": ["J7/J7_012_volume_mask_refine.cs"], "passthrough": false}]}}}}
        """;

    [Fact]
    public void A_job_of_version_5_gives_the_files_of_its_last_iteration()
    {
        string particles = Write("CS-p/J7/J7_012_particles.cs"), passthrough = Write("CS-p/J7/J7_passthrough_particles.cs");
        string map = Write("CS-p/J7/J7_012_volume_map.mrc"), mask = Write("CS-p/J7/J7_012_volume_mask_refine.mrc");
        Write("CS-p/J7/J7_000_particles.cs");
        Write("CS-p/J7/job.json", Version5);
        ParticleSource source = ParticleSources.Of(In("CS-p", "J7"));
        (source.Particles, source.Map, source.Mask).ShouldBe((particles, map, mask));
        source.Passthrough.ShouldBe([passthrough]);
        source.Origin.ShouldBe("cryoSPARC job J7 (job.json)");
    }

    [Theory]
    [InlineData("J7/other_name.mrc", "CS-p/J7/other_name.mrc")]
    [InlineData(">beside.mrc", "CS-p/J7/beside.mrc")]
    [InlineData("J7/not_there.mrc", "CS-p/J7/J7_012_volume_map.mrc")]
    public void The_map_is_the_one_that_the_dataset_of_the_volume_names(string named, string expected)
    {
        foreach (string name in new[] { "J7_012_particles.cs", "J7_passthrough_particles.cs", "J7_012_volume_map.mrc", "other_name.mrc", "beside.mrc" })
        {
            Write("CS-p/J7/" + name);
        }
        Write("CS-p/J7/job.json", Version5);
        string header = $"{{'descr': [('uid', '<u8'), ('map/path', '|S{named.Length}')], 'fortran_order': False, 'shape': (1,), }}";
        File.WriteAllBytes(In("CS-p/J7/J7_012_volume_map.cs"), [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. BitConverter.GetBytes(5UL), .. Encoding.ASCII.GetBytes(named)]);
        ParticleSources.Of(In("CS-p", "J7")).Map.ShouldBe(In(expected));
    }

    [Fact]
    public void The_job_of_version_4_its_group_and_its_particles_give_the_same_files()
    {
        string job = SharedData.Require("projects/c06_job_folder/CS-proj/J42"), particles = Path.Combine(job, "J42_004_particles.cs"), passthrough = Path.Combine(job, "J42_passthrough_particles.cs");
        foreach (string path in new[] { job, Path.Combine(job, "J42_particles.csg"), particles })
        {
            ParticleSource source = ParticleSources.Of(path);
            Path.GetFullPath(source.Particles).ShouldBe(particles, path);
            source.Passthrough.ShouldBe([passthrough], path);
            source.Map.ShouldBeNull("the job's map was not copied");
        }
    }

    [Fact]
    public void A_folder_without_a_description_is_read_by_its_file_names()
    {
        Write("J9/cryosparc_P1_J9_003_particles.cs");
        string particles = Write("J9/cryosparc_P1_J9_010_particles.cs"), passthrough = Write("J9/P1_J9_passthrough_particles.cs");
        string map = Write("J9/cryosparc_P1_J9_010_volume_map.mrc"), mask = Write("J9/cryosparc_P1_J9_010_volume_mask_refine.mrc");
        foreach (string other in new[] { "P1_J9_passthrough_particles_excluded.cs", "cryosparc_P1_J9_003_volume_map.mrc", "cryosparc_P1_J9_010_volume_map_sharp.mrc", "cryosparc_P1_J9_010_particles_rejected.cs", "notes.txt" })
        {
            Write("J9/" + other);
        }
        ParticleSource source = ParticleSources.Of(In("J9"));
        (source.Particles, source.Map, source.Mask).ShouldBe((particles, map, mask));
        source.Passthrough.ShouldBe([passthrough]);
    }

    [Fact]
    public void A_folder_that_leaves_a_choice_or_has_no_results_says_what_there_is()
    {
        Write("J9/J9_010_particles_a.cs");
        Write("J9/J9_010_particles_b.cs");
        Message(In("J9")).ShouldContain("several sets of particles: J9_010_particles_a.cs, J9_010_particles_b.cs");
        Write("J8/J8_010_particles.cs");
        Write("J8/J8_passthrough_particles.cs");
        Write("J8/P2_J8_passthrough_particles.cs");
        Message(In("J8")).ShouldContain("several passthrough files");
        Write("empty/readme.txt");
        Message(In("empty")).ShouldContain("a folder without the results of a job");
    }

    [Fact]
    public void A_job_that_names_a_missing_file_lacks_poses_or_has_several_groups_is_refused()
    {
        Write("CS-p/J7/job.json", Version5);
        string missing = Message(In("CS-p", "J7"));
        missing.ShouldContain("job.json");
        missing.ShouldContain("J7_012_particles.cs");
        Write("CS-p/J1/job.json", "{\"output_results\": [{\"group_name\": \"particles\", \"name\": \"blob\", \"type\": \"particle.blob\", \"metafiles\": [\"J1/a.cs\"]}]}");
        Message(In("CS-p", "J1")).ShouldContain("no particles with poses (alignments3D)");
        const string Slot = "{\"group_name\": \"particles_class_0\", \"name\": \"alignments3D\", \"type\": \"particle.alignments3D\", \"metafiles\": [\"J2/a.cs\"]}";
        Write("CS-p/J2/job.json", $"{{\"output_results\": [{Slot}, {Slot.Replace("class_0", "class_1")}]}}");
        Message(In("CS-p", "J2")).ShouldContain("several groups of particles: particles_class_0, particles_class_1");
        foreach (string text in new[] { "{", "[]", "{\"output_results\": [{}]}", "{\"spec\": {\"outputs\": {\"particles\": {}}}}" })
        {
            Write("CS-p/J3/job.json", text);
            Message(In("CS-p", "J3")).ShouldContain("job.json");
        }
    }

    [Theory]
    [InlineData("results:\n  alignments3D: {metafile: '>a.cs'}\n  blob: {metafile: '>b.cs'}\n", "without the slot ctf")]
    [InlineData("results:\n  alignments3D_multi: {metafile: '>a.cs'}\n  ctf: {metafile: '>b.cs'}\n  blob: {metafile: '>b.cs'}\n", "only alignments3D_multi")]
    [InlineData("results:\n  blob: {metafile: '>350_particles.cs'}\n", "350_particles.cs")]
    [InlineData("group: {type: volume}\nresults:\n  map: {metafile: '>a.cs'}\n", "a group of type 'volume'")]
    [InlineData("created: today\n", "no 'results'")]
    [InlineData("", "an empty file")]
    public void A_group_that_is_not_of_usable_particles_is_refused_by_name(string text, string said)
    {
        Write("a.cs");
        Write("b.cs");
        string message = Message(Write("x.csg", text));
        message.ShouldContain(said);
        message.ShouldContain("x.csg");
    }

    [Fact]
    public void Slots_of_a_group_may_lie_in_three_files()
    {
        string a = Write("a.cs"), b = Write("b.cs"), c = Write("c.cs");
        ParticleSource source = ParticleSources.Of(Write("x.csg", "group: {type: particle}\nresults:\n  blob: {metafile: '>a.cs'}\n  ctf: {metafile: '>b.cs'}\n  alignments3D: {metafile: '>c.cs'}\n  location: {metafile: '>b.cs'}\n"));
        source.Particles.ShouldBe(c, "the rows of the refinement");
        source.Passthrough.ShouldBe([b, a]);
    }

    [Theory]
    [InlineData("J42_004_particles.cs", "J42_passthrough_particles.cs", true)]
    [InlineData("cryosparc_P1_J42_004_particles.cs", "P1_J42_passthrough_particles.cs", true)]
    [InlineData("particles_selected.cs", "J12_passthrough_particles_selected.cs", true)]
    [InlineData("J7_particles_class_2.cs", "J7_passthrough_particles_all_classes.cs", true)]
    [InlineData("J42_004_particles.cs", "J41_passthrough_particles.cs", false)]
    [InlineData("J42_004_particles.cs", "J42_passthrough_particles_excluded.cs", false)]
    public void The_passthrough_file_beside_the_particles_is_that_of_the_same_job(string particles, string passthrough, bool taken)
    {
        string poses = SharedData.Require("projects/c06_job_folder/CS-proj/J42/J42_004_particles.cs"), rest = SharedData.Require("projects/c06_job_folder/CS-proj/J42/J42_passthrough_particles.cs");
        File.Copy(poses, In(particles));
        File.Copy(rest, In(passthrough));
        ParticleSources.Of(In(particles)).Passthrough.ShouldBe(taken ? [In(passthrough)] : []);
    }

    [Fact]
    public void Two_files_that_could_be_the_passthrough_file_are_named_and_a_whole_file_needs_none()
    {
        string poses = SharedData.Require("projects/c06_job_folder/CS-proj/J42/J42_004_particles.cs"), whole = SharedData.Require("projects/c00_baseline/particles.cs");
        File.Copy(poses, In("J42_004_particles.cs"));
        Write("J42_passthrough_particles.cs");
        Write("P1_J42_passthrough_particles.cs");
        string message = Message(In("J42_004_particles.cs"));
        message.ShouldContain("J42_passthrough_particles.cs, P1_J42_passthrough_particles.cs");
        message.ShouldContain("inputs.passthrough");
        File.Copy(whole, In("J42_005_particles.cs"));
        ParticleSources.Of(In("J42_005_particles.cs")).Passthrough.ShouldBeEmpty();
    }
}
