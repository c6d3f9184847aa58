using Flex3D.Pipeline.Sources;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Sources;

/// <summary>Job folders of a RELION project, and the STAR files that name what belongs to a job.</summary>
public sealed class RelionSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-relion-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string Write(string name, string text = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
        return In(name);
    }

    private string Job(string folder, string type, params (string Name, string Value)[] options) => Write(folder + "/job.star",
        $"data_job\n\n_rlnJobTypeLabel {type}\n\ndata_joboptions_values\n\nloop_\n_rlnJobOptionVariable #1\n_rlnJobOptionValue #2\n{string.Join('\n', options.Select(option => $"{option.Name} \"{option.Value}\""))}\n");

    // A project with a refinement, and jobs that follow it.
    private (string Particles, string Map, string Mask) Refined()
    {
        Write("Refine3D/job012/run_optimiser.star", """
            data_optimiser_general

            _rlnOutputRootName Refine3D/job012/run
            _rlnExperimentalDataStarFile Refine3D/job012/run_data.star
            _rlnSolventMaskName MaskCreate/job010/mask.mrc

            """);
        Write("Refine3D/job012/run_it003_data.star");
        Job("Refine3D/job012", "relion.refine3d", ("fn_img", "Extract/job005/particles.star"), ("fn_mask", "MaskCreate/job010/other.mrc"));
        return (Write("Refine3D/job012/run_data.star"), Write("Refine3D/job012/run_class001.mrc"), Write("MaskCreate/job010/mask.mrc"));
    }

    [Fact]
    public void A_refinement_gives_its_particles_map_and_mask_by_its_folder_and_by_its_files()
    {
        (string particles, string map, string mask) = Refined();
        foreach (string path in new[] { "Refine3D/job012", "Refine3D/job012/", "Refine3D/job012/run_data.star", "Refine3D/job012/run_optimiser.star" })
        {
            ParticleSource source = ParticleSources.Of(In(path));
            (source.Particles, source.Map, source.Mask).ShouldBe((particles, map, mask), path);
        }
        ParticleSources.Of(In("Refine3D/job012")).Origin.ShouldBe("RELION job Refine3D/job012");
    }

    [Fact]
    public void PostProcess_leads_to_the_refinement_whose_half_maps_it_took()
    {
        (string particles, string map, _) = Refined();
        Write("Refine3D/job012/run_half1_class001_unfil.mrc");
        string mask = Write("MaskCreate/job014/tight.mrc");
        Write("PostProcess/job020/postprocess.star", """
            data_general

            _rlnFinalResolution 3.1
            _rlnUnfilteredMapHalf1 Refine3D/job012/run_half1_class001_unfil.mrc
            _rlnMaskName MaskCreate/job014/tight.mrc

            data_fsc

            loop_
            _rlnSpectralIndex #1
            1
            2

            """);
        foreach (string path in new[] { "PostProcess/job020", "PostProcess/job020/postprocess.star" })
        {
            ParticleSource source = ParticleSources.Of(In(path));
            (source.Particles, source.Map, source.Mask).ShouldBe((particles, map, mask), path);
        }
        File.Delete(In("Refine3D/job012/run_half1_class001_unfil.mrc"));
        Should.Throw<InputException>(() => ParticleSources.Of(In("PostProcess/job020"))).Message.ShouldContain("run_half1_class001_unfil.mrc");
    }

    [Theory]
    [InlineData("CtfRefine/job030", "particles_ctf_refine.star", "fn_data")]
    [InlineData("Polish/job031", "shiny.star", "fn_data")]
    [InlineData("Select/job032", "particles.star", "fn_img")]
    public void A_job_of_particles_alone_has_map_and_mask_of_the_refinement_before_it(string job, string file, string option)
    {
        (_, string map, string mask) = Refined();
        string particles = Write($"{job}/{file}");
        Job(job, "relion.x", (option, "Refine3D/job012/run_data.star"));
        ParticleSource source = ParticleSources.Of(In(job));
        (source.Particles, source.Map, source.Mask).ShouldBe((particles, map, mask));
        Write("Select/job040/particles.star");
        Job("Select/job040", "relion.select", ("fn_img", $"{job}/{file}"));
        ParticleSources.Of(In("Select/job040")).Map.ShouldBe(map, "two jobs back");
    }

    [Fact]
    public void Of_a_classification_the_last_iteration_is_taken_and_a_map_only_of_a_single_class()
    {
        Write("Class3D/job020/run_it009_data.star");
        Write("Class3D/job020/run_it010_data.star");
        string last = Write("Class3D/job020/run_ct10_it025_data.star"), map = Write("Class3D/job020/run_ct10_it025_class001.mrc");
        ParticleSource source = ParticleSources.Of(In("Class3D/job020"));
        (source.Particles, source.Map, source.Mask).ShouldBe((last, map, null));
        Write("Class3D/job020/run_ct10_it025_class002.mrc");
        ParticleSources.Of(In("Class3D/job020")).Map.ShouldBeNull();
    }

    [Fact]
    public void A_real_optimiser_names_what_is_missing()
    {
        string optimiser = SharedData.Require("projects/relion_jobs/run_it025_optimiser_3D.star");
        Directory.CreateDirectory(In("Class3D/job020"));
        File.Copy(optimiser, In("Class3D/job020/run_it025_optimiser.star"));
        Should.Throw<InputException>(() => ParticleSources.Of(In("Class3D/job020/run_it025_optimiser.star"))).Message.ShouldContain("Class3D/job020/run_it025_data.star");
        string data = Write("Class3D/job020/run_it025_data.star");
        ParticleSource source = ParticleSources.Of(In("Class3D/job020/run_it025_optimiser.star"));
        (source.Particles, source.Mask).ShouldBe((data, null), "its mask is None");
    }

    [Fact]
    public void A_job_that_is_not_done_and_jobs_that_name_each_other_come_to_an_end()
    {
        Job("Refine3D/job001", "relion.refine3d", ("fn_img", "Select/job002/particles.star"));
        Should.Throw<InputException>(() => ParticleSources.Of(In("Refine3D/job001"))).Message.ShouldContain("a RELION job without particles");
        foreach ((string job, string other) in new[] { ("job002", "job003"), ("job003", "job002") })
        {
            Write($"Select/{job}/particles.star");
            Job($"Select/{job}", "relion.select", ("fn_img", $"Select/{other}/particles.star"));
        }
        ParticleSources.Of(In("Select/job002")).Map.ShouldBeNull();
    }

    [Fact]
    public void A_particle_file_is_only_itself() => ParticleSources.Of("some/particles.star").ShouldBe(new ParticleSource("some/particles.star"));
}
